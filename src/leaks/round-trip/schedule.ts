import type { QuietHours } from '../../call/quiet-hours.ts';
import { roundTripName } from '../../call/round-trip.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { RoundTrip } from '../../ports/round-trip-caller.ts';
import type { RoundTripEnd, RoundTripRunner } from '../../ports/round-trip-runner.ts';
import type { Check } from '../../ports/status.ts';
import type { Timer } from '../../ports/timer.ts';

export interface RoundTripScheduleParts {
  readonly runner: RoundTripRunner;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Made one after the other, again and again. */
  readonly trips: readonly RoundTrip[];
  /** Hours within which each is made once. */
  readonly everyHours: number;
  readonly quiet: QuietHours;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Called after every round trip. */
  readonly ended: (trip: RoundTrip, end: RoundTripEnd) => void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The first one comes within so long after the start, at a time that differs from start to start. */
const FIRST_WITHIN_MS = 10 * MINUTE_MS;

/**
 * When round trips are made: one call at a time, spread over the day with jitter, because carriers choose their ways by the hour; never in quiet
 * hours. A call that could say nothing waits for its turn: each costs money, and somebody may take many for fraud.
 */
export class RoundTripSchedule {
  readonly #parts: RoundTripScheduleParts;
  readonly #last = new Map<string, RoundTripEnd['outcome']>();
  #stop: (() => void) | null = null;
  #calling = false;
  #next: number;
  #dueAt: number;
  #lastAt: number;

  constructor(parts: RoundTripScheduleParts) {
    const { clock, random, trips } = parts;
    this.#parts = parts;
    // Where the daemon starts anew every day, no call is always the last.
    this.#next = Math.floor(random() * trips.length);
    this.#lastAt = clock.now();
    this.#dueAt = this.#lastAt + FIRST_WITHIN_MS * random();
  }

  /** None where there is nothing to call. */
  get checks(): readonly Check[] {
    if (this.#parts.trips.length === 0) return [];
    const why = this.#why();
    return [{ name: 'canary', ok: why === null, why }];
  }

  start(): void {
    if (this.#parts.trips.length > 0) this.#stop = this.#parts.timer.every(MINUTE_MS, () => void this.#look());
  }

  stop(): void {
    this.#stop?.();
  }

  #why(): Check['why'] {
    const { clock, quiet } = this.#parts;
    const outcomes = [...this.#last.values()];
    if (outcomes.some((each) => each === 'critical' || each === 'alarm' || each === 'finding')) return 'CANARY_SHOWN';
    const patience = this.#spacing() + FIRST_WITHIN_MS + quiet.minutes * MINUTE_MS;
    if (clock.now() - this.#lastAt > patience) return 'CANARY_MISSED';
    if (outcomes.length === 0) return 'CANARY_NONE_YET';
    return outcomes.every((each) => each === 'clean') ? null : 'CANARY_SAID_NOTHING';
  }

  /** So many milliseconds between two calls, and each is made once in the hours configured. */
  #spacing(): number {
    const { everyHours, trips } = this.#parts;
    return (everyHours * HOUR_MS) / trips.length;
  }

  async #look(): Promise<void> {
    const { clock, quiet, random, trips } = this.#parts;
    const now = clock.now();
    const trip = trips[this.#next % trips.length];
    if (this.#calling || trip === undefined || now < this.#dueAt || quiet.includes(now)) return;
    this.#calling = true;
    this.#next += 1;
    await this.#made(trip);
    this.#lastAt = clock.now();
    this.#dueAt = this.#lastAt + this.#spacing() * (0.7 + random() * 0.25);
    this.#calling = false;
  }

  async #made(trip: RoundTrip): Promise<void> {
    const { ended, log, runner } = this.#parts;
    const end = await runner.run(trip);
    const { trunk, door, destination } = trip;
    this.#last.set(roundTripName(trunk, door, destination), end.outcome);
    const { outcome, grade } = end;
    if (outcome === 'clean') log.info('round-trip-clean', { trunk, door, destination });
    else log.error('round-trip-not-clean', { trunk, door, destination, outcome, grade: grade ?? 'none' });
    ended(trip, end);
  }
}
