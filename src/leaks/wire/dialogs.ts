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

/** Which leg a Call-ID belongs to: what joins the mirror, which knows Call-IDs, with ARI, which knows legs. */
export class Dialogs {
  readonly #clock: Clock;
  readonly #byCallId = new Map<string, Dialog>();
  readonly #callIds = new Map<LegId, string>();
  /** In the order in which they ended. */
  readonly #ended = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(callId: string): Dialog | undefined {
    return this.#byCallId.get(callId);
  }

  opened(callId: string, dialog: Dialog): void {
    this.#forgetOld();
    this.#byCallId.set(callId, dialog);
    this.#callIds.set(dialog.leg, callId);
    this.#ended.delete(callId);
  }

  /** The dialog is remembered a while longer: its last messages are still to come. */
  ended(leg: LegId): void {
    const callId = this.#callIds.get(leg);
    if (callId === undefined) return;
    this.#callIds.delete(leg);
    this.#ended.set(callId, this.#clock.now());
    if (this.#ended.size > MOST_ENDED) this.#forget(this.#ended.keys().next().value ?? '');
  }

  /** Whether a leg's Call-ID is known. */
  knows(leg: LegId): boolean {
    return this.#callIds.has(leg);
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - REMEMBERED_MS;
    for (const [callId, endedAt] of this.#ended) {
      if (endedAt > oldest) return;
      this.#forget(callId);
    }
  }

  #forget(callId: string): void {
    this.#ended.delete(callId);
    this.#byCallId.delete(callId);
  }
}
