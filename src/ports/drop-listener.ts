import type { ReleasedBy } from '../call/drop-verdict.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';

/** A side of a call that is up has sent nothing for three seconds. It is shown to the worker; it never dials and never hangs up. */
export interface SuspectedCall extends LiveCall {
  readonly side: Extract<ReleasedBy, 'survivor-side' | 'worker-side'>;
  /** When it was due, and since when nothing came. Epoch milliseconds of the daemon. */
  readonly suspectedAt: number;
  readonly since: number;
}

/**
 * Is told what becomes of each call of a survivor. A call is named by its leg, and for each call:
 *
 * ```
 *  live (again at each change) ── suspected ── restored ── … ── ended ── raised (within 5 s, as often as it is raised)
 *                                                               └── restored: it had been given up with the PBX, and is up after all
 * ```
 *
 * `ended` comes once, and again only after a `restored` that took it back; a call that nobody answered may end without ever being `live`. No method
 * may throw. Emergency calls and calls of the leak tests are not told.
 */
export interface DropListener {
  /** The PBX has answered it, or who speaks has changed. */
  live(call: LiveCall): void;
  suspected(call: SuspectedCall): void;
  /** What was suspected, or told as the end of a call that went away with the PBX, is not so: the line lives. */
  restored(call: LiveCall): void;
  ended(call: EndedCall): void;
  /** The same end, seen better: a class that came late, or calls lost together (`incident`). */
  raised(call: EndedCall): void;
}
