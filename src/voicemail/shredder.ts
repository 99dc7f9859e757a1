import { Failure } from '../failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MailboxStore, ShredReason } from '../ports/mailbox-store.ts';
import type { MessageShelf, ShelvedMessage } from '../ports/message-shelf.ts';
import type { ShredList } from '../ports/shred-list.ts';
import { isDue, type KeptDays } from './retention.ts';

export interface ShredderParts {
  readonly shelf: MessageShelf;
  readonly list: ShredList;
  readonly store: MailboxStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly keptDays: KeptDays;
}

/**
 * Erases messages for good, in an order that no crash can undo: first the list that is kept apart says that it is erased, then its keys go, then the
 * rest, and only when nothing of it is found any more is the proof written down.
 */
export class Shredder {
  readonly #parts: ShredderParts;

  constructor(parts: ShredderParts) {
    this.#parts = parts;
  }

  /** `null` when it is gone and that is written down. Otherwise it is tried again by {@link Shredder.run}, once it is on the list. */
  async shred(message: ShelvedMessage, reason: ShredReason): Promise<Failure | null> {
    const { clock, list, shelf, store } = this.#parts;
    const failure = (await list.add(message.id)) ?? (await shelf.shred(message));
    if (failure !== null) return failure;
    const proved = await store.shredded({ ...message, at: clock.now(), reason });
    return proved.outcome === 'ok' ? null : new Failure(proved.why);
  }

  /** Erases what has been kept long enough, and whatever is there although it was erased before. Gives what stood against it, if anything did. */
  async run(): Promise<Failure | null> {
    const { clock, keptDays, list, log, shelf, store } = this.#parts;
    const [known, there, kept] = await Promise.all([list.all(), shelf.all(), store.messages()]);
    if (known instanceof Failure) return known;
    if (there instanceof Failure) return there;
    if (kept.outcome !== 'ok') return new Failure(kept.why);
    const due = kept.value.filter((message) => isDue(message, clock.now(), keptDays));
    const restored = there.filter(({ id }) => known.has(id));
    // An erasure that a crash cut off before its proof.
    const halfway = kept.value.filter(({ id }) => known.has(id) && !there.some((each) => each.id === id));
    const failures: (Failure | null)[] = [];
    for (const message of restored) failures.push(await this.shred(message, 'restored'));
    for (const { box, id } of halfway) failures.push(await this.shred({ box, id }, 'deleted'));
    for (const { box, id } of due) failures.push(await this.shred({ box, id }, 'retention'));
    if (restored.length > 0) log.warn('messages-came-back', { messageCount: restored.length });
    if (due.length > 0) log.info('messages-shredded', { messageCount: due.length });
    return failures.find((failure) => failure !== null) ?? null;
  }
}
