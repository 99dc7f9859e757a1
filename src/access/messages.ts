import { type Mailbox, type MessageId, RECOVERY } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { KeptMessage } from '../ports/mailbox-store.ts';
import type { SealedMessage } from '../ports/message-sealer.ts';
import type { Forwarding, KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, answered, dayBefore, failureOf } from './access-parts.ts';

/** A message as its owner sees it before it is opened. Days are midnights (UTC). */
export interface ListedMessage {
  readonly id: MessageId;
  readonly day: number;
  readonly heardDay: number | null;
  readonly held: boolean;
  /** The mailbox whose owner forwarded it; `null`: it is one's own. */
  readonly from: Mailbox | null;
  readonly forwardedTo: readonly Mailbox[];
  /** It is sealed to the key before the last rotation alone, and is to be sealed to the present one. `none`: its owner cannot open it. */
  readonly key: 'present' | 'previous' | 'none';
}

/** A part of a message, sealed: its voice, its facts, or its key as it was sealed for this owner. */
export type MessagePart = 'voice' | 'facts' | 'key';

/** The messages that one owner may have: those of their mailbox, and those that others forwarded to them. */
export class OwnMessages {
  readonly #parts: AccessParts;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  async list(owner: KeptOwner): Promise<readonly ListedMessage[] | Failure> {
    const there = await this.#reach(owner.box);
    if (there instanceof Failure) return there;
    const listed: ListedMessage[] = [];
    for (const { message, forwardings } of there) {
      const holders = await this.#parts.shelf.holders(message.id);
      if (holders instanceof Failure) return holders;
      const isPrevious = owner.previous !== null && holders.includes(owner.previous);
      const { id, box, day, heardDay, held } = message;
      const own = box === owner.box;
      listed.push({
        ...{ id, day, heardDay, held },
        from: own ? null : box,
        forwardedTo: own ? forwardings.map(({ to }) => to) : [],
        key: holders.includes(owner.reader) ? 'present' : isPrevious ? 'previous' : 'none',
      });
    }
    return listed;
  }

  /** VOICEMAIL_NO_MESSAGE for what is not there and for what is another's alike. */
  async part({ box, previous, reader }: KeptOwner, id: MessageId, part: MessagePart): Promise<Uint8Array | Failure> {
    const message = await this.#own(box, id);
    if (message instanceof Failure) return message;
    const sealed = await this.#parts.shelf.read(message);
    if (sealed instanceof Failure) return sealed;
    return partOf(sealed, part, previous === null ? [reader] : [reader, previous]);
  }

  async heard(box: Mailbox, id: MessageId): Promise<Failure | null> {
    const { changed, clock, mailboxes } = this.#parts;
    const message = await this.#own(box, id);
    if (message instanceof Failure) return message;
    // A colleague's hearing is not the owner's.
    if (message.box !== box) return null;
    const failure = failureOf(await mailboxes.heard(id, dayBefore(clock.now())));
    changed();
    return failure;
  }

  /** The mailboxes of colleagues that messages may be forwarded to, with their public keys. */
  async colleagues(box: Mailbox): Promise<readonly KeptOwner[] | Failure> {
    const { forwardTo, owners } = this.#parts;
    const kept = answered(await owners.owners());
    if (kept instanceof Failure) return kept;
    return kept.filter((each) => each.box !== box && (forwardTo?.includes(each.box) ?? true));
  }

  /** Lets a colleague read a message: its key, which the browser sealed to `recipient`, the key of theirs that the owner knows. */
  async forward(
    box: Mailbox,
    id: MessageId,
    { to, recipient, key }: { readonly to: Mailbox; readonly recipient: string; readonly key: Uint8Array },
  ): Promise<Failure | null> {
    const { clock, owners, shelf } = this.#parts;
    const message = await this.#own(box, id);
    if (message instanceof Failure) return message;
    // Only the owner of a message passes it on: they alone can take it back by erasing it.
    if (message.box !== box) return new Failure('VOICEMAIL_NO_MESSAGE');
    const colleagues = await this.colleagues(box);
    if (colleagues instanceof Failure) return colleagues;
    const colleague = colleagues.find((each) => each.box === to);
    if (colleague === undefined) return new Failure('ACCESS_NO_COLLEAGUE');
    if (colleague.recipient !== recipient) return new Failure('ACCESS_CHANGED');
    const failure = await shelf.addKey(id, colleague.reader, key);
    return failure ?? failureOf(await owners.forward({ id, from: box, to, at: clock.now() }));
  }

  /** One's own message is erased for everybody and for good; of a forwarded one, only one's own way to it is. */
  async erase({ box, reader, previous }: KeptOwner, id: MessageId): Promise<Failure | null> {
    const { changed, owners, shelf, shred } = this.#parts;
    const message = await this.#own(box, id);
    if (message instanceof Failure) return message;
    if (message.box !== box) {
      const dropped =
        (await shelf.dropKey(id, reader)) ?? (previous === null ? null : await shelf.dropKey(id, previous));
      return dropped ?? failureOf(await owners.endForwarding(id, box));
    }
    const failure = (await shred(message)) ?? failureOf(await owners.endForwarding(id));
    changed();
    return failure;
  }

  /** A message that the browser has sealed to the present key instead of the one before; an own one to the printed recovery key, too. */
  async rekey(
    { box, reader, previous }: KeptOwner,
    id: MessageId,
    key: Uint8Array,
    paper: Uint8Array | null,
  ): Promise<Failure | null> {
    const { shelf } = this.#parts;
    const message = await this.#own(box, id);
    if (message instanceof Failure) return message;
    if ((message.box === box) !== (paper !== null)) return new Failure('ACCESS_BAD');
    const holders = await shelf.holders(id);
    if (holders instanceof Failure) return holders;
    if (previous === null || !holders.includes(previous)) return new Failure('ACCESS_CHANGED');
    const papered = paper === null ? null : await shelf.addKey(id, RECOVERY, paper);
    return papered ?? (await shelf.addKey(id, reader, key)) ?? (await shelf.dropKey(id, previous));
  }

  /** Forgets who was let read what is not there any more: its days were over, say. */
  async tidy(): Promise<void> {
    const { owners, shelf } = this.#parts;
    const forwardings = answered(await owners.forwardings());
    if (forwardings instanceof Failure) return;
    for (const { from, id } of forwardings)
      if ((await shelf.holds({ box: from, id })) === false) await owners.endForwarding(id);
  }

  async #own(box: Mailbox, id: MessageId): Promise<KeptMessage | Failure> {
    const there = await this.#reach(box);
    if (there instanceof Failure) return there;
    return there.find(({ message }) => message.id === id)?.message ?? new Failure('VOICEMAIL_NO_MESSAGE');
  }

  async #reach(
    box: Mailbox,
  ): Promise<readonly { readonly message: KeptMessage; readonly forwardings: readonly Forwarding[] }[] | Failure> {
    const { mailboxes, owners } = this.#parts;
    const messages = answered(await mailboxes.messages());
    const forwardings = answered(await owners.forwardings());
    if (messages instanceof Failure) return messages;
    if (forwardings instanceof Failure) return forwardings;
    return messages.flatMap((message) => {
      const of = forwardings.filter(({ id, from }) => id === message.id && from === message.box);
      return message.box === box || of.some(({ to }) => to === box) ? [{ message, forwardings: of }] : [];
    });
  }
}

function partOf(
  sealed: SealedMessage,
  part: MessagePart,
  readers: readonly KeptOwner['reader'][],
): Uint8Array | Failure {
  if (part !== 'key') return sealed[part];
  const held = readers.map((reader) => sealed.keys.get(reader)).find((each) => each !== undefined);
  return held ?? new Failure('VOICEMAIL_NO_MESSAGE');
}
