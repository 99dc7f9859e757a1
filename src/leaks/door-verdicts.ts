import type { LeakTestReport, PathReport } from './tester/report.ts';

/** What one leak test says of an ordinary door. `why`: the first vector found. */
export type DoorVerdict =
  | { readonly door: string; readonly verdict: 'clean' | 'inconclusive' }
  | { readonly door: string; readonly verdict: 'leaked'; readonly why: string };

function vectorsOf(paths: readonly PathReport[]): readonly string[] {
  const findings = paths.filter(({ outcome }) => outcome === 'leaked').flatMap((path) => path.findings);
  return findings
    .filter(({ severity }) => severity === 'leak' || severity === 'unreadable')
    .map(({ vector }) => vector);
}

/**
 * What a leak test says of each ordinary door it tried, by the name of its endpoint. A door is clean only when every mandatory path through it
 * was tried and found clean, and the controls of the test held: whoever cannot see a leak that is there has not seen that there is none. Pure.
 */
export function doorVerdicts({ controls, paths, partial }: LeakTestReport): readonly DoorVerdict[] {
  const sees = controls.length > 0 && controls.every(({ held }) => held) && !partial;
  const ordinary = paths.filter(({ door }) => door !== 'in');
  const doors = [...new Set(ordinary.map(({ trunk, door }) => `${trunk}-${door}`))];
  return doors.map((door) => {
    const own = ordinary.filter((path) => `${path.trunk}-${path.door}` === door);
    const [why] = vectorsOf(own);
    if (why !== undefined) return { door, verdict: 'leaked', why };
    const tried = own.filter(({ mandatory }) => mandatory);
    const clean = sees && tried.length > 0 && tried.every(({ outcome }) => outcome === 'clean');
    return { door, verdict: clean ? 'clean' : 'inconclusive' };
  });
}
