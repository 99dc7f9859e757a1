import type { KeyChange, KeyChangeKind } from '../call/key-change.ts';
import type { Mailbox, MessageId, ReaderId } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, answered, failureOf, ownerOf } from './access-parts.ts';
import type { KeyLog } from './key-log.ts';
import type { ListedMessage, OwnMessages } from './messages.ts';
import type { OneByOne } from './one-by-one.ts';
import { Papers } from './papers.ts';

/** The keys that a browser worked with, by their public part: they may be those before. */
interface OfKeys {
  readonly present: string;
}

/** A change of one's own key as the browser signed it. */
export interface SignedChange extends OfKeys {
  readonly day: number;
  readonly before: string;
  readonly signature: string;
}

export interface Rotation extends SignedChange {
  readonly recipient: string;
  readonly signing: string;
  readonly passphraseSlot: string;
  readonly paperSlot: string;
  /** The key of every message that the old key opens, sealed to the new one. */
  readonly keys: ReadonlyMap<MessageId, Uint8Array>;
  /** The recovery key is printed anew with it; `null`: the one before stays. */
  readonly reprint: Reprint | null;
}

interface Reprint {
  /** The public part of the new recovery key. */
  readonly recovery: string;
  /** The key of every own message that the old key opens, sealed to it. */
  readonly papers: ReadonlyMap<MessageId, Uint8Array>;
}

/** A new passphrase for the same keys. */
export interface NewPassphrase extends OfKeys {
  readonly salt: string;
  readonly proof: string;
  readonly passphraseSlot: string;
}

/** The key of a message, sealed to `present`. `paper`: of an own one, sealed to the recovery key that goes with it. */
interface Rekeyed extends OfKeys {
  readonly key: Uint8Array;
  readonly paper: Uint8Array | null;
}

/**
 * What an owner does with their own keys. Whoever calls this has made sure of the passphrase first. ACCESS_KEY_CHANGED when the browser worked with keys
 * that are not the owner's any more, ACCESS_CHANGED when keys or passphrase have changed since it showed the passphrase.
 */
export class OwnKeys {
  readonly #parts: AccessParts;
  readonly #log: KeyLog;
  readonly #messages: OwnMessages;
  readonly #changes: OneByOne;
  readonly #papers: Papers;

  constructor(parts: AccessParts, log: KeyLog, messages: OwnMessages, changes: OneByOne) {
    this.#parts = parts;
    this.#log = log;
    this.#messages = messages;
    this.#changes = changes;
    this.#papers = new Papers(parts);
  }

  newPassphrase(owner: KeptOwner, passphrase: NewPassphrase): Promise<Failure | null> {
    return this.#changes.run(() => this.#newPassphrase(owner, passphrase));
  }

  /**
   * Puts a new key in the place of the old one. ACCESS_CHANGED when a message has come that `keys` does not know: the browser begins again. The order
   * lets nobody lose a message: first the new keys of messages, then the new owner, then those who seal, and the old keys of messages last. A recovery key
   * that is printed anew goes with a new key always: the paper before opens the key before.
   */
  rotate(owner: KeptOwner, rotation: Rotation): Promise<Failure | null> {
    return this.#changes.run(() => this.#rotate(owner, rotation));
  }

  /** Gives the mailbox up: no key of the owner's opens anything any more. Messages stay sealed to the recovery key and to other readers. */
  leave(owner: KeptOwner, signed: SignedChange): Promise<Failure | null> {
    return this.#changes.run(() => this.#leave(owner, signed));
  }

