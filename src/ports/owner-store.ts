import type { KeyChange } from '../call/key-change.ts';
import type { Mailbox, MessageId, ReaderId } from '../call/mailbox.ts';
import type { StoreAnswer } from './stores.ts';

/**
 * What is kept of the owner of a mailbox: public keys, their secret ones sealed with what only the owner has, and what a login is held against.
 * Nothing of it opens a message. Texts of bytes are base64url.
 */
export interface KeptOwner {
  readonly box: Mailbox;
  readonly reader: ReaderId;
  readonly recipient: string;
  readonly signing: string;
  /** The reader before the last rotation: a message that came while it went on may be sealed to that one alone. */
  readonly previous: ReaderId | null;
  /** Salt of the passphrase. */
  readonly salt: string;
  /** The secret keys, sealed with the passphrase. */
  readonly passphraseSlot: string;
  /** The secret keys, as an age file to the recovery key. */
  readonly paperSlot: string;
  /** The public part of the printed recovery key. */
  readonly recovery: string;
  /** Of the proof that the browser makes from the passphrase: keyed, so that the database alone checks none. */
  readonly proofHash: string;
  /** The secret of the second factor, sealed by the daemon. */
  readonly secondFactor: string;
  readonly lockSeconds: number;
}

export type KeptPassphrase = Pick<KeptOwner, 'salt' | 'passphraseSlot' | 'proofHash'>;

/** A passkey as a way in (WebAuthn Level 3). `slot`: the secret keys sealed with its PRF output; `null`: it has none. */
export interface KeptPasskey {
  readonly box: Mailbox;
  readonly credential: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly slot: string | null;
}

/** A browser from which the owner of `box` has logged in. `device`: the digest of what it shows, under the installation's key. */
export interface KeptDevice {
  readonly box: Mailbox;
  readonly device: string;
  /** It is known until then. */
  readonly until: number;
}

/** Somebody may enrol as the owner of `box` with the code of this digest, until then. */
export interface Invite {
  readonly box: Mailbox;
  readonly codeHash: string;
  readonly expiresAt: number;
}

/** A message that one owner let another one read. */
export interface Forwarding {
  readonly id: MessageId;
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly at: number;
}

/** Owners of secured mailboxes, in a database of their own: nothing of a caller or a message is in it but who was let read which. No method rejects. */
export interface OwnerStore {
  owners(): Promise<StoreAnswer<readonly KeptOwner[]>>;
  /**
   * Adds `change` to the log of keys and puts `owner` in place of what was kept of its mailbox; `null`: the owner is erased. Their passkeys, which hold
   * the keys before, are erased with it; so are their devices when they have left or have recovered the mailbox. All of it is written or nothing, also by a daemon that dies meanwhile and by a disk that takes it only later:
   * a log that does not agree with the owners fits no change ever after, and only grows. Ok when it is on the disk. Refused
   * (`STORAGE_RECORD_REFUSED`) where another link already follows the same one.
   */
  changeKey(change: KeyChange, owner: KeptOwner | null): Promise<StoreAnswer<number>>;
  /** A new passphrase for the keys whose public part is `was.recipient`, written while both are as in `was`. Gives 1, or 0: they have changed. */
  setPassphrase(
    box: Mailbox,
    was: Pick<KeptOwner, 'recipient' | 'proofHash'>,
    to: KeptPassphrase,
  ): Promise<StoreAnswer<number>>;
  /** Gives 0 where the mailbox has no owner. What an owner may set is written alone: the rest of them may have changed meanwhile. */
  setLock(box: Mailbox, lockSeconds: number): Promise<StoreAnswer<number>>;
  passkeys(): Promise<StoreAnswer<readonly KeptPasskey[]>>;
  /**
   * A new passkey whose slot holds the keys of `recipient`. Gives 0 when its mailbox has other keys, or no owner. Refused (`STORAGE_RECORD_REFUSED`)
   * where its credential is known already.
   */
  addPasskey(passkey: KeptPasskey, recipient: string): Promise<StoreAnswer<number>>;
  /** Gives 0 where it has been removed meanwhile. */
  countPasskey(credential: string, counter: number): Promise<StoreAnswer<number>>;
  removePasskeys(box: Mailbox): Promise<StoreAnswer<number>>;
  devices(): Promise<StoreAnswer<readonly KeptDevice[]>>;
  /** Of those of its mailbox, so many stay at most: the latest. Gives 0 where the mailbox has no owner. */
  addDevice(device: KeptDevice, most: number): Promise<StoreAnswer<number>>;
  removeDevice(device: string): Promise<StoreAnswer<number>>;
  /** Forgets those that are known until then at most. */
  endDevices(until: number): Promise<StoreAnswer<number>>;
  invites(): Promise<StoreAnswer<readonly Invite[]>>;
  /** Gives 1 to exactly one of those who use a code. */
  useInvite(codeHash: string): Promise<StoreAnswer<number>>;
  /** The whole chain, oldest first. */
  keyLog(): Promise<StoreAnswer<readonly KeyChange[]>>;
  forwardings(): Promise<StoreAnswer<readonly Forwarding[]>>;
  forward(forwarding: Forwarding): Promise<StoreAnswer<number>>;
  /** Nobody reads it by way of another any more; with `to`: this one does not. */
  endForwarding(id: MessageId, to?: Mailbox): Promise<StoreAnswer<number>>;
}
