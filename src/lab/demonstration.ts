import { loadConfig } from '../config/load.ts';
import { Failure } from '../failure.ts';
import { type DoorShape, doorShape } from '../identity/carrier-profile.ts';
import type { DoorShown } from './door-shown.ts';
import type { FarEnd, SeenMessage } from './far-end.ts';
import { showInbound } from './inbound-call.ts';
import type { Lab } from './lab.ts';
import { deskPhone, watchFarEnd } from './lab-call.ts';
import { PUBLIC_NUMBERS, trunkNumbers } from './lab-plan.ts';
import { canaries } from './lab-status.ts';
import type { DeskPhone } from './phone/desk-phone.ts';
import { headerValue } from './sip-message.ts';
import { faultsOf, judgeCall } from './verdict.ts';

type Outward = Exclude<DoorShown['door'], 'in'>;

/** A call that is meant to leave over one trunk, through one door. */
interface Shown {
  readonly trunk: string;
  readonly door: Outward;
  readonly dialled: string;
  /** Trunks whose carriers refuse every call meanwhile, so that this one's turn comes. */
  readonly failing: readonly string[];
}

const MOST_CALLS = 3;
/** An OPTIONS is answered in that time, and a daemon that was late is there again. */
const AGAIN_MS = 1_000;

/** What every call of the demonstration is placed with. */
interface Stage {
  readonly lab: Lab;
  readonly farEnd: FarEnd;
  readonly phone: DeskPhone;
  readonly told: (line: string) => void;
}

/** The calls that show the doors of the n-th trunk (0-based): ordinary ones, and an emergency. */
function callsOver(lab: Lab, at: number): readonly Shown[] {
  const trunks = lab.plan.trunks.map(({ id }) => id);
  const trunk = trunks[at] ?? '';
  const { answers, seesParent } = trunkNumbers(at);
  const own = at > 0;
  return [
    { trunk, door: 'private', dialled: own ? answers : PUBLIC_NUMBERS.answers.number, failing: [] },
    { trunk, door: 'parent', dialled: own ? seesParent : PUBLIC_NUMBERS.seesParent.number, failing: [] },
    { trunk, door: 'emergency', dialled: PUBLIC_NUMBERS.emergency.number, failing: trunks.slice(0, at) },
  ];
}

/** What each trunk's door must look like, by the configuration the daemon runs with. */
function shapesOf(lab: Lab): (trunk: string, door: DoorShown['door']) => DoorShape {
  const loaded = loadConfig(lab.configPath);
  if (!loaded.ok) throw new Failure('CONFIG_INVALID', loaded.problems[0]);
  const { organisation, sites, trunks } = loaded.config;
  const [site] = sites;
  return (trunk, door) => {
    const used = trunks.find(({ id }) => id === trunk);
    if (site === undefined || used === undefined) throw new Failure('CONFIG_INVALID', `no trunk ${trunk}`);
    return doorShape(used, organisation, site, door);
  };
}

/** Whether the carrier of this trunk took the call. */
function tookCall(seen: readonly SeenMessage[]): boolean {
  return seen.some(
    ({ direction, message }) =>
      direction === 'to-agency' &&
      message?.kind === 'response' &&
      message.status === 200 &&
      /\bINVITE$/.test(headerValue(message, 'CSeq') ?? ''),
  );
}

/** Whether the live check has closed a door: what it has seen there is not tried away. */
async function isClosed(lab: Lab, trunk: string, door: DoorShown['door']): Promise<boolean> {
  return /^Value: \S/m.test(await lab.agency.console(`database get withheld closed-${trunk}-${door}`));
}

/** Whether the PBX takes a trunk's carrier for unreachable at this door: it dials it last then. */
async function isUnreachable(lab: Lab, trunk: string, door: DoorShown['door']): Promise<boolean> {
  return new RegExp(`${trunk}-${door}/.* Unavail `).test(await lab.agency.console('pjsip show contacts'));
}

/** Makes the carriers of these trunks refuse every call while `act` runs. */
async function whileFailing<T>(lab: Lab, trunks: readonly string[], act: () => Promise<T>): Promise<T> {
  const set = async (value: string) => {
    for (const trunk of trunks) await lab.carrier.console(`dialplan set global FAILING_${trunk} ${value}`);
  };
  await set('1');
  try {
    return await act();
  } finally {
    await set('""');
  }
}