  /** A message that was sealed to the key before alone, which the browser has sealed to the present one. */
  rekey({ box }: KeptOwner, id: MessageId, { key, paper, present }: Rekeyed): Promise<Failure | null> {
    return this.#changes.run(async () => {
      const owner = await this.#withKey(box, present);
      return owner instanceof Failure ? owner : await this.#messages.rekey(owner, id, key, paper);
    });
  }

  /** What a crash left undone of a recovery key that was printed anew. */
  settle(): Promise<void> {
    return this.#changes.run(async () => {
      const kept = answered(await this.#parts.owners.owners());
      if (kept instanceof Failure) return;
      for (const { box, recovery } of kept) await this.#papers.settle(box, recovery);
    });
  }

  async #newPassphrase(
    { box, proofHash: before }: KeptOwner,
    { salt, proof, passphraseSlot, present }: NewPassphrase,
  ): Promise<Failure | null> {
    const { owners, vault } = this.#parts;
    const to = { salt, passphraseSlot, proofHash: vault.proofHashOf(box, proof) };
    const set = answered(await owners.setPassphrase(box, { recipient: present, proofHash: before }, to));
    if (set instanceof Failure) return set;
    if (set === 1) return null;
    const owner = await this.#withKey(box, present);
    return owner instanceof Failure ? owner : new Failure('ACCESS_CHANGED');
  }

  async #rotate(shown: KeptOwner, rotation: Rotation): Promise<Failure | null> {
    const owner = await this.#stillSo(shown, rotation.present);
    if (owner instanceof Failure) return owner;
    const { log, mailboxes, vault } = this.#parts;
    const { passphraseSlot, paperSlot, recipient, reprint, signing } = rotation;
    const recovery = reprint?.recovery ?? owner.recovery;
    const [reader, paper] = [vault.readerOf(recipient, 'reader'), vault.readerOf(recovery, 'recovery')];
    if (reader === null || paper === null || !this.#areNew(owner, rotation)) return new Failure('ACCESS_BAD');
    const kind = reprint === null ? 'rotated' : 'reprinted';
    const change = changeOf(owner, kind, rotation, { recipient, signing, recovery: reprint?.recovery ?? null });
    const objection = await this.#log.objection(change, owner.signing);
    if (objection !== null) return objection;
    const listed = await this.#messages.list(owner);
    if (listed instanceof Failure) return listed;
    const opened = listed.filter(({ key }) => key !== 'none');
    const laid = await this.#lay(opened, reader.id, rotation);
    if (laid !== null) return laid;
    const next = { reader: reader.id, recipient, recovery, signing, passphraseSlot, paperSlot, previous: owner.reader };
    const failure =
      (await this.#log.append(change, { ...owner, ...next })) ??
      failureOf(await mailboxes.owned(owner.box, [reader, paper], owner.reader)) ??
      (await this.#papers.settle(owner.box, recovery));
    if (failure !== null) return failure;
    if (reprint === null) log.info('mailbox-key-rotated', {});
    else log.info('mailbox-recovery-key-reprinted', {});
    return await this.#dropKeys(
      opened.map(({ id }) => id),
      owner,
    );
  }

  /** Whether the keys are none that messages of this owner are sealed to already. */
  #areNew({ recipient: before, recovery: printed }: KeptOwner, { recipient, reprint }: Rotation): boolean {
    const others = [before, printed, this.#parts.escrow?.recipient];
    const made = reprint === null ? [recipient] : [recipient, reprint.recovery];
    return new Set(made).size === made.length && made.every((each) => !others.includes(each));
  }

  /** Lays the new keys of messages beside the old ones. */
  async #lay(opened: readonly ListedMessage[], reader: ReaderId, rotation: Rotation): Promise<Failure | null> {
    const { keys, reprint } = rotation;
    const own = opened.filter(({ from }) => from === null).map(({ id }) => id);
    if (opened.some(({ id }) => !keys.has(id))) return new Failure('ACCESS_CHANGED');
    if (reprint !== null && own.some((id) => !reprint.papers.has(id))) return new Failure('ACCESS_CHANGED');
    for (const { id } of opened) {
      const failure = await this.#parts.shelf.addKey(id, reader, keys.get(id) ?? new Uint8Array());
      if (failure !== null) return failure;
    }
    if (reprint === null) return null;
    // Messages that others forwarded are sealed to their own paper, and stay so.
    const papers = new Map([...reprint.papers].filter(([id]) => own.includes(id)));
    return await this.#papers.lay(papers, reprint.recovery);
  }

  async #leave(shown: KeptOwner, signed: SignedChange): Promise<Failure | null> {
    const owner = await this.#stillSo(shown, signed.present);
    if (owner instanceof Failure) return owner;
    const { log, mailboxes, owners } = this.#parts;
    const { box, recipient, reader, signing } = owner;
    const change = changeOf(owner, 'left', signed, { recipient, signing, recovery: null });
    const objection = await this.#log.objection(change, signing);
    if (objection !== null) return objection;
    const listed = await this.#messages.list(owner);
    if (listed instanceof Failure) return listed;
    // Those who seal first: what comes while this goes on is not sealed to a key that is gone.
    const left = failureOf(await mailboxes.left(box, reader));
    if (left !== null) return left;
    const dropped = await this.#dropKeys(
      listed.map(({ id }) => id),
      owner,
    );
    if (dropped !== null) return dropped;
    for (const { id, from } of listed)
      if (from !== null) {
        const failure = failureOf(await owners.endForwarding(id, box));
        if (failure !== null) return failure;
      }
    // The owner last, in one with the log: what was cut off before this is begun again by the same owner.
    const ended = await this.#log.append(change, null);
    if (ended === null) log.warn('mailbox-owner-left', {});
    return ended;
  }

  /** The owner as they are now. ACCESS_CHANGED when it is not with this passphrase any more: what the browser sealed is of that. */
  async #stillSo({ box, proofHash }: KeptOwner, present: string): Promise<KeptOwner | Failure> {
    const owner = await this.#withKey(box, present);
    return owner instanceof Failure || owner.proofHash === proofHash ? owner : new Failure('ACCESS_CHANGED');
  }

  /** The owner as they are now; ACCESS_KEY_CHANGED where `present` is not their key. */
  async #withKey(box: Mailbox, present: string): Promise<KeptOwner | Failure> {
    const owner = await ownerOf(this.#parts.owners, box);
    if (owner === null) return new Failure('ACCESS_NO_SESSION');
    return owner instanceof Failure || owner.recipient === present ? owner : new Failure('ACCESS_KEY_CHANGED');
  }

  async #dropKeys(ids: readonly MessageId[], { previous, reader }: KeptOwner): Promise<Failure | null> {
    for (const id of ids)
      for (const each of previous === null ? [reader] : [reader, previous]) {
        const failure = await this.#parts.shelf.dropKey(id, each);
        if (failure !== null) return failure;
      }
    return null;
  }
}

function changeOf(
  { box }: KeptOwner,
  kind: KeyChangeKind,
  { day, before, signature }: SignedChange,
  keys: Pick<KeyChange, 'recipient' | 'signing' | 'recovery'>,
): KeyChange {
  return { box, kind, ...keys, day, before, signature };
}
