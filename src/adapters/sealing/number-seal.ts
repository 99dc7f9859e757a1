import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedNumber } from '../../call/contact-plan.ts';
import { PhoneNumber } from '../../call/phone-number.ts';
import type { SealedFor, Sealer } from '../../ports/sealer.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The longest E.164 number, with its plus. Shorter ones are filled up, so that a length tells nothing. */
const TEXT_BYTES = 16;
const HEAD = 1 + NONCE_BYTES + TAG_BYTES;
const CONTEXT = 'withheld contact number v1';

/**
 * Numbers of contacts under AES-256-GCM (NIST SP 800-38D), each with a random nonce of its own. Contact and plan are bound in as additional data:
 * a number that is moved to another row does not open. Layout: version, nonce (12), tag (16), number (16).
 */
export class NumberSeal implements Sealer {
  readonly #key: Buffer;

  /** `key`: 32 bytes derived for this purpose alone. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  seal(number: PhoneNumber, belongs: SealedFor): SealedNumber {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(boundTo(belongs));
    const text = Buffer.alloc(TEXT_BYTES, ' ');
    text.write(number.reveal(), 'latin1');
    const body = Buffer.concat([cipher.update(text), cipher.final()]);
    text.fill(0);
    return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]) as unknown as SealedNumber;
  }

  open(sealed: SealedNumber, belongs: SealedFor): PhoneNumber | null {
    const bytes = Buffer.from(sealed);
    if (bytes.length !== HEAD + TEXT_BYTES || bytes[0] !== VERSION) return null;
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(belongs)).setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD));
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()]);
      const number = PhoneNumber.fromE164(text.toString('latin1').trimEnd());
      text.fill(0);
      return number;
    } catch {
      return null;
    }
  }

  toJSON(): string {
    return '[key]';
  }
}

function boundTo({ contact, plan }: SealedFor): Buffer {
  return Buffer.from(`${CONTEXT}/${contact}/${plan}`, 'latin1');
}
