import { type Mailbox, mailboxOf } from '../call/mailbox.ts';
import type { MailboxLamps } from '../ports/mailbox-lamps.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';

export interface LampParts {
  readonly lamps: MailboxLamps;
  readonly store: MailboxStore;
  /** The mailboxes that the configuration declares secured. */
  readonly secured: readonly string[];
}

/** Keeps the lamp of each secured mailbox at what is in it. Only what has changed is told. */
export class MessageLamps {
  readonly #parts: LampParts;
  /** What the PBX was told last, as text. */
  readonly #shown = new Map<Mailbox, string>();

  constructor(parts: LampParts) {
    this.#parts = parts;
  }

  /** The PBX has started anew and knows nothing any more. */
  forget(): void {
    this.#shown.clear();
  }

  /** Never rejects; what the PBX did not take is told again the next time. */
  async refresh(): Promise<void> {
    const { lamps, secured, store } = this.#parts;
    const messages = await store.messages();
    if (messages.outcome !== 'ok') return;
    for (const box of secured.flatMap((each) => mailboxOf(each) ?? [])) {
      const own = messages.value.filter((message) => message.box === box);
      const fresh = own.filter(({ heardDay }) => heardDay === null).length;
      const state = `${fresh}/${own.length}`;
      if (this.#shown.get(box) === state) continue;
      this.#shown.set(box, state);
      const answer = await lamps.show(box, fresh, own.length - fresh);
      if (answer.outcome !== 'ok') this.#shown.delete(box);
    }
  }
}
