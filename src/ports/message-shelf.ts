import type { Mailbox, MessageId, ReaderId } from '../call/mailbox.ts';
import type { Failure } from '../failure.ts';
import type { SealedMessage } from './message-sealer.ts';

/** A message that is there, as far as its place tells. */
export interface ShelvedMessage {
  readonly box: Mailbox;
  readonly id: MessageId;
}

/** Where sealed messages lie. They are the truth: an index that lost one is filled again from here. No method rejects. */
export interface MessageShelf {
  /** Durable and whole when it gives `null`; nothing of it is there otherwise. A message that is there already stays as it is. */
  put(message: ShelvedMessage, sealed: SealedMessage): Promise<Failure | null>;
  holds(message: ShelvedMessage): Promise<boolean | Failure>;
  /** Everything that is there, whole. */
  all(): Promise<readonly ShelvedMessage[] | Failure>;
  read(message: ShelvedMessage): Promise<SealedMessage | Failure>;
  /** Lets one more reader open it: the message's key, sealed for them by somebody who could open it. The message itself is not touched. */
  addKey(id: MessageId, reader: ReaderId, sealedKey: Uint8Array): Promise<Failure | null>;
  /** Whose keys can open it. */
  holders(id: MessageId): Promise<readonly ReaderId[] | Failure>;
  /** This reader can open it no longer, unless they kept its key; does nothing when they could not. */
  dropKey(id: MessageId, reader: ReaderId): Promise<Failure | null>;
  /**
   * Erases a message for good: every key first, overwritten and then removed, without which nobody can open the rest; then the rest. `null` only
   * when nothing of it can be found any more. May be repeated.
   */
  shred(message: ShelvedMessage): Promise<Failure | null>;
  /**
   * Removes what was not brought to an end, and was not touched for so long: this life, or a command beside it, may be at it. All of it is sealed. Keys of messages that are `known` stay although their message is not to
   * be found: its place may only be away, and without its keys it would be lost for good.
   */
  tidy(known: ReadonlySet<MessageId>, untouchedMs: number): Promise<Failure | null>;
}
