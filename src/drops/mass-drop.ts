import type { LegId } from '../call/call-event.ts';
import type { Verdict } from '../call/drop-verdict.ts';

/** Calls lost within this of each other can have one cause: the spread is the one-second clock of rtp_timeout (row 16). */
const WINDOW_MS = 3_000;
const FEWEST = 3;
/** With the trunk known to be gone, two are enough. */
const FEWEST_KNOWN = 2;
const SHARE = 0.3;
const CONFIDENCE = 0.97;
/** A lost call of which this is all that is known (a carrier's ordinary BYE after silence) makes nothing surer. */
const LEAST = 0.8;

/** A call, as far as a mass drop is concerned. */
export interface Loss {
  readonly call: LegId;
  readonly trunk: string;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** `null` while it is not decided. */
  readonly verdict: Verdict | null;
}

/** Calls that were lost together: one incident, named by its first call. */
export interface Incident {
  readonly name: LegId;
  readonly calls: ReadonlySet<LegId>;
  readonly side: 'trunk' | 'worker-side';
}

function lostOn(losses: readonly Loss[], side: Incident['side'], trunk: string | null): readonly Loss[] {
  return losses
    .filter(({ verdict, endedAt, trunk: own }) => {
      if (verdict?.class !== 'network-drop' || verdict.confidence < LEAST || endedAt === null) return false;
      return side === 'worker-side'
        ? verdict.releasedBy === 'worker-side'
        : verdict.releasedBy !== 'worker-side' && own === trunk;
    })
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
}

/** Calls that were up at `at`, among which the lost ones are counted. */
function upAt(losses: readonly Loss[], at: number): number {
  return losses.filter(({ answeredAt, endedAt }) => answeredAt !== null && answeredAt <= at && (endedAt ?? at) >= at)
    .length;
}

function incidentsOf(
  lost: readonly Loss[],
  among: readonly Loss[],
  side: Incident['side'],
  known: boolean,
): readonly Incident[] {
  const incidents: Incident[] = [];
  let rest = lost;
  while (rest.length > 0) {
    const [first] = rest;
    const from = first?.endedAt ?? 0;
    const group = rest.filter(({ endedAt }) => (endedAt ?? 0) - from <= WINDOW_MS);
    const enough =
      group.length >= (known ? FEWEST_KNOWN : FEWEST) && (known || group.length >= SHARE * upAt(among, from));
    if (first !== undefined && enough)
      incidents.push({ name: first.call, calls: new Set(group.map(({ call }) => call)), side });
    rest = enough ? rest.slice(group.length) : rest.slice(1);
  }
  return incidents;
}

/** Which of the lost calls were lost together, on one trunk or on our side (row 16). */
export function massDrops(losses: readonly Loss[], isLost: (trunk: string) => boolean): readonly Incident[] {
  const trunks = [...new Set(losses.map(({ trunk }) => trunk))];
  return [
    ...trunks.flatMap((trunk) => {
      const among = losses.filter((each) => each.trunk === trunk);
      return incidentsOf(lostOn(losses, 'trunk', trunk), among, 'trunk', isLost(trunk));
    }),
    ...incidentsOf(lostOn(losses, 'worker-side', null), losses, 'worker-side', false),
  ];
}

/** A call's verdict as part of an incident. What was not sure because of its source does not become so. */
export function raised(verdict: Verdict, { calls, side }: Incident, sure: boolean): Verdict {
  const note = { at: verdict.since, source: 'timeline', says: `${calls.size} calls lost together` } as const;
  return {
    ...verdict,
    class: 'mass-drop',
    releasedBy: side,
    confidence: sure ? CONFIDENCE : verdict.confidence,
    evidence: [...verdict.evidence, note],
  };
}
