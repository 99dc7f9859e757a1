import { setTimeout as pause } from 'node:timers/promises';
import type { DropClass, ReleasedBy } from '../../src/call/drop-verdict.ts';
import type { DropsLab, Reception } from '../lab/drops-lab.ts';
import type { PartyCall } from '../lab/party/party-call.ts';

/** What the driver did with a call: the truth. Times in epoch milliseconds. */
export interface DrivenCall {
  readonly course: string;
  /** The survivor's leg. */
  readonly call: string;
  readonly classes: readonly DropClass[];
  readonly sides: readonly ReleasedBy[];
  /** A network lost it. */
  readonly network: boolean;
  /** Whether a call-back may be offered. */
  readonly offer: boolean;
  /** When the BYE left; `null`: there was none, or it is not what decides. */
  readonly byeAt: number | null;
  /** When a side fell silent for good. */
  readonly silentAt: number | null;
}

type Truth = Omit<DrivenCall, 'course' | 'call'>;
/** A number from 0 to 1. */
export type Chance = () => number;

const ENDED = ['survivor-ended', 'survivor-ended-abruptly'] as const;
const THEIRS: Truth = {
  classes: ENDED,
  sides: ['survivor-side'],
  network: false,
  offer: false,
  byeAt: null,
  silentAt: null,
};
const LOST: Truth = { ...THEIRS, classes: ['network-drop', 'mass-drop'], network: true, offer: true };

function ms(chance: Chance, least: number, most: number): number {
  return Math.round(least + chance() * (most - least));
}

function pick<T>(chance: Chance, values: readonly T[]): T {
  return values[Math.floor(chance() * values.length)] as T;
}

/** Trunks that calls come in by, and the one that is cut off. Those that go out leave by the first. */
const ORDINARY = [0, 1, 2];
const CUT = 3;

interface Talk {
  readonly survivor: PartyCall;
  readonly worker: PartyCall;
  readonly call: string;
}

/** A call that is up, in or out, with both sides known. */
export async function talk(
  lab: DropsLab,
  chance: Chance,
  trunk = pick(chance, ORDINARY),
  incoming = chance() < 0.7,
): Promise<Talk> {
  const extension = pick(chance, ['101', '102', '103']);
  if (incoming) {
    const { survivor, worker } = await lab.survivorCalls(extension, 'answer', trunk);
    if (!(await survivor.until('up', 20_000))) throw new Error(`not up: ${survivor.status}`);
    return { survivor, worker: await worker, call: await lab.legOf(survivor) };
  }
  const { survivor, worker } = await lab.workerCalls(extension);
  if (!(await worker.until('up', 20_000))) throw new Error(`not up: ${worker.status}`);
  const theirs = await survivor;
  return { survivor: theirs, worker, call: await lab.legOf(theirs) };
}

async function waiting(lab: DropsLab, reception: Reception, did?: string) {
  const { survivor } = await lab.survivorCalls('103', reception, 0, did);
  return { survivor, call: await lab.legOf(survivor) };
}

type Course = (lab: DropsLab, chance: Chance) => Promise<{ readonly call: string; readonly truth: Truth }>;

function bye(least: number, most: number, reasons: readonly (string | null)[]): Course {
  return async (lab, chance) => {
    const { call, survivor } = await talk(lab, chance);
    await pause(ms(chance, least, most));
    const reason = pick(chance, reasons);
    return { call, truth: { ...THEIRS, byeAt: survivor.hangUp(reason === null ? [] : [['reason', reason]]) } };
  };
}

const workerBye: Course = async (lab, chance) => {
  const { call, worker } = await talk(lab, chance);
  await pause(ms(chance, 2_000, 12_000));
  return { call, truth: { ...THEIRS, classes: ['worker-ended'], sides: ['worker-side'], byeAt: worker.hangUp() } };
};

const abruptOnHold: Course = async (lab, chance) => {
  const { call, survivor, worker } = await talk(lab, chance);
  await pause(ms(chance, 1_000, 3_000));
  await worker.hold(true);
  await pause(ms(chance, 1_000, 4_000));
  return { call, truth: { ...THEIRS, byeAt: survivor.hangUp() } };
};

const carrierBye: Course = async (lab, chance) => {
  const { call, survivor } = await talk(lab, chance);
  await pause(ms(chance, 2_000, 10_000));
  const cause = pick(chance, [27, 38, 41, 102, 31]);
  const text = 'text="released by the network"';
  const reason = chance() < 0.5 ? `Q.850;cause=${cause}` : `Q.850;${text};cause=${cause}`;
  const byeAt = survivor.hangUp([['reason', reason]]);
  return { call, truth: cause === 31 ? { ...THEIRS, byeAt } : { ...LOST, byeAt } };
};