/**
 * Calls one number through the door it leads to, and judges what the carriers' side saw, on whatever trunk. `otherWay`: it left withheld, but not by
 * the way it was meant to go, although that is open.
 */
async function showOnce(
  { lab, farEnd, phone }: Stage,
  { trunk, door, dialled, failing }: Shown,
): Promise<{ readonly shown: DoorShown; readonly otherWay: boolean }> {
  const shape = shapesOf(lab);
  farEnd.clear();
  const result = await whileFailing(lab, failing, async () => await phone.call(dialled, [{ do: 'talk', forMs: 200 }]));
  const unreachable = await isUnreachable(lab, trunk, door);
  // The last answer of the carrier is mirrored a moment after the phone has seen its own.
  await new Promise((done) => setTimeout(done, 200));
  const over = (id: string) => farEnd.seen.filter((each) => each.trunk === id);
  const secret = canaries(lab);
  const verdict = judgeCall(over(trunk), shape(trunk, door), secret);
  const elsewhere = lab.plan.trunks
    .filter(({ id }) => id !== trunk)
    .flatMap(({ id }) => faultsOf(over(id), shape(id, door), secret).map((fault) => `over ${id}: ${fault}`));
  const closed = await isClosed(lab, trunk, door);
  const faults = [
    ...(closed ? ['the live check has closed the door'] : []),
    ...(verdict?.faults ?? [`no INVITE reached its carrier${unreachable ? ', which did not answer its OPTIONS' : ''}`]),
    ...elsewhere,
    ...(farEnd.unreadable === 0 ? [] : ['the mirror was not readable']),
    ...(result.outcome === 'answered' ? [] : [`the call was not answered (${result.status ?? result.outcome})`]),
    ...(tookCall(over(trunk)) ? [] : ['its carrier did not take the call']),
  ];
  const isOpenAndWithheld =
    !closed &&
    farEnd.unreadable === 0 &&
    lab.plan.trunks.every(({ id }) => faultsOf(over(id), shape(id, 'private'), secret).length === 0);
  const otherWay = isOpenAndWithheld && door !== 'emergency' && faults.length > 0 && result.outcome === 'answered';
  const shown: DoorShown = {
    trunk,
    door,
    dialled,
    from: verdict?.from ?? '-',
    asserted: verdict?.asserted ?? '-',
    privacy: verdict?.privacy ?? '-',
    contact: verdict?.contact ?? '-',
    held: faults.length === 0,
    faults,
  };
  return { shown, otherWay };
}

/**
 * On a busy machine a decision can come too late, or an OPTIONS go missing: the PBX then lets the call leave withheld, as it must, by the trunk it
 * takes by itself. Such a call shows nothing of the door that was meant; it is told, and placed again, twice at most.
 */
async function show(stage: Stage, call: Shown): Promise<DoorShown> {
  const { lab, told } = stage;
  for (let attempt = 1; ; attempt += 1) {
    const { shown, otherWay } = await showOnce(stage, call);
    if (!otherWay || attempt === MOST_CALLS) return shown;
    told(
      `${call.trunk}, ${call.door} door: the call left withheld by another way (${shown.faults.join('; ')}); once more`,
    );
    await lab.agency.console(`pjsip qualify ${call.trunk}-${call.door}`);
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}

/**
 * Places one real call through each door of each trunk, and one in from each carrier, and gives what the far end saw; `told` is told of calls that
 * had to be placed again. The daemon must be running.
 */
export async function demonstrate(lab: Lab, told: (line: string) => void): Promise<readonly DoorShown[]> {
  const farEnd = await watchFarEnd(lab);
  const phone = await deskPhone(lab, '101');
  try {
    const lines: DoorShown[] = [];
    for (const [at, { id }] of lab.plan.trunks.entries()) {
      for (const each of callsOver(lab, at)) lines.push(await show({ lab, farEnd, phone, told }, each));
      lines.push(await showInbound(lab, farEnd, id));
    }
    await phone.unregister();
    return lines;
  } finally {
    await farEnd.close();
  }
}
