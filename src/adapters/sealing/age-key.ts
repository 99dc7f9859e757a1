import { createHash } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { RECOVERY, type ReaderId } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { Reader } from '../../ports/message-sealer.ts';

/** Bech32 has no 1, b, i or o. Hybrid recipients (`age1pq1…`) are longer: age 1.1 of Debian 12 could not open what is sealed to them. */
const X25519_RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;

/** The reader of a public key, or VOICEMAIL_KEY_UNREADABLE: its checksum is looked at too. */
export function readerOf(recipient: string, role: 'reader' | 'recovery'): Reader | Failure {
  if (!X25519_RECIPIENT.test(recipient)) return new Failure('VOICEMAIL_KEY_UNREADABLE');
  try {
    new Encrypter().addRecipient(recipient);
  } catch (cause) {
    return new Failure('VOICEMAIL_KEY_UNREADABLE', undefined, { cause });
  }
  const id = createHash('sha256').update(recipient).digest('hex').slice(0, 16) as ReaderId;
  return { id: role === 'recovery' ? RECOVERY : id, recipient };
}
