import type { KeyChange, KeyChangeKind } from '../../call/key-change.ts';
import { type Contents, contentsOf, keyOf, type OpenBox } from './open-box.ts';
import { paperOf, paperSlot } from './paper.ts';
import { type Agreed, messageKeyFor, newSecretKeys, type SecretKeys, signed } from './secret-keys.ts';
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
export async function rotate(open: OpenBox, passphrase: string): Promise<void> {
  const { body } = await renewed(open, passphrase, null);
  await post('rotate', body);
}

/**
 * A new recovery key, and new keys with it: the paper before opens the keys before. Every own message is sealed to the new paper here instead of the one
 * before, as far as its owner can open it.
 */
export async function reprint(open: OpenBox, passphrase: string, recoveryKey: string): Promise<void> {
  const paper = await paperOf(recoveryKey);
  const { body, opened } = await renewed(open, passphrase, paper);
  const papers: SealedKey[] = [];
  for (const { id, key, isOwn } of opened)
    if (isOwn) papers.push({ id, key: await messageKeyFor(paper.recovery, key) });
  await post('reprint', { ...body, recovery: paper.recovery, papers });
}

interface SealedKey {
  readonly id: string;
  readonly key: string;
}

async function renewed(open: OpenBox, passphrase: string, paper: Pick<Agreed, 'recovery' | 'mark'> | null) {
  const { keys, own } = open;
  const { key, proof } = await fromPassphrase(passphrase, own.salt);
  // A passphrase that is mistyped must not seal the new keys.
  if ((await openedSlot(own.passphraseSlot, key, own.mailbox)) === null)
    throw new Error('The passphrase is not right.');
  // Messages may have come since the page was made.
  const { box, log } = await contentsOf(open);
  const next = await newSecretKeys({ ...keys.agreed, ...paper }, keys.identity);
  const opened: (SealedKey & { readonly isOwn: boolean })[] = [];
  for (const { from, id } of box.messages.filter((message) => message.key !== 'none'))
    opened.push({ id, key: await keyOf(id, keys), isOwn: from === null });
  const sealed: SealedKey[] = [];
  for (const each of opened) sealed.push({ id: each.id, key: await messageKeyFor(next.recipient, each.key) });
  const kind = paper === null ? 'rotated' : 'reprinted';
  const made = { ...next, recovery: paper?.recovery ?? null };
  const { before, day, signature } = await change(own.mailbox, kind, made, log.head, keys);
  const signedBody = { proof, present: keys.recipient, recipient: next.recipient, signing: next.signing };
  const body = {
    ...{ ...signedBody, day, before, signature, keys: sealed },
    passphraseSlot: await sealedSlot(next, key, own.mailbox),
    paperSlot: await paperSlot(next, own.mailbox),
  };
  return { body, opened };
}

/** Gives the mailbox up. */
export async function leave({ keys, own }: OpenBox, { log }: Contents, passphrase: string): Promise<void> {
  const { proof } = await fromPassphrase(passphrase, own.salt);
  const { before, day, signature } = await change(own.mailbox, 'left', { ...keys, recovery: null }, log.head, keys);
  await post('leave', { proof, present: keys.recipient, day, before, signature });
}

async function change(
  mailbox: string,
  kind: KeyChangeKind,
  { recipient, recovery, signing }: Pick<KeyChange, 'recipient' | 'recovery' | 'signing'>,
  before: string,
  by: SecretKeys,
): Promise<KeyChange> {
  const day = Date.now() - (Date.now() % DAY_MS);
  return await signed({ box: mailbox as KeyChange['box'], kind, recipient, signing, recovery, day, before }, by);
}