function silence(side: 'survivor' | 'worker'): Course {
  return async (lab, chance) => {
    const sides = await talk(lab, chance);
    await pause(ms(chance, 3_000, 8_000));
    const silentAt = sides[side].vanish();
    const releasedBy = side === 'survivor' ? 'survivor-side' : 'worker-side';
    return { call: sides.call, truth: { ...LOST, sides: [releasedBy], silentAt } };
  };
}

const gap: Course = async (lab, chance) => {
  const { call, survivor } = await talk(lab, chance);
  await pause(ms(chance, 3_000, 5_000));
  const { media } = survivor;
  Object.assign(media, { speaks: false, reports: false });
  await pause(ms(chance, 3_500, 6_000));
  Object.assign(media, { speaks: true, reports: true });
  await pause(ms(chance, 4_000, 6_000));
  return { call, truth: { ...THEIRS, byeAt: survivor.hangUp() } };
};

const oneWay: Course = async (lab, chance) => {
  const { call, survivor } = await talk(lab, chance);
  await pause(ms(chance, 3_000, 5_000));
  survivor.media.speaks = false;
  await pause(ms(chance, 4_000, 9_000));
  return { call, truth: { ...THEIRS, classes: [...ENDED, 'unknown'], byeAt: survivor.hangUp() } };
};

/** A phone that suppresses silence: a packet of comfort noise in four seconds, and no RTCP at all. */
const quietPhone: Course = async (lab, chance) => {
  const { call, survivor } = await talk(lab, chance);
  survivor.media.reports = false;
  await pause(2_000);
  survivor.media.speaks = false;
  for (let packet = 0; packet < 3; packet += 1) {
    await pause(3_900);
    survivor.media.comfort();
  }
  return { call, truth: { ...THEIRS, classes: [...ENDED, 'unknown'], byeAt: survivor.hangUp() } };
};

const ledOn: Course = async (lab, chance) => {
  const { call, survivor, worker } = await talk(lab, chance, undefined, true);
  await pause(ms(chance, 1_500, 3_000));
  const way = pick(chance, ['transfer', 'park', 'hold'] as const);
  if (way === 'hold') await worker.hold(true);
  else await worker.refer(`sip:${way === 'park' ? '700' : '103'}@${lab.lab.network.inside}`);
  await pause(ms(chance, 4_000, 11_000));
  return { call, truth: { ...THEIRS, byeAt: survivor.hangUp() } };
};

const abandoned: Course = async (lab, chance) => {
  const queued = chance() < 0.5;
  const { call, survivor } = await waiting(lab, 'ring', queued ? '+61255501199' : undefined);
  await pause(ms(chance, 500, 4_000));
  const truth: Truth = { ...THEIRS, classes: ['abandoned'] };
  if (!queued) {
    survivor.cancel();
    return { call, truth: { ...truth, byeAt: Date.now() } };
  }
  await survivor.until('up');
  return { call, truth: { ...truth, byeAt: survivor.hangUp() } };
};

const adminKill: Course = async (lab, chance) => {
  const { call } = await talk(lab, chance);
  await pause(ms(chance, 1_000, 4_000));
  const truth: Truth = { ...THEIRS, classes: ['pbx-ended'], sides: ['pbx'], offer: true };
  await lab.ari('DELETE', `channels/${call}`);
  return { call, truth };
};

/** The mix of `dropped-calls.md`, section 11, part 2, in parts of a hundred; calls lost together and a PBX that goes away come besides. */
export const COURSES: readonly (readonly [course: string, share: number, drive: Course])[] = [
  [
    'survivor BYE',
    30,
    bye(2_000, 13_000, [
      null,
      null,
      null,
      null,
      null,
      'Q.850;cause=16',
      'Q.850;cause=16',
      'Q.850;cause=16;location=U',
      'Q.850;cause=16',
      'Q.850;text="normal call clearing";cause=16',
    ]),
  ],
  ['worker BYE', 10, workerBye],
  ['abrupt', 8, bye(300, 5_000, [null, 'Q.850;cause=16'])],
  ['abrupt on hold', 4, abruptOnHold],
  ['carrier BYE', 8, carrierBye],
  ['silent survivor', 10, silence('survivor')],
  ['silent worker', 5, silence('worker')],
  ['gap', 4, gap],
  ['one way', 4, oneWay],
  ['transfer, park, hold', 5, ledOn],
  ['abandoned', 5, abandoned],
  ['quiet phone', 2, quietPhone],
  ['hung up by the PBX', 1, adminKill],
];

/** Several calls on a trunk of their own, cut off at once. */
export async function massCut(lab: DropsLab, chance: Chance, calls: number): Promise<readonly DrivenCall[]> {
  const talks: Talk[] = [];
  for (let at = 0; at < calls; at += 1) talks.push(await talk(lab, chance, CUT, true));
  await pause(3_000);
  return talks.map(({ call, survivor }) => ({
    ...LOST,
    course: 'mass cut',
    call,
    classes: ['mass-drop'],
    sides: ['trunk'],
    silentAt: survivor.vanish(),
  }));
}
