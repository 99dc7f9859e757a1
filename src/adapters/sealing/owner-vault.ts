import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  randomBytes,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { Mailbox } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { LoginVault } from '../../ports/login-vault.ts';
import type { Reader } from '../../ports/message-sealer.ts';
import { readerOf } from './age-key.ts';
import { base32, bytesOfBase32, codeAt, stepAt } from './time-code.ts';

const SECRET_BYTES = 32;
const SALT_BYTES = 16;
/** RFC 4226 §4, R6: 160 bits. */
const SECOND_FACTOR_BYTES = 20;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Clocks of telephones are seldom further off (RFC 6238 §5.2). */
const STEPS = [0, -1, 1];

/** What letting owners in needs, under a key that is derived from the installation's own. The key cannot print itself. */
export class OwnerVault implements LoginVault {
  readonly #key: Buffer;

  /** `key`: 32 bytes derived for this purpose alone. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  newSecret(): string {
    return randomBytes(SECRET_BYTES).toString('base64url');
  }

  digestOf(text: string): string {
    return createHash('sha256').update(text, 'utf8').digest('hex');
  }

  proofHashOf(box: Mailbox, proof: string): string {
    return this.#mac('proof', `${box}/${proof}`).toString('hex');
  }

  deviceHashOf(box: Mailbox, secret: string): string {
    return this.#mac('device', `${box}/${secret}`).toString('hex');
  }

  isSame(one: string, other: string): boolean {
    const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
    return timingSafeEqual(digest(one), digest(other));
  }

  saltOfNobody(box: Mailbox): string {
    return this.#mac('salt', box).subarray(0, SALT_BYTES).toString('base64url');
  }

  newSecondFactor(): string {
    return base32(randomBytes(SECOND_FACTOR_BYTES));
  }

  sealSecondFactor(secret: string, box: Mailbox): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#mac('second factor', ''), nonce).setAAD(Buffer.from(box));
    const body = Buffer.concat([cipher.update(bytesOfBase32(secret)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
  }

  openSecondFactor(sealed: string, box: Mailbox): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length !== NONCE_BYTES + TAG_BYTES + SECOND_FACTOR_BYTES) return null;
    const key = this.#mac('second factor', '');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(box)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return base32(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]));
    } catch {
      return null;
    }
  }

  stepOfCode(secret: string, code: string, now: number): number | null {
    const bytes = bytesOfBase32(secret);
    const right = STEPS.map((each) => stepAt(now) + each).filter((step) => this.isSame(codeAt(bytes, step), code));
    return right[0] ?? null;
  }

  stepAt(now: number): number {
    return stepAt(now);
  }

  isSignedBy(signing: string, text: string, signature: string): boolean {
    try {
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signing }, format: 'jwk' });
      return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
    } catch {
      return false;
    }
  }

  readerOf(recipient: string, role: 'reader' | 'recovery'): Reader | null {
    const reader = readerOf(recipient, role);
    return reader instanceof Failure ? null : reader;
  }

  toJSON(): string {
    return '[key]';
  }

  #mac(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose}\n${text}`, 'utf8').digest();
  }
}
