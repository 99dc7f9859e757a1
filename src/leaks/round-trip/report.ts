import type { Grade } from '../../call/round-trip.ts';
import type { RoundTrip } from '../../ports/round-trip-caller.ts';
import type { Verdict } from './verdict.ts';

/** One round trip. Nothing in it shows a number or a name: a destination is told by its place in the configuration. */
export interface TripReport extends RoundTrip, Verdict {
  /** The trunk it was to come back on. */
  readonly arrivesOn: string;
  /** `null`: it was not graded. */
  readonly grade: Grade | null;
  /** The headers that give the grade. */
  readonly places: readonly string[];
  /** It came by way of a number that diverts. */
  readonly forwarded: boolean;
}

/** All round trips of one run: what `--json` prints and an agency can file. */
export interface RoundTripReport {
  readonly format: 1;
  readonly startedAt: string;
  readonly endedAt: string;
  /** As of a leak test: `leaked` when any far end was given what it may not have. */
  readonly verdict: 'clean' | 'leaked' | 'inconclusive';
  readonly reasons: readonly string[];
  readonly trips: readonly TripReport[];
  /** Trunks that only their own carrier could be called over: nothing is known of them. */
  readonly onNet: readonly string[];
  /** What calls like these cannot show. */
  readonly limits: readonly string[];
}

const LIMITS = [
  'Other networks may treat the call otherwise: mobile ones, those abroad (where the mark "withheld" is often lost), freephone numbers, and whoever handles emergencies.',
  'A voice mailbox, call return and short messages about missed calls are not asked.',
  'Only headers that are known to name a caller are read: a carrier may tell it in another, or in its bills.',
] as const;

function named({ trunk, door, destination, why }: TripReport): string {
  return `${trunk}-${door} to number ${destination}: ${why}`;
}

/** The whole of a run. `inconclusive` also where a trunk could not be tried at all, and where nothing was. Pure. */
export function roundTripReport(
  trips: readonly TripReport[],
  onNet: readonly string[],
  startedAt: string,
  endedAt: string,
): RoundTripReport {
  const bad = trips.filter(({ outcome }) => outcome === 'finding' || outcome === 'alarm' || outcome === 'critical');
  const unclear = trips.filter(({ outcome }) => outcome === 'inconclusive');
  const reasons = [
    ...[...bad, ...unclear].map(named),
    ...onNet.map(
      (trunk) => `${trunk}: no number at another carrier is configured for it; its own carrier proves nothing`,
    ),
    ...(trips.length === 0 ? ['no call was made'] : []),
  ];
  const verdict = bad.length > 0 ? 'leaked' : reasons.length > 0 ? 'inconclusive' : 'clean';
  return { format: 1, startedAt, endedAt, verdict, reasons, trips, onNet, limits: LIMITS };
}
