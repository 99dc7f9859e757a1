import { allowsCallback } from '../../src/call/callback-offer.ts';
import { columns } from '../../src/cli/columns.ts';
import type { DropWatcher, ToldFact } from '../lab/drop-watcher.ts';
import type { DrivenCall } from './live-courses.ts';
import { quantile } from './quantile.ts';

/** One line of the result: what was measured, what it is to be, whether it is. */
export interface Measured {
  readonly what: string;
  readonly is: string;
  readonly target: string;
  readonly met: boolean;
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const isNetwork = (name: string | undefined): boolean => name === 'network-drop' || name === 'mass-drop';

/** Ends told of one call beyond the first, but for those that a `restored` took back. */
function repeated(told: readonly ToldFact[]): number {
  let open = 0;
  let extra = 0;
  for (const { kind } of told) {
    if (kind === 'restored') open = 0;
    if (kind !== 'ended') continue;
    extra += open;
    open = 1;
  }
  return extra;
}

function rate(what: string, part: number, whole: number, least: number): Measured {
  const value = share(part, whole);
  return { what, is: `${value.toFixed(4)} (${part} of ${whole})`, target: `>= ${least}`, met: value >= least };
}

function delay(what: string, times: readonly number[], most: number): Measured {
  const p95 = times.length === 0 ? Number.POSITIVE_INFINITY : quantile(times, 0.95);
  const median = times.length === 0 ? Number.POSITIVE_INFINITY : quantile(times, 0.5);
  const is = `p95 ${p95.toFixed(0)} ms, p50 ${median.toFixed(0)} ms (${times.length} calls)`;
  return { what, is, target: `p95 <= ${most} ms`, met: p95 <= most };
}

function none(what: string, found: number): Measured {
  return { what, is: String(found), target: '0', met: found === 0 };
}

/** Row 16 of the study: so many losses of a trunk within so long are one incident, whatever the driver meant by them. */
const TOGETHER = 3;
const TOGETHER_MS = 3_000;

/** The truth with what happened by chance in it: calls that were lost one by one, and lost together all the same, are rightly told so. */
export function withCoincidences(driven: readonly DrivenCall[], watcher: DropWatcher): readonly DrivenCall[] {
  const lost = driven.flatMap((truth) => {
    const end = watcher.ended(truth.call);
    const theirs = truth.network && !truth.sides.includes('worker-side');
    return theirs && end !== null ? [{ truth, at: end.endedAt, trunk: end.trunk }] : [];
  });
  const together = new Set(
    lost.flatMap((first) => {
      const after = lost.filter(({ at, trunk }) => trunk === first.trunk && at >= first.at);
      const near = after.filter(({ at }) => at - first.at <= TOGETHER_MS);
      return near.length >= TOGETHER ? near.map(({ truth }) => truth.call) : [];
    }),
  );
  return driven.map((truth) => {
    if (!together.has(truth.call) || truth.course === 'mass cut') return truth;
    const sides = [...truth.sides, 'trunk'] as const;
    return { ...truth, course: 'lost together by chance', sides };
  });
}

/** What the driver did, held against what was told. `say` is given each call that was told wrongly. */
export function scored(
  driven: readonly DrivenCall[],
  watcher: DropWatcher,
  say: (line: string) => void,
): readonly Measured[] {
  const ends = driven.map((truth) => ({ truth, end: watcher.ended(truth.call), told: watcher.of(truth.call) }));
  const at = (told: readonly ToldFact[], kind: ToldFact['kind']) => told.find((fact) => fact.kind === kind)?.at ?? null;
  for (const { truth, end } of ends) {
    const right =
      end !== null && truth.classes.includes(end.verdict.class) && truth.sides.includes(end.verdict.releasedBy);
    if (right) continue;
    const notes = end?.verdict.evidence.map(({ source, says }) => `${source}: ${says}`).join('; ');
    say(
      `  ${truth.course}: ${end?.verdict.class ?? 'nothing told'} ${end?.verdict.releasedBy ?? ''} ${end?.verdict.confidence ?? ''} [${notes ?? ''}]`,
    );
  }
  const told = ends.filter(({ end }) => isNetwork(end?.verdict.class));
  const lost = ends.filter(({ truth }) => truth.network);
  const sides = ends.filter(({ truth, end }) => end !== null && truth.sides.includes(end.verdict.releasedBy));
  const byes = ends.flatMap(({ truth: { byeAt }, told: facts }) => {
    const ended = at(facts, 'ended');
    return byeAt === null || ended === null ? [] : [ended - byeAt];
  });
  const silences = ends.flatMap(({ truth: { silentAt }, told: facts }) => {
    if (silentAt === null) return [];
    return [(at(facts, 'suspected') ?? Number.POSITIVE_INFINITY) - silentAt];
  });
  const unsafe = ends.filter(
    ({ truth, told: facts }) =>
      !truth.offer && facts.some((fact) => 'verdict' in fact.call && allowsCallback(fact.call.verdict, true)),
  );
  const led = ends.filter(({ truth, end }) => truth.course === 'transfer, park, hold' && isNetwork(end?.verdict.class));
  const mass = ends.filter(({ truth }) => truth.course === 'mass cut');
  const merged = ends.filter(({ truth, end }) => !truth.sides.includes('trunk') && end?.verdict.class === 'mass-drop');
  return [
    rate('network drop, precision', told.filter(({ truth }) => truth.network).length, told.length, 0.99),
    rate('network drop, recall', lost.filter(({ end }) => isNetwork(end?.verdict.class)).length, lost.length, 0.95),
    rate('side', sides.length, ends.length, 0.995),
    rate(
      'lost together, told as one incident',
      mass.filter(({ end }) => end?.verdict.class === 'mass-drop').length,
      mass.length,
      1,
    ),
    rate(
      'others not merged into an incident',
      ends.length - mass.length - merged.length,
      ends.length - mass.length,
      0.99,
    ),
    none('transfer, park or hold told as a drop', led.length),
    delay('BYE to class', byes, 500),
    delay('silent loss to suspicion', silences, 4_000),
    none('unsafe offers', unsafe.length),
    none('calls whose end was not told', ends.filter(({ end }) => end === null).length),
    none(
      'duplicates',
      ends.reduce((sum, { told: facts }) => sum + repeated(facts), 0),
    ),
  ];
}

/** How often each course was told right. */
export function byCourse(driven: readonly DrivenCall[], watcher: DropWatcher): readonly string[] {
  const courses = [...new Set(driven.map(({ course }) => course))];
  const rows = courses.map((course) => {
    const calls = driven.filter((each) => each.course === course);
    const ends = calls.map((truth) => ({ truth, end: watcher.ended(truth.call)?.verdict }));
    const right = ends.filter(
      ({ truth, end }) =>
        end !== undefined && truth.classes.includes(end.class) && truth.sides.includes(end.releasedBy),
    );
    const unknown = ends.filter(({ truth, end }) => end?.class === 'unknown' && !truth.classes.includes('unknown'));
    return [course, String(calls.length), String(right.length), String(unknown.length)];
  });
  return columns([['course', 'calls', 'right', 'unknown'], ...rows]);
}
