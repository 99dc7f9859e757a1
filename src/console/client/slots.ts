import { argon2id } from 'hash-wasm';
import { bytesOfText, randomBytes, textOfBytes, textOfUtf8, utf8 } from './bytes.ts';
import { keysOfText, keysText, type SecretKeys } from './secret-keys.ts';

/** A key of the browser's own cryptography; it cannot be taken out of it. */
export type SlotKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** What a passphrase comes to: a key that opens the slot and stays here, and a proof that the server is shown, which opens nothing. */
export interface FromPassphrase {
  readonly key: SlotKey;
  readonly proof: string;
}

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
/** Some 64 MiB and half a second for every guess (RFC 9106 §4, the second recommendation, with one lane: a browser has one thread here). */
const ARGON2 = { parallelism: 1, iterations: 3, memorySize: 65_536, hashLength: KEY_BYTES } as const;
const PROOF = 'withheld login proof v1';
const SLOT = 'withheld slot v1';

/** For HKDF, one key for each use. */
export function forUse(info: string) {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) };
}

export function newSalt(): string {
  return textOfBytes(randomBytes(SALT_BYTES));
}

/** The same passphrase gives the same, however a keyboard composes its letters (NFKC) and whatever blanks stand around it. */
export async function fromPassphrase(passphrase: string, salt: string): Promise<FromPassphrase> {
  const password = passphrase.normalize('NFKC').trim();
  const secret = await argon2id({ ...ARGON2, password, salt: bytesOfText(salt), outputType: 'binary' });
  return await fromSecret(new Uint8Array(secret));
}

/** The slot's key, and a proof, from 32 secret bytes (HKDF-SHA-256, RFC 5869): neither can be told from the other. */
export async function fromSecret(secret: Uint8Array<ArrayBuffer>): Promise<FromPassphrase> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey']);
  const aes = { name: 'AES-GCM', length: 8 * KEY_BYTES };
  const key = await crypto.subtle.deriveKey(forUse(SLOT), base, aes, false, ['encrypt', 'decrypt']);
  const proof = await crypto.subtle.deriveBits(forUse(PROOF), base, 8 * KEY_BYTES);
  return { key, proof: textOfBytes(new Uint8Array(proof)) };
}

/** Seals an owner's keys (AES-256-GCM) for the mailbox `box` alone. */
export async function sealedSlot(keys: SecretKeys, key: SlotKey, box: string): Promise<string> {
  const iv = randomBytes(NONCE_BYTES);
  const how = { name: 'AES-GCM', iv, additionalData: utf8(`${SLOT}/${box}`) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, utf8(keysText(keys))));
  return textOfBytes(new Uint8Array([...iv, ...sealed]));
}

/** The keys in a slot; `null`: this key does not open it. */
export async function openedSlot(slot: string, key: SlotKey, box: string): Promise<SecretKeys | null> {
  const bytes = bytesOfText(slot);
  const how = { name: 'AES-GCM', iv: bytes.slice(0, NONCE_BYTES), additionalData: utf8(`${SLOT}/${box}`) };
  try {
    const opened = await crypto.subtle.decrypt(how, key, bytes.slice(NONCE_BYTES));
    return keysOfText(textOfUtf8(new Uint8Array(opened)));
  } catch {
    return null;
  }
}
