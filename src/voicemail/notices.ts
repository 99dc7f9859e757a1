import type { Mailbox } from '../call/mailbox.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import type { NoticeMail } from '../ports/notice-mail.ts';
import type { Timer } from '../ports/timer.ts';

export interface NoticeParts {
  readonly mail: NoticeMail;
  readonly store: MailboxStore;
  /** Whom to tell of messages, by mailbox; a mailbox that is not in it has a lamp only. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Mails leave at whole multiples of this alone, so that the time of one says little of the time of a call. */
  readonly everyMs: number;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
}

/** The next moment after `now` at which mails may leave. */
export function nextNotice(now: number, everyMs: number): number {
  return (Math.floor(now / everyMs) + 1) * everyMs;
}

/**
 * Tells by mail that there are messages: at most one mail to a mailbox at each moment of the grid, however many messages came, and none when all have
 * been heard by then. Nothing is written down: whoever has a message that nobody heard is told once after each start, because the life before may not
 * have come to it.
 */
export class MessageNotices {
  readonly #parts: NoticeParts;
  readonly #untold: Set<string>;
  #stop: (() => void) | null = null;
  #under: Promise<void> = Promise.resolve();

  constructor(parts: NoticeParts) {
    this.#parts = parts;
    this.#untold = new Set(parts.addresses.keys());
  }

  start(): void {
    if (this.#parts.addresses.size > 0) this.#wait();
  }

  /** Settles when no mail is under way. */
  async stop(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    await this.#under;
  }

  /** A message has come to `box`. */
  arrived(box: Mailbox): void {
    if (this.#parts.addresses.has(box)) this.#untold.add(box);
  }

  #wait(): void {
    const { clock, everyMs, timer } = this.#parts;
    const now = clock.now();
    this.#stop = timer.after(nextNotice(now, everyMs) - now, () => {
      // A relay that is slower than the grid is waited for: one round of mails at a time.
      this.#under = this.#tell().finally(() => {
        if (this.#stop !== null) this.#wait();
      });
    });
  }

  async #tell(): Promise<void> {
    const { addresses, log, mail, store } = this.#parts;
    if (this.#untold.size === 0) return;
    const messages = await store.messages();
    if (messages.outcome !== 'ok') return;
    const unheard = new Set<string>(messages.value.flatMap(({ box, heardDay }) => (heardDay === null ? [box] : [])));
    for (const box of [...this.#untold]) {
      this.#untold.delete(box);
      const address = addresses.get(box);
      if (address === undefined || !unheard.has(box)) continue;
      const failure = await mail.send(address);
      if (failure === null) log.info('message-notice-sent');
      else {
        this.#untold.add(box);
        log.error('message-notice-not-sent', {}, failure);
      }
    }
  }
}
