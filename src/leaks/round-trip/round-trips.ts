import type { Clock } from '../../ports/clock.ts';
import type { RoundTrip, RoundTripCaller } from '../../ports/round-trip-caller.ts';
import { grade } from './grade.ts';
import type { Destination, TripPlan } from './plan.ts';
import { type RoundTripReport, roundTripReport, type TripReport } from './report.ts';
import type { KnownParties } from './spoken-for.ts';
import { elsewhere, lost, verdictOf } from './verdict.ts';

export interface RoundTripsParts {
  readonly caller: RoundTripCaller;
  readonly destinations: readonly Destination[];
  readonly known: KnownParties;
  /** Doors through which no call goes, not even this one: they leaked on the wire. */
  readonly closed: ReadonlySet<string>;
  readonly clock: Clock;
  /** Ten digits of chance. */
  readonly nonce: () => string;
  /** Settles after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Ends the run: what was not tried by then is not tried. */
  readonly signal: AbortSignal;
}

/** Between two calls: a carrier that sees calls in a row may take them for fraud. */
const PAUSE_MS = 1_000;

/** Calls over the public network to numbers of the agency's own, one after the other, and what each far end was given. */
export class RoundTrips {
  readonly #parts: RoundTripsParts;

  constructor(parts: RoundTripsParts) {
    this.#parts = parts;
  }

  /** Never rejects for what the PBX or a carrier does; bounded in time by the number of calls. */
  async run({ trips, onNet }: TripPlan): Promise<RoundTripReport> {
    const startedAt = this.#now();
    const reports: TripReport[] = [];
    for (const trip of trips) {
      if (reports.length > 0 && !this.#parts.signal.aborted) await this.#parts.wait(PAUSE_MS);
      reports.push(await this.#made(trip));
    }
    return roundTripReport(reports, onNet, startedAt, this.#now());
  }

  #now(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }

  async #made(trip: RoundTrip): Promise<TripReport> {
    const { caller, closed, destinations, known, nonce, signal } = this.#parts;
    const destination = destinations[trip.destination - 1];
    if (destination === undefined) throw new TypeError('no such destination');
    const { arrivesOn, called } = destination;
    const isClosed = closed.has(`${trip.trunk}-${trip.door}`);
    const end = isClosed
      ? ({ kind: 'closed' } as const)
      : signal.aborted
        ? ({ kind: 'stopped' } as const)
        : await caller.travel(trip, nonce(), signal);
    if (end.kind !== 'delivered')
      return { ...trip, arrivesOn, grade: null, places: [], forwarded: false, ...lost(end.kind) };
    const graded = grade(end.delivered, known, called);
    const verdict = verdictOf(graded, trip.door);
    const strayed = verdict.outcome === 'clean' && end.endpoint !== `${arrivesOn}-in`;
    return { ...trip, arrivesOn, ...graded, ...(strayed ? elsewhere(end.endpoint) : verdict) };
  }
}
