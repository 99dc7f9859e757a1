import type { ReaderId } from '../call/mailbox.ts';
import type { Failure } from '../failure.ts';

/** Somebody who may read messages, as a public key. `recipient` is an age X25519 recipient (`age1…`): public, safe to store. */
export interface Reader {
  readonly id: ReaderId;
  readonly recipient: string;
}

/**
 * A message as it is kept: age files (https://age-encryption.org/v1), whatever opens them. Voice and facts are sealed to a key of the message's
 * own, made for it and forgotten; `keys` is that key, sealed for each reader.
 */
export interface SealedMessage {
  readonly voice: Uint8Array;
  readonly facts: Uint8Array;
  readonly keys: ReadonlyMap<ReaderId, Uint8Array>;
}

/** Seals messages. Nothing it makes can be opened by this program. */
export interface MessageSealer {
  /** `VOICEMAIL_NO_KEY` without a reader, or where a reader's key is none. Never rejects; lets other work run in between. */
  seal(voice: Uint8Array, facts: string, readers: readonly Reader[]): Promise<SealedMessage | Failure>;
}
