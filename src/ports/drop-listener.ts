import type { LegId } from '../call/call-event.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';

/** Who wants to know what becomes of survivors' calls. No method may throw or wait. */
export interface DropListener {
  /** A call is up, or what is known of it has changed. Told at the answer at the latest. */
  live(call: LiveCall): void;
  /** No sign of a side for three seconds; the line is still open. */
  suspected(call: LegId): void;
  /** It came back. */
  restored(call: LegId): void;
  /** Its end is decided. May be told again of the same call, after a restart of the daemon: the later word counts. */
  ended(call: EndedCall): void;
  /** What came within five seconds of the end changed its class. */
  raised(call: EndedCall): void;
}
