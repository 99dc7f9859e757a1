import { Decrypter } from 'age-encryption';
import { Failure } from '../../failure.ts';
import type { SealedMessage } from '../../ports/message-sealer.ts';

/** The first identity in the text of a key file, as `age-keygen` writes it: comments, then the identity. `null`: there is none. */
export function identityIn(text: string): string | null {
  const line = text.split(/\r?\n/).find((each) => /^AGE-SECRET-KEY-1/.test(each.trim()));
  return line?.trim() ?? null;
}

/**
 * Opens a message with the identity of one of its readers. Done where the identity is, never by the daemon: it has none. VOICEMAIL_NOT_OPENED when
 * the identity belongs to nobody the message was sealed to, or the message was changed.
 */
export async function opened(
  message: SealedMessage,
  identity: string,
): Promise<{ readonly voice: Uint8Array; readonly facts: string } | Failure> {
  for (const wrapped of message.keys.values()) {
    const key = await unsealed(wrapped, identity);
    if (key === null) continue;
    const own = Buffer.from(key).toString('utf8').trim();
    const voice = await unsealed(message.voice, own);
    const facts = await unsealed(message.facts, own);
    if (voice !== null && facts !== null) return { voice, facts: Buffer.from(facts).toString('utf8') };
  }
  return new Failure('VOICEMAIL_NOT_OPENED');
}

async function unsealed(bytes: Uint8Array, identity: string): Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
    return await decrypter.decrypt(bytes);
  } catch {
    return null;
  }
}
