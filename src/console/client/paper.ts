import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { bytesOfText, textOfBytes, textOfUtf8, utf8 } from './bytes.ts';
import { type Agreed, keysOfText, keysText, type SecretKeys, sealedTo, unsealed } from './secret-keys.ts';
import { forUse } from './slots.ts';

const MARK = 'withheld paper mark v1';
const SLOT = 'withheld paper slot v1';
const MARK_BYTES = 32;

/**
 * What a paper slot gave. Anybody can seal to a public key, also who can write to the server's files; so the keys in it are followed by a mark that
 * only somebody makes who has had the recovery key, or these keys. `unmarked`: it was sealed before there were marks. `foreign`: the mark is not of this
 * recovery key. `closed`: this recovery key does not open it.
 */
export type OpenedPaper =
  | { readonly outcome: 'own' | 'unmarked'; readonly keys: SecretKeys }
  | { readonly outcome: 'foreign' }
  | { readonly outcome: 'closed' };

/** A new recovery key: an age identity, so that the stock age opens messages with it. */
export async function newRecoveryKey(): Promise<string> {
  return await generateX25519Identity();
}

/** A recovery key as an owner keeps it beside their keys: enough to seal to it, and not the key itself. */
export async function paperOf(recoveryKey: string): Promise<Pick<Agreed, 'recovery' | 'mark'>> {
  const base = await crypto.subtle.importKey('raw', utf8(recoveryKey), 'HKDF', false, ['deriveBits']);
  const mark = await crypto.subtle.deriveBits(forUse(MARK), base, 8 * MARK_BYTES);
  return { recovery: await identityToRecipient(recoveryKey), mark: textOfBytes(new Uint8Array(mark)) };
}

/** Seals an owner's keys to the printed recovery key that they agreed to, whatever the server calls it. */
export async function paperSlot(keys: SecretKeys, box: string): Promise<string> {
  const { mark, recovery } = keys.agreed;
  const text = keysText(keys);
  const marked = mark === null ? text : `${text}\n${await markOf(text, mark, { box, recovery })}`;
  return textOfBytes(await sealedTo(recovery, utf8(marked)));
}

/** Opens a {@link paperSlot}. */
export async function openedPaper(slot: string, recoveryKey: string, box: string): Promise<OpenedPaper> {
  const opened = await unsealed(bytesOfText(slot), recoveryKey).catch(() => null);
  if (opened === null) return { outcome: 'closed' };
  const [text = '', found] = textOfUtf8(opened).split('\n');
  const keys = keysOfText(text);
  const { mark, recovery } = await paperOf(recoveryKey);
  // Who has agreed to a mark has sealed with one.
  if (found === undefined) return keys.agreed.mark === null ? { outcome: 'unmarked', keys } : { outcome: 'foreign' };
  return found === (await markOf(text, mark ?? '', { box, recovery }))
    ? { outcome: 'own', keys }
    : { outcome: 'foreign' };
}

/** HMAC-SHA-256 (RFC 2104) over the keys, their mailbox and whom they are sealed to. */
async function markOf(
  text: string,
  mark: string,
  { box, recovery }: { readonly box: string; readonly recovery: string },
) {
  const how = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytesOfText(mark), how, false, ['sign']);
  const made = await crypto.subtle.sign(how, key, utf8([SLOT, box, recovery, text].join('\n')));
  return textOfBytes(new Uint8Array(made));
}
