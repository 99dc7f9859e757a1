import type { Timer } from '../../ports/timer.ts';

interface Held<Message> {
  readonly messages: Message[];
  readonly forget: () => void;
}

/** A mirror that runs ahead of the PBX's events by more than this many calls is not to be believed any more. */
const MOST_CALLS = 2_000;
const MOST_EACH = 8;

/**
 * Messages whose dialog is not known yet, in memory only, until the PBX tells whose it is or the wait is over. Bounded: what does not fit is
 * given to `late` at once.
 */
export class HeldMessages<Message> {
  readonly #timer: Timer;
  readonly #waitMs: number;
  readonly #late: (callId: string, messages: readonly Message[]) => void;
  readonly #held = new Map<string, Held<Message>>();

  constructor(timer: Timer, waitMs: number, late: (callId: string, messages: readonly Message[]) => void) {
    this.#timer = timer;
    this.#waitMs = waitMs;
    this.#late = late;
  }

  hold(callId: string, message: Message): void {
    const held = this.#held.get(callId);
    if (held !== undefined && held.messages.length < MOST_EACH) held.messages.push(message);
    else if (held !== undefined || this.#held.size >= MOST_CALLS) this.#late(callId, [message]);
    else {
      const forget = this.#timer.after(this.#waitMs, () => this.#late(callId, this.take(callId)));
      this.#held.set(callId, { messages: [message], forget });
    }
  }

  /** What waits for this dialog, in order; it waits no more. */
  take(callId: string): readonly Message[] {
    const held = this.#held.get(callId);
    if (held === undefined) return [];
    this.#held.delete(callId);
    held.forget();
    return held.messages;
  }
}
