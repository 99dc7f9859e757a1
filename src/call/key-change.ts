import type { Mailbox } from './mailbox.ts';

/**
 * What happened to the key of a mailbox. `recovered`: the same key under a new passphrase, by way of the printed recovery key. `reprinted`: another key,
 * and another printed recovery key.
 */
export type KeyChangeKind = 'enrolled' | 'rotated' | 'recovered' | 'reprinted' | 'left';

/** One link of the log of keys. The log is one chain for all mailboxes: taking a link out, or changing one, breaks every later one. */
export interface KeyChange {
  readonly box: Mailbox;
  readonly kind: KeyChangeKind;
  /** The age recipient that messages are sealed to from then on; of `left`: until then. */
  readonly recipient: string;
  /** The Ed25519 key (RFC 8032; 32 bytes, base64url) that signs the next change of this mailbox. */
  readonly signing: string;
  /** The public part of the recovery key that was printed for this; `null`: the one before stays, or it was written before this was kept. */
  readonly recovery: string | null;
  /** Midnight (UTC), epoch milliseconds. */
  readonly day: number;
  /** SHA-256 of the link before, in hexadecimal; of the first: {@link NO_LINK}. */
  readonly before: string;
  /** By the signing key that was in force before; `enrolled` has none before it and signs with its own. Base64url. */
  readonly signature: string;
}

export const NO_LINK = '0'.repeat(64);

/** The text that is signed. It names the link before, so that a signature fits one place of one chain. */
export function signedText({ box, kind, recipient, signing, recovery, day, before }: Omit<KeyChange, 'signature'>) {
  const version = recovery === null ? 'v1' : 'v2';
  const keys = recovery === null ? [recipient, signing] : [recipient, signing, recovery];
  return [`withheld key change ${version}`, box, kind, ...keys, String(day), before].join('\n');
}

/** The text whose SHA-256 the next link names. */
export function linkText(change: KeyChange): string {
  return `${signedText(change)}\n${change.signature}`;
}
