import { readRecording } from '../../src/adapters/asterisk/evidence/recorded-evidence.ts';
import type { DropClass } from '../../src/call/drop-verdict.ts';
import { columns } from '../../src/cli/columns.ts';
import { type ReplayedCall, replayedCalls } from '../../src/cli/replay/replayed-calls.ts';
import { chance, fuzzed } from '../scenarios/fuzzed-stream.ts';
import { recordings, type Scenario } from '../scenarios/recordings.ts';
import type { Truth } from '../scenarios/truth.ts';
import { writtenCourses } from '../scenarios/written-courses.ts';
import { writtenEnds } from '../scenarios/written-ends.ts';
import { BASELINES } from './drop-baselines.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Score {
  calls: number;
  right: number;
  unknown: number;
  wrong: number;
  baselines: number[];
}

function isRight({ classes, releasedBy }: Truth, call: ReplayedCall): boolean {
  return classes.includes(call.class) && (releasedBy === undefined || releasedBy.includes(call.releasedBy));
}

/** One signal cannot see that losses belong together: each loss told counts. */
function isRightAlone({ classes }: Truth, told: DropClass): boolean {
  return classes.includes(told === 'network-drop' && classes.includes('mass-drop') ? 'mass-drop' : told);
}

function count(score: Score, { name, truth }: Scenario, call: ReplayedCall): void {
  const right = isRight(truth, call);
  score.calls += 1;
  score.right += right ? 1 : 0;
  score.unknown += !right && call.class === 'unknown' ? 1 : 0;
  score.wrong += !right && call.class !== 'unknown' ? 1 : 0;
  if (!right) say(`  ${name}: ${call.class} ${call.releasedBy} ${call.confidence}`);
}

/** Enters a scenario into the scores; how many faults it has. */
function judged(scenario: Scenario, scores: Map<string, Score>): number {
  const { truth, text } = scenario;
  const told = replayedCalls(readRecording(text));
  const faults = told.filter((call) => !isRight(truth, call) || (call.callbackOffer && !truth.offer)).length;
  const [first] = truth.classes;
  if (first !== undefined && truth.mixed !== true) {
    const score = scores.get(first) ?? { calls: 0, right: 0, unknown: 0, wrong: 0, baselines: [] };
    scores.set(first, score);
    for (const call of told) count(score, scenario, call);
    for (const [at, baseline] of Object.values(BASELINES).entries())
      score.baselines[at] = (score.baselines[at] ?? 0) + (isRightAlone(truth, baseline(text)) ? told.length : 0);
  }
  return faults + (told.length === (truth.calls ?? 1) ? 0 : 1);
}

/** A table of what was told right, class by class; how many calls were not. */
function accuracy(title: string, scenarios: readonly Scenario[]): number {
  const scores = new Map<string, Score>();
  const faults = scenarios.reduce((sum, each) => sum + judged(each, scores), 0);
  const rows = [...scores].map(([name, { calls, right, unknown, wrong, baselines }]) =>
    [name, calls, right, unknown, wrong, ...baselines].map(String),
  );
  const total = [...scores.values()].reduce<number[]>(
    (sum, { calls, right, unknown, wrong, baselines }) =>
      [calls, right, unknown, wrong, ...baselines].map((value, at) => value + (sum[at] ?? 0)),
    [],
  );
  say(title);
  const head = ['truth', 'calls', 'right', 'unknown', 'wrong', ...Object.keys(BASELINES).map((name) => `only ${name}`)];
  for (const line of columns([head, ...rows, ['all', ...total.map(String)]])) say(`  ${line}`);
  return faults;
}

/** `less`: unknown, still up, or a mass drop told call by call. */
type Standing = 'right' | 'less' | 'wrong';

function standing({ classes }: Truth, told: DropClass): Standing {
  if (classes.includes(told)) return 'right';
  const less = told === 'unknown' || told === 'continued' || isRightAlone({ classes, offer: false }, told);
  return less ? 'less' : 'wrong';
}

/** Damaged streams: how many calls were told right, less, wrong, and how many call-backs the truth forbids. */
function underDamage(scenarios: readonly Scenario[], replays: number, seed: number): number {
  const random = chance(seed);
  const tally = { calls: 0, right: 0, less: 0, wrong: 0, forbidden: 0 };
  const began = performance.now();
  for (let replay = 0; replay < replays; replay += 1) {
    const { name, truth, text: whole } = scenarios[replay % scenarios.length] as Scenario;
    const { text, done } = fuzzed(whole, random);
    const told = replayedCalls(readRecording(text));
    tally.calls += told.length;
    for (const call of told) tally[standing(truth, call.class)] += 1;
    const forbidden = truth.offer ? 0 : told.filter(({ callbackOffer }) => callbackOffer).length;
    tally.forbidden += forbidden;
    if (forbidden > 0) say(`  FORBIDDEN: seed ${seed}, replay ${replay}, ${name} (${done.join(', ')})`);
  }
  const seconds = (performance.now() - began) / 1_000;
  say(`damaged: ${replays} replays, seed ${seed}, ${seconds.toFixed(0)} s: ${JSON.stringify(tally)}`);
  return tally.forbidden;
}

/**
 * `npm run bench -- drops-replay [REPLAYS] [SEED]`: the detector over recorded and written streams beside three baselines that believe one signal, and over
 * REPLAYS damaged ones. Exit 1 if a class is not as the truth is, or a call-back is offered that the truth forbids.
 */
export async function dropsReplay([replays = '3000', seed = '1']: readonly string[]): Promise<void> {
  const recorded = recordings();
  const written = [...writtenEnds(), ...writtenCourses()];
  const faults =
    accuracy('recorded on Asterisk 22.10.1', recorded) +
    accuracy('written after the study', written) +
    underDamage([...recorded, ...written], Number(replays), Number(seed));
  if (faults > 0) process.exitCode = 1;
}
