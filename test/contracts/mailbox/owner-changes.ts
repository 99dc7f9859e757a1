import type { SignedChange } from '../../../src/access/own-keys.ts';
import type { Mailbox, MessageId } from '../../../src/call/mailbox.ts';
import { bytesOfText } from '../../../src/console/client/bytes.ts';
import { checkedLog } from '../../../src/console/client/key-pins.ts';
import { paperSlot } from '../../../src/console/client/paper.ts';
import { messageKeyFor, newSecretKeys } from '../../../src/console/client/secret-keys.ts';
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
  kind: 'rotated' | 'left',
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
  };
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
