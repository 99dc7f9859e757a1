import type { Grade, Outcome } from '../call/round-trip.ts';
import type { RoundTrip } from './round-trip-caller.ts';

/** What came of a round trip. `failed`: it could not be run, which is no better than inconclusive. `grade`: `null` when it was not graded. */
export interface RoundTripEnd {
  readonly outcome: Outcome | 'failed';
  readonly grade: Grade | null;
}

/** Runs one round trip, and has the PBX close its door where it must be. Never rejects; settles within two minutes. */
export interface RoundTripRunner {
  run(trip: RoundTrip): Promise<RoundTripEnd>;
}
