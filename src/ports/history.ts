import type { Door } from '../call/door.ts';
import type { TestReason, TestSummary } from './leak-test-runner.ts';
import type { RoundTrip } from './round-trip-caller.ts';
import type { RoundTripEnd } from './round-trip-runner.ts';
import type { StoreAnswer } from './stores.ts';

/** A leak test that is kept. `by-hand`: somebody asked for it on the command line. */
export interface KeptTest extends TestSummary {
  readonly reason: TestReason | 'by-hand';
}

/** Something found on the wire, as it is kept: masked, without a number or a name. Time in epoch milliseconds. */
export interface KeptFinding {
  readonly at: number;
  readonly trunk: string;
  readonly door: Door;
  readonly direction: 'to-carrier' | 'to-agency';
  readonly method: string;
  /** The judge's word for it, and the rows of the leak catalogue that look like it, parted by blanks. */
  readonly vector: string;
  readonly rows: string;
  readonly place: string;
  readonly excerpt: string;
  readonly severity: 'leak' | 'unpresented' | 'suspicious' | 'unreadable';
  readonly done: 'cancelled' | 'closed' | 'told';
}

/** A call over the public network, and what the far end was given. Time in epoch milliseconds. */
export interface KeptTrip extends RoundTrip, RoundTripEnd {
  readonly at: number;
  readonly reason: 'daily' | 'by-hand';
}

/**
 * The history of leak tests, of what was found on the wire, and of round trips. As with calls, no method throws, rejects or waits for a disk, and what does not
 * have the shape above is refused and counted, never stored.
 */
export interface History {
  tested(test: KeptTest): void;
  found(finding: KeptFinding): void;
  made(trip: KeptTrip): void;
  /** The newest first, at most `limit` (1 to 10 000). */
  tests(limit: number): Promise<StoreAnswer<readonly KeptTest[]>>;
  findings(limit: number): Promise<StoreAnswer<readonly KeptFinding[]>>;
  trips(limit: number): Promise<StoreAnswer<readonly KeptTrip[]>>;
  /** Erases what is older than `before` (epoch ms). Gives how many tests, findings and round trips that were. */
  purge(before: number): Promise<StoreAnswer<number>>;
}
