import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { fingerprintText, fingerprintWords } from '../../call/fingerprint.ts';
import { type KeyChange, signedText } from '../../call/key-change.ts';
import { bytesOfText, sha256, textOfBytes, textOfUtf8, utf8 } from './bytes.ts';

/** An owner's secret keys. They are made in the browser and leave it only sealed; while the mailbox is open they are in its memory. */
export interface SecretKeys {
  /** An age identity: opens the keys of messages. */
  readonly identity: string;
  readonly recipient: string;
  /** Ed25519 (RFC 8032), as JWK has it (RFC 8037): secret and public part. An age key cannot sign. */
  readonly signingSecret: string;
  readonly signing: string;
  /** The identity before the last rotation, for a message that came while it went on. */
  readonly previous: string | null;
  readonly agreed: Agreed;
}

/**
 * Who else may open the messages, as the owner saw it when they enrolled. It stands beside the keys because the server's word for it is worth nothing:
 * whoever can write to its files could put a key of their own there.
 */
export interface Agreed {
  /** The public part of the printed recovery key. */
  readonly recovery: string;
  /** What a paper slot is marked with, made from the recovery key's secret part; `null`: it was printed before there were marks. */
  readonly mark: string | null;
  /** The agency's own key; `null`: there was none. */
  readonly escrow: string | null;
}

export async function newSecretKeys(agreed: Agreed, previous: string | null = null): Promise<SecretKeys> {
  const identity = await generateX25519Identity();
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('no pair of keys');
  const { d = '', x = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  return { identity, recipient: await identityToRecipient(identity), signingSecret: d, signing: x, previous, agreed };
}

/** What is sealed in a slot. */
export function keysText(keys: SecretKeys): string {
  return JSON.stringify({ version: 1, ...keys });
}

/** The keys of {@link keysText}; throws on any other text. */
export function keysOfText(text: string): SecretKeys {
  const { agreed, identity, previous, recipient, signing, signingSecret } = JSON.parse(text);
  for (const each of [identity, recipient, signing, signingSecret, agreed?.recovery])
    if (typeof each !== 'string') throw new TypeError('no keys');
  const textOrNull = (read: unknown) => (typeof read === 'string' ? read : null);
  return {
    ...{ identity, recipient, signing, signingSecret, previous: textOrNull(previous) },
    agreed: { recovery: agreed.recovery, mark: textOrNull(agreed.mark), escrow: textOrNull(agreed.escrow) },
  };
}

/** Signs a change of a key with the key before it. */
export async function signed(change: Omit<KeyChange, 'signature'>, by: SecretKeys): Promise<KeyChange> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: by.signingSecret, x: by.signing };
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['sign']);
  const signature = await crypto.subtle.sign({ name: 'Ed25519' }, key, utf8(signedText(change)));
  return { ...change, signature: textOfBytes(new Uint8Array(signature)) };
}

/** Whether a change is signed by the key `signing`. */
export async function isSigned(change: KeyChange, signing: string): Promise<boolean> {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: signing };
    const key = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify(
      { name: 'Ed25519' },
      key,
      bytesOfText(change.signature),
      utf8(signedText(change)),
    );
  } catch {
    return false;
  }
}

/** Six words for the public keys of an owner. */
export async function fingerprintOf(keys: { readonly recipient: string; readonly signing: string }): Promise<string> {
  return fingerprintWords(await sha256(fingerprintText(keys)));
}

/** Opens an age file with an identity; `null`: it does not open it. */
export async function unsealed(bytes: Uint8Array, identity: string): Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return await decrypter.decrypt(bytes).catch(() => null);
}

/** Seals to an age recipient. */
export async function sealedTo(recipient: string, clear: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return await encrypter.encrypt(clear);
}

/** The key of a message, which is an age identity; `null`: it was sealed to none of these keys. */
export async function messageKeyOf(sealed: Uint8Array, { identity, previous }: SecretKeys): Promise<string | null> {
  const opened = (await unsealed(sealed, identity)) ?? (previous === null ? null : await unsealed(sealed, previous));
  return opened === null ? null : textOfUtf8(opened).trim();
}

/** The key of a message for another reader, in the form in which the daemon makes it. */
export async function messageKeyFor(recipient: string, key: string): Promise<string> {
  return textOfBytes(await sealedTo(recipient, utf8(`${key}\n`)));
}
