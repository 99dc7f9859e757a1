import type { Grade } from '../../call/round-trip.ts';

/** A grade with the headers that give it. */
export interface Graded {
  readonly grade: Grade;
  readonly places: readonly string[];
  /** It came by way of a number that diverts. */
  readonly forwarded: boolean;
}
