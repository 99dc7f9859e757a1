import type { LegId } from '../../call/call-event.ts';
import type { Clock } from '../../ports/clock.ts';

/** A leg as its SIP messages know it. */
export interface Dialog {
  readonly leg: LegId;
  readonly endpoint: string;
}

/** SIP repeats its last messages for 64*T1 = 32 s (RFC 3261 §17.1.1.1) after a leg is gone. */
const REMEMBERED_MS = 40_000;
/** More than end in that time at a hundred calls a second; what is forgotten earlier is judged as what nobody knows. */
const MOST_ENDED = 32_768;
/** Legs that ended lately; twice as many at most. */
const MOST_GONE = 4_096;

interface KnownDialog extends Dialog {
  /** `null`: its leg is there. */
  endedAt: number | null;
}

interface Ended {
  readonly callId: string;
  readonly dialog: KnownDialog;
}

/** Which leg a Call-ID belongs to: what joins the mirror, which knows Call-IDs, with ARI, which knows legs. */
export class Dialogs {
  readonly #clock: Clock;
  readonly #byCallId = new Map<string, KnownDialog>();
  readonly #callIds = new Map<LegId, string>();
  /**
   * Call-IDs in the order in which they ended, from {@link #forgotten} on: a Map from whose front is taken again and again looks for its first entry
   * among all that are gone.
   */
  #ended: (Ended | null)[] = [];
  #forgotten = 0;
  /** What the PBX answers may be older than the news of a leg's end, and would bring it back for good. */
  #gone = new Set<LegId>();
  #goneBefore: ReadonlySet<LegId> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(callId: string): Dialog | undefined {
    return this.#byCallId.get(callId);
  }

  /** Also for a leg whose end was told before: its dialog is remembered from now on like that of any that ended. */
  opened(callId: string, { leg, endpoint }: Dialog): void {
    this.#forgetOld();
    this.#byCallId.set(callId, { leg, endpoint, endedAt: null });
    this.#callIds.set(leg, callId);
    if (this.#gone.has(leg) || this.#goneBefore.has(leg)) this.ended(leg);
  }

  /** The dialog is remembered a while longer: its last messages are still to come. */
  ended(leg: LegId): void {
    this.#wentAway(leg);
    const callId = this.#callIds.get(leg);
    if (callId === undefined) return;
    this.#callIds.delete(leg);
    const dialog = this.#byCallId.get(callId);
    // Another leg has taken it up.
    if (dialog === undefined || dialog.leg !== leg) return;
    dialog.endedAt = this.#clock.now();
    this.#ended.push({ callId, dialog });
    if (this.#ended.length - this.#forgotten > MOST_ENDED) this.#forgetOldest();
  }

  /** Whether a leg's Call-ID is known. */
  knows(leg: LegId): boolean {
    return this.#callIds.has(leg);
  }

  #wentAway(leg: LegId): void {
    this.#gone.add(leg);
    if (this.#gone.size < MOST_GONE) return;
    this.#goneBefore = this.#gone;
    this.#gone = new Set();
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - REMEMBERED_MS;
    for (;;) {
      const endedAt = this.#ended[this.#forgotten]?.dialog.endedAt ?? null;
      if (endedAt === null || endedAt > oldest) return;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    const oldest = this.#ended[this.#forgotten] ?? null;
    if (oldest === null) return;
    this.#ended[this.#forgotten] = null;
    this.#forgotten += 1;
    // It may have been taken up again since.
    if (this.#byCallId.get(oldest.callId) === oldest.dialog) this.#byCallId.delete(oldest.callId);
    if (this.#forgotten < MOST_ENDED && this.#forgotten < this.#ended.length) return;
    this.#ended = this.#ended.slice(this.#forgotten);
    this.#forgotten = 0;
  }
}
