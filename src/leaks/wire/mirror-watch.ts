import type { CallEvent, LegId } from '../../call/call-event.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Timer } from '../../ports/timer.ts';

/** An INVITE is mirrored a millisecond after it left; a PBX under load takes longer, this long never. */
const PATIENCE_MS = 3_000;
/** The mirror may be quicker than the PBX's word that a leg began: a call is set up in some milliseconds, and that word waits for its turn. */
const AHEAD_MS = 1_000;
/** Twice as many are remembered at most. */
const MOST_SEEN = 10_000;

/**
 * - `unverified`: no call was seen yet, nor missed;
 * - `verified`: the last call that had to be seen was;
 * - `silent`: it was not. Calls leave and nobody looks: that is an alarm, never green.
 */
export type MirrorState = 'unverified' | 'verified' | 'silent';

export interface MirrorWatchParts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** The doors calls leave through: endpoint → trunk. */
  readonly doors: ReadonlyMap<string, string>;
  readonly changed: (trunk: string, state: MirrorState) => void;
}

/**
 * Whether the mirror shows what it must: each leg that a trunk carries for three seconds has sent an INVITE, so the mirror must have shown
 * one. Per trunk:
 *
 * ```
 *  unverified ── seen ──> verified <── seen ── silent
 *       └────── missed ──────┴────── missed ────^
 * ```
 */
export class MirrorWatch {
  readonly #parts: MirrorWatchParts;
  readonly #states = new Map<string, MirrorState>();
  /** Calls that were seen lately, and those before them: what stands in neither makes room. */
  #seen = new Set<string>();
  #seenBefore: ReadonlySet<string> = new Set();
  readonly #lastSeen = new Map<string, number>();
  readonly #waiting = new Map<LegId, { readonly forget: () => void; dialog: string | undefined }>();

  constructor(parts: MirrorWatchParts) {
    this.#parts = parts;
    for (const trunk of parts.doors.values()) this.#states.set(trunk, 'unverified');
  }

  get states(): ReadonlyMap<string, MirrorState> {
    return this.#states;
  }

  /** The mirror showed a message of this call on this trunk. */
  seen(trunk: string | null, callId: string | null): void {
    const now = this.#parts.clock.now();
    if (trunk !== null) this.#lastSeen.set(trunk, now);
    if (callId === null) return;
    this.#seen.add(callId);
    if (this.#seen.size < MOST_SEEN) return;
    this.#seenBefore = this.#seen;
    this.#seen = new Set();
  }

  handle(event: CallEvent): void {
    if (event.kind === 'ended') {
      this.#waiting.get(event.leg)?.forget();
      this.#waiting.delete(event.leg);
    }
    // The dialplan's word names the call.
    if (event.kind === 'passed') {
      const waiting = this.#waiting.get(event.leg);
      if (waiting !== undefined) waiting.dialog ??= event.dialog;
    }
    if (event.kind !== 'created' || event.incoming || event.through.technology !== 'PJSIP') return;
    const trunk = this.#parts.doors.get(event.through.endpoint);
    if (trunk === undefined) return;
    const { leg, dialog } = event;
    const began = this.#parts.clock.now();
    const forget = this.#parts.timer.after(PATIENCE_MS, () => this.#due(trunk, leg, began));
    this.#waiting.set(leg, { forget, dialog });
  }

  #due(trunk: string, leg: LegId, began: number): void {
    const dialog = this.#waiting.get(leg)?.dialog;
    this.#waiting.delete(leg);
    // Where the PBX does not name the call, any message on the trunk since then has to do.
    const shown = dialog === undefined ? (this.#lastSeen.get(trunk) ?? 0) >= began - AHEAD_MS : this.#wasSeen(dialog);
    const state: MirrorState = shown ? 'verified' : 'silent';
    if (this.#states.get(trunk) === state) return;
    this.#states.set(trunk, state);
    if (shown) this.#parts.log.info('wire-verified', { trunk });
    else this.#parts.log.error('wire-silent', { trunk });
    this.#parts.changed(trunk, state);
  }

  #wasSeen(dialog: string): boolean {
    return this.#seen.has(dialog) || this.#seenBefore.has(dialog);
  }
}
