import type { Mailbox } from '../call/mailbox.ts';
import type { Reader } from './message-sealer.ts';

/** The cryptography that letting owners in needs. Nothing of it opens a message. Texts of bytes are base64url. */
export interface LoginVault {
  /** 256 random bits. */
  newSecret(): string;
  /** SHA-256 in hexadecimal. */
  digestOf(text: string): string;
  /** What a proof is kept as: under the installation's key, so that the database alone checks no guess. */
  proofHashOf(box: Mailbox, proof: string): string;
  /** What a browser's own secret is kept as, in the same way. */
  deviceHashOf(box: Mailbox, secret: string): string;
  /** Whether two digests are the same; takes the same time whatever differs. */
  isSame(one: string, other: string): boolean;
  /** The salt that a mailbox without an owner answers with: always the same, and like any other. */
  saltOfNobody(box: Mailbox): string;
  /** A new secret of a second factor (RFC 6238), in Base32 as authenticators take it. */
  newSecondFactor(): string;
  sealSecondFactor(secret: string, box: Mailbox): string;
  /** `null`: not sealed by this installation for this mailbox. */
  openSecondFactor(sealed: string, box: Mailbox): string | null;
  /** The time step whose code this is: the present one or one beside it; `null`: of none of them. */
  stepOfCode(secret: string, code: string, now: number): number | null;
  /** The time step of a moment. */
  stepAt(now: number): number;
  /** Whether `signature` (Ed25519, RFC 8032) over `text` is by the key `signing`. */
  isSignedBy(signing: string, text: string, signature: string): boolean;
  /** `null`: not a key that messages can be sealed to. */
  readerOf(recipient: string, role: 'reader' | 'recovery'): Reader | null;
}
