import { describe, expect, it } from 'vitest';
import { WebAuthn } from '../../../src/adapters/passkeys/web-authn.ts';
import type { MessageId } from '../../../src/call/mailbox.ts';
import { messageKeyFor, messageKeyOf } from '../../../src/console/client/secret-keys.ts';
import { Failure } from '../../../src/failure.ts';
import { keptOwner, newPassphraseOf, rotationOf, signedNow } from './owner-changes.ts';
import { ownerAt, type Visitor } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

const REFUSED = { status: 409, json: { code: 'ACCESS_KEY_CHANGED', hint: expect.stringContaining('log in again') } };

/** The key is changed in one window; the other one, at the same browser, is `owner` with the keys before. */
async function rotateElsewhere(owner: Visitor, ids: readonly MessageId[] = []) {
  const rotation = await rotationOf(owner, ids);
  expect(await site.access.keys.rotate(await keptOwner(site, owner.box), rotation)).toBeNull();
  return rotation;
}

describe('a window that still has the keys before', () => {
  it('puts no slot of theirs in the place of a new one', async () => {
    const owner = await ownerAt(site, '101');
    const { proof } = await owner.made();
    const rotation = await rotateElsewhere(owner);
    const { proof: newProof, ...made } = await newPassphraseOf(owner);

    expect(await owner.post('passphrase', { ...made, proof, newProof })).toMatchObject(REFUSED);

    expect((await keptOwner(site, '101')).passphraseSlot).toBe(rotation.passphraseSlot);
  });

  it('is refused by the write itself, however close the two come', async () => {
    const owner = await ownerAt(site, '101');
    const { box, proofHash, recipient, ...kept } = await keptOwner(site, '101');
    const { salt, passphraseSlot } = await newPassphraseOf(owner);
    const { next, present: _, keys: __, ...rotation } = await rotationOf(owner, []);
    const { day, before, signature, signing } = rotation;
    const made = { recipient: next.recipient, signing, recovery: null, day, before, signature };
    const change = { box, kind: 'rotated', ...made } as const;
    const writes = [
      site.owners.changeKey(change, { ...kept, box, proofHash, recipient: next.recipient, signing }),
      site.owners.setPassphrase(box, { recipient, proofHash }, { salt, passphraseSlot, proofHash }),
    ];

    expect(await Promise.all(writes)).toMatchObject([{ value: 1 }, { value: 0 }]);
    expect((await keptOwner(site, '101')).passphraseSlot).toBe(kept.passphraseSlot);
  });

  it('keeps no passkey whose slot holds them', async () => {
    const owner = await ownerAt(site, '101');
    const passkeys = new WebAuthn();
    passkeys.made = async () => ({ credential: 'C'.repeat(32), publicKey: 'B'.repeat(64), counter: 0 });
    await site.restart({ passkeys });
    await owner.login();
    const { proof } = await owner.made();
    const { ticket } = (await owner.post('passkey/make', { proof })).json;
    await rotateElsewhere(owner);

    const response = { id: 'C'.repeat(32), type: 'public-key' };
    const present = owner.secretKeys.recipient;
    const kept = await owner.post('passkey/keep', { ticket, response, slot: 'D'.repeat(64), present });

    expect(kept).toMatchObject(REFUSED);
    expect(await site.owners.passkeys()).toMatchObject({ value: [] });
  });

  it('takes no message from the new key', async () => {
    const owner = await ownerAt(site, '101');
    // What came while the key was changed is sealed to the key before alone.
    const late = await site.message('101', 1);
    const sealed = await site.shelf.read({ box: '101' as never, id: late });
    if (sealed instanceof Failure) throw sealed;
    const { reader } = await keptOwner(site, '101');
    const { next } = await rotateElsewhere(owner, [late]);
    await site.shelf.addKey(late, reader, sealed.keys.get(reader) ?? new Uint8Array());
    await site.shelf.dropKey(late, (await keptOwner(site, '101')).reader);
    const key = (await messageKeyOf((await owner.get(`messages/${late}/key`)).bytes, owner.secretKeys)) ?? '';
    const paper = await messageKeyFor(next.agreed.recovery, key);
    const rekeyed = async (present: string) => ({ present, paper, key: await messageKeyFor(present, key) });

    const old = await rekeyed(owner.secretKeys.recipient);
    expect(await owner.post(`messages/${late}/rekey`, old)).toMatchObject(REFUSED);
    expect((await owner.post(`messages/${late}/rekey`, await rekeyed(next.recipient))).status).toBe(200);
    expect(await messageKeyOf((await owner.get(`messages/${late}/key`)).bytes, { ...next, previous: null })).toBe(key);
  });

  it('changes the key no further, and does not leave', async () => {
    const owner = await ownerAt(site, '101');
    const { proof } = await owner.made();
    await rotateElsewhere(owner);
    const { day, before, signature, present, recipient, signing, ...made } = await rotationOf(owner, []);
    const { passphraseSlot, paperSlot } = made;
    const signed = { day, before, signature, present };
    const body = { ...signed, recipient, signing, passphraseSlot, paperSlot, proof, keys: [] };

    expect(await owner.post('rotate', body)).toMatchObject(REFUSED);
    const left = await signedNow(owner, 'left');
    expect(await owner.post('leave', { ...left, proof })).toMatchObject(REFUSED);
  });
});
