import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { columns } from '../../src/cli/columns.ts';
import { DropWatcher } from '../lab/drop-watcher.ts';
import { DropsLab } from '../lab/drops-lab.ts';
import { chance as seeded } from '../scenarios/fuzzed-stream.ts';
import { type Chance, COURSES, type DrivenCall, massCut, talk } from './live-courses.ts';
import { byCourse, type Measured, scored, withCoincidences } from './live-score.ts';

const CALLS = 300;
const SEED = 20_261_128;
const TOGETHER = 10;
/** `dropped-calls.md` recommends twenty seconds; the bench has not the time. */
const RTP_TIMEOUT_S = 8;
const RESTARTS = 20;
const MASS_CUTS = [5, 6];
/** The last ends are told and raised. */
const SETTLED_MS = (RTP_TIMEOUT_S + 8) * 1_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** A die of its own for each call: they run beside each other. */
function die(seed: number): Chance {
  const draw = seeded(seed);
  return () => draw(1_000_000) / 1_000_000;
}

/** Every course in its share of `calls`, in an order of chance. */
function drawn(calls: number, chance: Chance) {
  const sum = COURSES.reduce((all, [, each]) => all + each, 0);
  const all = COURSES.flatMap((course) => Array.from({ length: Math.round((course[1] / sum) * calls) }, () => course));
  while (all.length < calls) all.push(COURSES[0] as (typeof COURSES)[number]);
  return all
    .map((course) => ({ course, order: chance() }))
    .sort((one, other) => one.order - other.order)
    .map(({ course }) => course);
}

async function driveAll(lab: DropsLab, calls: number, seed: number): Promise<readonly DrivenCall[]> {
  const driven: DrivenCall[] = [];
  const queue = drawn(calls, die(seed)).map((course, at) => ({ course, chance: die(seed + at + 1) }));
  let undriven = 0;
  const turn = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const {
        chance,
        course: [name, , drive],
      } = next;
      try {
        const { call, truth } = await drive(lab, chance);
        driven.push({ course: name, call, ...truth });
      } catch (cause) {
        undriven += 1;
        say(`  a call did not come about (${name}): ${cause instanceof Error ? cause.message : String(cause)}`);
      }
      if (driven.length % 50 === 0) say(`  ${driven.length} calls`);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, turn));
  if (undriven > calls / 50) throw new Error(`${undriven} calls did not come about`);
  return driven;
}

/** The detector is killed again and again while calls are up and end; how many ends were never told, and told twice. */
async function restarts(lab: DropsLab, watcher: DropWatcher, chance: Chance): Promise<readonly Measured[]> {
  const calls: string[] = [];
  for (let round = 0; round < RESTARTS; round += 1) {
    const [before, meanwhile, after] = [await talk(lab, chance), await talk(lab, chance), await talk(lab, chance)];
    await watcher.until(
      () => [before, meanwhile, after].every(({ call }) => watcher.live.some((each) => each.call === call)),
      5_000,
    );
    before.survivor.hangUp([['reason', 'Q.850;cause=38']]);
    await watcher.until(() => watcher.ended(before.call), 2_000);
    await watcher.kill();
    meanwhile.survivor.hangUp([['reason', 'Q.850;cause=38']]);
    await watcher.start();
    await watcher.until(() => watcher.ended(meanwhile.call), 5_000);
    after.survivor.hangUp([['reason', 'Q.850;cause=38']]);
    calls.push(before.call, meanwhile.call, after.call);
  }
  await pause(6_000);
  const ends = calls.map((call) => watcher.of(call).filter(({ kind }) => kind === 'ended').length);
  const [lost, twice] = [ends.filter((count) => count === 0).length, ends.filter((count) => count > 1).length];
  return [
    {
      what: `lost incidents over ${RESTARTS} restarts`,
      is: `${lost} (of ${calls.length})`,
      target: '0',
      met: lost === 0,
    },
    { what: 'told twice over the restarts', is: String(twice), target: '0', met: twice === 0 },
  ];
}

/** The PBX is stopped or killed while calls are up: the time until the last of them was told. */
async function outage(
  lab: DropsLab,
  watcher: DropWatcher,
  chance: Chance,
  signal: 'SIGSTOP' | 'SIGKILL',
): Promise<Measured> {
  const talks = [await talk(lab, chance), await talk(lab, chance), await talk(lab, chance)];
  await pause(1_500);
  const pid = await lab.lab.agency.pid();
  // Zero would be everything that runs with us.
  if (pid === null) throw new Error('the PBX does not run');
  const at = Date.now();
  process.kill(pid, signal);
  const failed = (call: string) =>
    watcher.of(call).find((fact) => fact.kind === 'ended' && fact.call.verdict.class === 'pbx-failed');
  await watcher.until(() => talks.every(({ call }) => failed(call)), 12_000);
  const times = talks.map(({ call }) => (failed(call)?.at ?? Number.POSITIVE_INFINITY) - at);
  if (signal === 'SIGSTOP') process.kill(pid, 'SIGCONT');
  await pause(2_000);
  for (const { survivor, worker } of talks) {
    if (signal === 'SIGSTOP') survivor.hangUp();
    for (const side of [survivor, worker]) if (signal === 'SIGKILL') side.abandon();
  }
  if (signal === 'SIGKILL') await lab.startPbx();
  await pause(2_000);
  const most = signal === 'SIGKILL' ? 1_000 : 5_000;
  const worst = Math.max(...times);
  const what = signal === 'SIGKILL' ? 'PBX crash to alert' : 'PBX freeze to alert';
  return {
    what,
    is: `${worst.toFixed(0)} ms, the last of ${times.length} calls`,
    target: `<= ${most} ms`,
    met: worst <= most,
  };
}

/** `npm run bench -- drops-live [calls] [seed]`: the detector beside a real PBX, with real media; ends with 1 when a target is missed. */
export async function dropsLive([calls = String(CALLS), seed = String(SEED)]: readonly string[]): Promise<void> {
  const random = die(Number(seed));
  say(
    `drops live: ${calls} calls, seed ${seed}, ${TOGETHER} at a time, rtp_timeout ${RTP_TIMEOUT_S} s, ${cpus().length} cores`,
  );
  const lab = await DropsLab.up({ rtpTimeout: RTP_TIMEOUT_S });
  const watcher = new DropWatcher(lab.lab);
  try {
    await watcher.start();
    const all = [...(await driveAll(lab, Number(calls), Number(seed)))];
    for (const together of MASS_CUTS) {
      all.push(...(await massCut(lab, random, together)));
      await pause(SETTLED_MS);
    }
    for (const party of [...lab.carriers, ...lab.phones.values()]) for (const call of party.calls) call.abandon();
    for (const event of watcher.events) say(`  detector: ${event}`);
    const driven = withCoincidences(all, watcher);
    const measured = [
      ...scored(driven, watcher, say),
      await outage(lab, watcher, random, 'SIGSTOP'),
      await outage(lab, watcher, random, 'SIGKILL'),
      ...(await restarts(lab, watcher, random)),
    ];
    say('');
    for (const line of byCourse(driven, watcher)) say(line);
    say('');
    const rows = measured.map(({ what, is, target, met }) => [what, is, target, met ? 'met' : 'MISSED']);
    for (const line of columns([['what', 'is', 'target', ''], ...rows])) say(line);
    if (measured.some(({ met }) => !met)) process.exitCode = 1;
  } finally {
    await watcher.kill();
    await lab.down();
  }
}
