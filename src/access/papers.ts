import { type Mailbox, type MessageId, RECOVERY, type ReaderId } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import { type AccessParts, answered } from './access-parts.ts';

/**
 * The keys of messages, sealed to a recovery key that was printed anew. They are laid under a name of its own beside those of the paper before, and take
 * their place once the new paper is in force: whatever is cut off in between, one of the two opens each message.
 */
export class Papers {
  readonly #parts: Pick<AccessParts, 'mailboxes' | 'shelf' | 'vault'>;

  constructor(parts: Pick<AccessParts, 'mailboxes' | 'shelf' | 'vault'>) {
    this.#parts = parts;
  }

  async lay(papers: ReadonlyMap<MessageId, Uint8Array>, recovery: string): Promise<Failure | null> {
    const name = this.#nameOf(recovery);
    if (name === null) return new Failure('ACCESS_BAD');
    for (const [id, key] of papers) {
      const failure = await this.#parts.shelf.addKey(id, name, key);
      if (failure !== null) return failure;
    }
    return null;
  }

  /** `recovery` is in force: what is laid for it is put in the place of what the paper before opens, in every message of its mailbox. */
  async settle(box: Mailbox, recovery: string): Promise<Failure | null> {
    const name = this.#nameOf(recovery);
    const messages = answered(await this.#parts.mailboxes.messages());
    if (messages instanceof Failure) return messages;
    for (const message of messages.filter((each) => each.box === box)) {
      const failure = name === null ? null : await this.#promote(message, name);
      if (failure !== null) return failure;
    }
    return null;
  }

  async #promote(message: { readonly box: Mailbox; readonly id: MessageId }, name: ReaderId): Promise<Failure | null> {
    const { shelf } = this.#parts;
    const holders = await shelf.holders(message.id);
    if (holders instanceof Failure) return holders;
    if (!holders.includes(name)) return null;
    const sealed = await shelf.read(message);
    if (sealed instanceof Failure) return sealed.code === 'VOICEMAIL_NO_MESSAGE' ? null : sealed;
    const key = sealed.keys.get(name) ?? new Uint8Array();
    // Erased and not only replaced: it is overwritten.
    const erased = await shelf.dropKey(message.id, RECOVERY);
    return erased ?? (await shelf.addKey(message.id, RECOVERY, key)) ?? (await shelf.dropKey(message.id, name));
  }

  #nameOf(recovery: string): ReaderId | null {
    return this.#parts.vault.readerOf(recovery, 'reader')?.id ?? null;
  }
}
