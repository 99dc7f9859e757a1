import type { SignedChange } from '../../../src/access/own-keys.ts';
import { type Mailbox, type MessageId, RECOVERY } from '../../../src/call/mailbox.ts';
import { bytesOfText } from '../../../src/console/client/bytes.ts';
import { checkedLog } from '../../../src/console/client/key-pins.ts';
import { newRecoveryKey, paperOf, paperSlot } from '../../../src/console/client/paper.ts';
import { messageKeyFor, messageKeyOf, newSecretKeys, unsealed } from '../../../src/console/client/secret-keys.ts';
import { sealedSlot } from '../../../src/console/client/slots.ts';
import { Failure } from '../../../src/failure.ts';
import type { KeptOwner } from '../../../src/ports/owner-store.ts';
import type { Site, Visitor } from './site.ts';

/** The owner as they are kept now. */
export async function keptOwner(site: Site, box: string): Promise<KeptOwner> {
  const kept = await site.access.ownerOf(box as Mailbox);
  if (kept instanceof Failure) throw kept;
  return kept;
}

/** The log of keys as it is on the disk. */
export async function changesNow(site: Site) {
  const log = await site.owners.keyLog();
  if (log.outcome !== 'ok') throw new Error(log.why);
  return log.value;
}

/** What an owner signs as the next link of the log. */
export async function signedNow(
  owner: Visitor,
  kind: 'rotated' | 'reprinted' | 'left',
  keys = owner.secretKeys,
): Promise<SignedChange> {
  const { day, before, signature } = await owner.signed(
    kind,
    (await checkedLog(await changesNow(owner.site), null)).head,
    keys,
  );
  return { day, before, signature, present: owner.secretKeys.recipient };
}

/** A rotation as a browser makes it for the messages of these names. */
export async function rotationOf(owner: Visitor, ids: readonly MessageId[]) {
  const next = await newSecretKeys(owner.secretKeys.agreed, owner.secretKeys.identity);
  const { key } = await owner.made();
  const sealed = bytesOfText(await messageKeyFor(next.recipient, 'A'.repeat(43)));
  return {
    ...(await signedNow(owner, 'rotated', next)),
    ...{ next, recipient: next.recipient, signing: next.signing },
    passphraseSlot: await sealedSlot(next, key, owner.box),
    paperSlot: await paperSlot(next, owner.box),
    keys: new Map(ids.map((id) => [id, sealed])),
    reprint: null,
  };
}

/** Another recovery key with other keys, as a browser makes them for messages whose keys it has opened. */
export async function reprintOf(owner: Visitor, messageKeys: ReadonlyMap<MessageId, string>) {
  const { agreed, identity } = owner.secretKeys;
  const recoveryKey = await newRecoveryKey();
  const paper = await paperOf(recoveryKey);
  const next = await newSecretKeys({ ...agreed, ...paper }, identity);
  const { key } = await owner.made();
  const sealedTo = async (recipient: string) => {
    const sealed = new Map<MessageId, Uint8Array>();
    for (const [id, each] of messageKeys) sealed.set(id, bytesOfText(await messageKeyFor(recipient, each)));
    return sealed;
  };
  return {
    ...(await signedNow(owner, 'reprinted', next)),
    ...{ next, recoveryKey, recipient: next.recipient, signing: next.signing },
    passphraseSlot: await sealedSlot(next, key, owner.box),
    paperSlot: await paperSlot(next, owner.box),
    keys: await sealedTo(next.recipient),
    reprint: { recovery: paper.recovery, papers: await sealedTo(paper.recovery) },
  };
}

/** The keys of messages as their owner opens them. */
export async function messageKeysOf(
  owner: Visitor,
  ids: readonly MessageId[],
): Promise<ReadonlyMap<MessageId, string>> {
  const keys = new Map<MessageId, string>();
  for (const id of ids) {
    const key = await messageKeyOf((await owner.get(`messages/${id}/key`)).bytes, owner.secretKeys);
    keys.set(id, key ?? '');
  }
  return keys;
}

/** Whether a recovery key opens a message, as the stock age would with the files alone. */
export async function opensBy(site: Site, recoveryKey: string, box: string, id: MessageId): Promise<boolean> {
  const sealed = await site.shelf.read({ box: box as Mailbox, id });
  if (sealed instanceof Failure) throw sealed;
  return (await unsealed(sealed.keys.get(RECOVERY) ?? new Uint8Array(), recoveryKey)) !== null;
}

/** Another passphrase, as the browser makes it. */
export async function newPassphraseOf(owner: Visitor) {
  owner.passphrase += 1;
  const { key, proof } = await owner.made();
  const passphraseSlot = await sealedSlot(owner.secretKeys, key, owner.box);
  return { salt: 'B'.repeat(22), proof, passphraseSlot, present: owner.secretKeys.recipient };
}

/** A passkey with which nobody could be let in: it goes with the keys of that owner. */
export async function putPasskey(site: Site, box: string) {
  const credential = box.padEnd(32, 'a');
  const passkey = { box: box as Mailbox, credential, publicKey: 'A'.repeat(64), counter: 0, slot: null };
  const added = await site.owners.addPasskey(passkey, (await keptOwner(site, box)).recipient);
  if (added.outcome !== 'ok' || added.value !== 1) throw new Error('not added');
  return passkey;
}
