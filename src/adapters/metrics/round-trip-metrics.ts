import { Counter, Gauge, type Registry } from 'prom-client';
import { GRADES, OUTCOMES } from '../../call/round-trip.ts';
import type { RoundTrip } from '../../ports/round-trip-caller.ts';
import type { RoundTripEnd } from '../../ports/round-trip-runner.ts';

/** What the round trips over the public network came to. A destination is told by its place in the configuration, never by its number. */
export class RoundTripMetrics {
  readonly #made: Counter<'outcome'>;
  readonly #grade: Gauge<'trunk' | 'door' | 'destination' | 'grade'>;

  constructor(registers: Registry[]) {
    this.#made = new Counter({
      name: 'withheld_round_trips_total',
      help: 'Calls over the public network to numbers of the agency that the daemon made, by what they came to.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of [...OUTCOMES, 'failed']) this.#made.inc({ outcome }, 0);
    this.#grade = new Gauge({
      name: 'withheld_round_trip_grade',
      help: 'What a far end was given when it was last asked: 1 for that grade, 0 for the others; all 0 when the last call was not graded.',
      labelNames: ['trunk', 'door', 'destination', 'grade'],
      registers,
    });
  }

  made({ trunk, door, destination }: RoundTrip, { outcome, grade }: RoundTripEnd): void {
    this.#made.inc({ outcome });
    for (const each of GRADES)
      this.#grade.set({ trunk, door, destination: String(destination), grade: each }, Number(each === grade));
  }
}
