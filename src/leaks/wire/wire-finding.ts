import type { Door } from '../../call/door.ts';
import type { Passage } from '../judge/expected.ts';
import type { Violation } from '../judge/violation.ts';

/**
 * What was found on the wire. Evidence: nothing in it shows a secret, a number or a name.
 *
 * `done`: `cancelled` the call was taken back and its door closed; `closed` the door was closed, there was no call to take back; `told` nothing
 * but this alarm (emergency calls and calls from the carrier are never cut; what the carrier says is not our door's doing).
 */
export interface WireFinding {
  readonly at: number;
  readonly trunk: string;
  readonly door: Door;
  readonly direction: Passage['direction'];
  /** SIP method of the request, or of the one answered; `(unknown)` when it is none of the registered ones. */
  readonly method: string;
  readonly violations: readonly [Violation, ...Violation[]];
  readonly done: 'cancelled' | 'closed' | 'told';
}
