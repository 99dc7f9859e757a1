import type { KeyChange, KeyChangeKind } from '../../call/key-change.ts';
import { type Contents, keyOf, type OpenBox } from './open-box.ts';
import { paperSlot } from './paper.ts';
import { messageKeyFor, newSecretKeys, type SecretKeys, signed } from './secret-keys.ts';
import { post } from './server.ts';
import { fromPassphrase, newSalt, openedSlot, sealedSlot } from './slots.ts';

const DAY_MS = 86_400_000;

/** The same keys under another passphrase. Throws where the present one is not right. */
export async function changePassphrase({ keys, own }: OpenBox, present: string, next: string): Promise<void> {
  const { proof } = await fromPassphrase(present, own.salt);
  const salt = newSalt();
  const made = await fromPassphrase(next, salt);
  const passphraseSlot = await sealedSlot(keys, made.key, own.mailbox);
  await post('passphrase', { proof, newProof: made.proof, salt, passphraseSlot, present: keys.recipient });
}

/** New keys: every message that the old ones open is sealed to the new ones here, and the change is signed with the old ones. */
export async function rotate({ keys, own }: OpenBox, { box, log }: Contents, passphrase: string): Promise<void> {
  const { key, proof } = await fromPassphrase(passphrase, own.salt);
  // A passphrase that is mistyped must not seal the new keys.
  if ((await openedSlot(own.passphraseSlot, key, own.mailbox)) === null)
    throw new Error('The passphrase is not right.');
  const next = await newSecretKeys(keys.agreed, keys.identity);
  const opened = box.messages.filter((message) => message.key !== 'none');
  const sealed: { id: string; key: string }[] = [];
  for (const { id } of opened) sealed.push({ id, key: await messageKeyFor(next.recipient, await keyOf(id, keys)) });
  const { before, day, signature } = await change(own.mailbox, 'rotated', next, log.head, keys);
  await post('rotate', {
    ...{
      proof,
      present: keys.recipient,
      recipient: next.recipient,
      signing: next.signing,
      day,
      before,
      signature,
      keys: sealed,
    },
    passphraseSlot: await sealedSlot(next, key, own.mailbox),
    paperSlot: await paperSlot(next, own.mailbox),
  });
}

/** Gives the mailbox up. */
export async function leave({ keys, own }: OpenBox, { log }: Contents, passphrase: string): Promise<void> {
  const { proof } = await fromPassphrase(passphrase, own.salt);
  const { before, day, signature } = await change(own.mailbox, 'left', keys, log.head, keys);
  await post('leave', { proof, present: keys.recipient, day, before, signature });
}

async function change(
  mailbox: string,
  kind: KeyChangeKind,
  { recipient, signing }: SecretKeys,
  before: string,
  by: SecretKeys,
): Promise<KeyChange> {
  const day = Date.now() - (Date.now() % DAY_MS);
  return await signed({ box: mailbox as KeyChange['box'], kind, recipient, signing, day, before }, by);
}
