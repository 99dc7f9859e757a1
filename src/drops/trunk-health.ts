import type { SessionCounts } from '../ports/drop-store.ts';
import type { TrunkHealth } from '../ports/status.ts';

const SUMS = [
  ...(['requests', 'redirected', 'established', 'effective', 'ineffective'] as const),
  ...(['completed', 'completedMs', 'broken', 'brokenMs'] as const),
  ...(['delays', 'delayMs', 'failedDelays', 'failedDelayMs'] as const),
];

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function healthOf(trunk: string | null, incoming: boolean, days: readonly SessionCounts[]): TrunkHealth {
  const sum = (key: (typeof SUMS)[number]) => days.reduce((total, each) => total + each[key], 0);
  const requests = sum('requests');
  const tried = requests - sum('redirected');
  return {
    trunk,
    incoming,
    requests,
    ser: share(sum('established'), tried),
    seer: share(sum('effective'), tried),
    isa: share(sum('ineffective'), requests),
    scr: share(sum('completed'), requests),
    sdtMs: share(sum('completedMs'), sum('completed')),
    sdtFailedMs: share(sum('brokenMs'), sum('broken')),
    srdMs: share(sum('delayMs'), sum('delays')),
    srdFailedMs: share(sum('failedDelayMs'), sum('failedDelays')),
  };
}

/**
 * Each trunk and direction in the terms of RFC 6076 (§4.3 SRD, §4.5 SDT, §4.6 SER, §4.7 SEER, §4.8 ISA, §4.9 SCR), over all the days counted.
 * Ratios are 0 to 1, `null` where there is nothing to divide by. Pure.
 */
export function trunkHealth(counts: readonly SessionCounts[]): readonly TrunkHealth[] {
  const groups = new Map<string, SessionCounts[]>();
  for (const each of counts) {
    const key = `${each.trunk ?? ''} ${each.incoming}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((days) => {
    const [first] = days;
    return first === undefined ? [] : [healthOf(first.trunk, first.incoming, days)];
  });
}
