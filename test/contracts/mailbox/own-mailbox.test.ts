import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { readerOf } from '../../../src/adapters/sealing/age-key.ts';
import { opened } from '../../../src/adapters/sealing/age-opener.ts';
import type { Mailbox, MessageId } from '../../../src/call/mailbox.ts';
import { checkedLog } from '../../../src/console/client/key-pins.ts';
import { openedPaper, paperSlot } from '../../../src/console/client/paper.ts';
import { messageKeyFor, messageKeyOf, newSecretKeys, unsealed } from '../../../src/console/client/secret-keys.ts';
import { fromSecret, openedSlot, sealedSlot } from '../../../src/console/client/slots.ts';
import { Failure } from '../../../src/failure.ts';
import { ownerAt, TOKEN_KEY, Visitor } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

describe('an owner', () => {
  it('opens their own message with what they are given, and nothing of another mailbox', async () => {
    const owner = await ownerAt(site, '101');
    const other = await ownerAt(site, '102');
    const id = await site.message('101', 7);

    const listed = await owner.get('box');
    expect(listed.json.messages).toMatchObject([{ id, heardDay: null, from: null, key: 'present' }]);
    const key = await messageKeyOf((await owner.get(`messages/${id}/key`)).bytes, owner.secretKeys);
    const facts = await unsealed((await owner.get(`messages/${id}/facts`)).bytes, key ?? '');
    expect(Buffer.from(facts ?? '').toString()).toContain('"nth":7');

    expect((await other.get('box')).json.messages).toEqual([]);
    for (const part of ['key', 'facts', 'voice']) expect((await other.get(`messages/${id}/${part}`)).status).toBe(404);
    expect((await other.post(`messages/${id}/erase`)).status).toBe(404);
    expect((await other.post(`messages/${id}/heard`)).status).toBe(404);
    expect((await owner.get('messages/../box/key')).status).toBe(404);
  });

  it('forwards a message to a colleague, who can open it and give it back', async () => {
    const owner = await ownerAt(site, '101');
    const other = await ownerAt(site, '102');
    const id = await site.message('101');
    const [colleague] = (await owner.get('box')).json.colleagues;
    const key = (await messageKeyOf((await owner.get(`messages/${id}/key`)).bytes, owner.secretKeys)) ?? '';
    const wrapped = await messageKeyFor(colleague.recipient, key);

    expect(
      (await owner.post(`messages/${id}/forward`, { to: '103', recipient: colleague.recipient, key: wrapped })).status,
    ).toBe(403);
    const stale = { to: '102', recipient: owner.secretKeys.recipient, key: wrapped };
    expect((await owner.post(`messages/${id}/forward`, stale)).json.code).toBe('ACCESS_CHANGED');
    expect(
      (await owner.post(`messages/${id}/forward`, { to: '102', recipient: colleague.recipient, key: wrapped })).status,
    ).toBe(200);

    expect((await other.get('box')).json.messages).toMatchObject([{ id, from: '101', forwardedTo: [] }]);
    expect(await messageKeyOf((await other.get(`messages/${id}/key`)).bytes, other.secretKeys)).toBe(key);
    expect((await owner.get('box')).json.messages).toMatchObject([{ forwardedTo: ['102'] }]);
    // Only its owner passes a message on.
    expect(
      (await other.post(`messages/${id}/forward`, { to: '101', recipient: owner.secretKeys.recipient, key: wrapped }))
        .status,
    ).toBe(404);

    await site.access.messages.tidy();
    expect((await other.get('box')).json.messages).toHaveLength(1);
    expect((await other.post(`messages/${id}/erase`)).status).toBe(200);
    expect((await other.get('box')).json.messages).toEqual([]);
    expect(await site.shelf.holders(id)).not.toContain(colleague.reader);
    expect((await owner.get(`messages/${id}/key`)).status).toBe(200);
  });

  it('erases a message for everybody, with its proof', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');

    expect((await owner.post(`messages/${id}/erase`)).status).toBe(200);
    expect(await site.shelf.all()).toEqual([]);
    expect(await site.shelf.holders(id)).toEqual([]);
    expect(await site.list.all()).toEqual(new Set([id]));
    expect((await owner.get(`messages/${id}/voice`)).status).toBe(404);
  });

  it('forwards to those alone whom the agency names, where it names some', async () => {
    const owner = await ownerAt(site, '101');
    const other = await ownerAt(site, '102');
    const id = await site.message('101');
    await site.restart({ forwardTo: ['101'] });
    await owner.login();
    const key = (await messageKeyOf((await owner.get(`messages/${id}/key`)).bytes, owner.secretKeys)) ?? '';
    const { recipient } = other.secretKeys;

    expect((await owner.get('box')).json.colleagues).toEqual([]);
    const wrapped = { to: '102', recipient, key: await messageKeyFor(recipient, key) };
    expect((await owner.post(`messages/${id}/forward`, wrapped)).status).toBe(403);
    await other.login();
    expect((await other.get('box')).json.messages).toEqual([]);
  });

  it('is told of the escrow before they enrol and ever after, and it opens every message that comes then', async () => {
    const before = await ownerAt(site, '102');
    const secret = await generateX25519Identity();
    const escrow = readerOf(await identityToRecipient(secret), 'reader');
    if (escrow instanceof Failure) throw escrow;
    await site.restart({ escrow });
    const owner = new Visitor(site);
    const begun = await owner.post('enrol/begin', { code: await site.invite('101') });
    expect(begun.json.escrow).toMatchObject({ recipient: escrow.recipient });
    await owner.enrol('101');
    await owner.login();
    expect((await owner.get('box')).json.escrow).toMatchObject({ recipient: escrow.recipient });

    const [mine, earlier] = [await site.message('101', 1), await site.message('102', 2)];
    const opens = async (id: MessageId, box: string) => {
      const sealed = await site.shelf.read({ box: box as Mailbox, id });
      if (sealed instanceof Failure) throw sealed;
      return !((await opened(sealed, secret)) instanceof Failure);
    };
    expect(await opens(mine, '101')).toBe(true);
    // Who enrolled when there was none has agreed to none.
    expect(await opens(earlier, '102')).toBe(false);
    await before.login();
    expect((await before.get('box')).status).toBe(200);
  });

  it('leaves no word of a forwarding when its days were over', async () => {
    const owner = await ownerAt(site, '101');
    await ownerAt(site, '102');
    const id = await site.message('101');
    const forwarding = { id, from: '101' as Mailbox, to: '102' as Mailbox, at: site.clock.now() };
    await site.owners.forward(forwarding);
    await site.shelf.shred({ box: '101' as Mailbox, id });

    await site.access.messages.tidy();

    expect(await site.owners.forwardings()).toMatchObject({ value: [] });
    expect((await owner.get('box')).status).toBe(200);
  });

  it('marks a message as heard, once', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');

    await owner.post(`messages/${id}/heard`);
    const [{ heardDay }] = (await owner.get('box')).json.messages;
    expect(heardDay % 86_400_000).toBe(0);
    await site.clock.wind(86_400_000);
    await owner.login();
    await owner.post(`messages/${id}/heard`);
    expect((await owner.get('box')).json.messages).toMatchObject([{ heardDay }]);
  });

  it('rotates the key: old keys open nothing on the shelf, new ones everything, and the log holds', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    const before = owner.secretKeys;
    const oldKey = (await owner.get(`messages/${id}/key`)).bytes;
    const { json: box } = await owner.get('box');
    const { head } = await checkedLog(box.keyLog, null);
    const next = await newSecretKeys(before.agreed, before.identity);
    const change = await owner.signed('rotated', head, next);
    const { key, proof } = await owner.made();
    const body = {
      ...{ proof, present: before.recipient, recipient: next.recipient, signing: next.signing },
      ...{ day: change.day, before: change.before, signature: change.signature },
      passphraseSlot: await sealedSlot(next, key, '101'),
      paperSlot: await paperSlot(next, '101'),
      keys: [] as { id: string; key: string }[],
    };

    // A message that the browser did not know of.
    expect((await owner.post('rotate', body)).json.code).toBe('ACCESS_CHANGED');
    const messageKey = (await messageKeyOf(oldKey, before)) ?? '';
    body.keys = [{ id, key: await messageKeyFor(next.recipient, messageKey) }];
    expect((await owner.post('rotate', { ...body, signature: 'A'.repeat(86) })).json.code).toBe('ACCESS_SIGNATURE');
    expect((await owner.post('rotate', { ...body, proof: 'A'.repeat(43) })).json.code).toBe('ACCESS_REFUSED');
    expect((await owner.post('rotate', body)).status).toBe(200);

    const rewrapped = (await owner.get(`messages/${id}/key`)).bytes;
    expect(await messageKeyOf(rewrapped, { ...before, previous: null })).toBeNull();
    expect(await messageKeyOf(rewrapped, next)).toBe(messageKey);
    expect(await site.shelf.holders(id)).toHaveLength(2);
    const { json: now } = await owner.get('box');
    expect((await checkedLog(now.keyLog, head)).problems).toEqual([]);
    expect(now.readers.map((reader: { recipient: string }) => reader.recipient)).toEqual([
      box.recovery,
      next.recipient,
    ]);
    const kept = await site.owners.owners();
    const slot = kept.outcome === 'ok' ? (kept.value[0]?.passphraseSlot ?? '') : '';
    expect((await openedSlot(slot, key, '101'))?.recipient).toBe(next.recipient);
    const paper = kept.outcome === 'ok' ? (kept.value[0]?.paperSlot ?? '') : '';
    const { recipient } = next;
    expect(await openedPaper(paper, owner.recovery, '101')).toMatchObject({ outcome: 'own', keys: { recipient } });
  });

  it('leaves: no key of theirs is left, and the mailbox has no owner', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    const { json: box } = await owner.get('box');
    const { day, before, signature } = await owner.signed('left', (await checkedLog(box.keyLog, null)).head);
    const { proof } = await owner.made();

    expect(
      (await owner.post('leave', { proof, present: owner.secretKeys.recipient, day, before, signature })).status,
    ).toBe(200);

    expect(await site.shelf.holders(id)).toEqual(['recovery']);
    expect(await site.store.mailboxes()).toMatchObject({
      value: [{ ownerEnrolled: false, strongLogin: false, readers: [{ id: 'recovery' }] }],
    });
    expect(await site.owners.owners()).toMatchObject({ value: [] });
    expect((await owner.get('box')).status).toBe(401);
    expect((await owner.login()).status).toBe(401);
  });

  it('takes another passphrase; every other session ends', async () => {
    const owner = await ownerAt(site, '101');
    const other = new Visitor(site);
    Object.assign(other, { box: '101', secondFactor: owner.secondFactor, keys: owner.keys });
    await other.login();
    const { proof } = await owner.made();
    owner.passphrase = 2;
    const made = await owner.made();
    const salt = 'B'.repeat(22);
    const passphraseSlot = await sealedSlot(owner.secretKeys, made.key, '101');
    const body = { proof, newProof: made.proof, salt, passphraseSlot, present: owner.secretKeys.recipient };

    expect((await owner.post('passphrase', body)).status).toBe(200);

    expect((await owner.get('box')).status).toBe(200);
    expect((await other.get('box')).status).toBe(401);
    expect((await other.login()).status).toBe(401);
    expect((await owner.login()).status).toBe(200);
  });
});

describe('the server', () => {
  it('cannot open a message with all that it was sent and has on its disk', async () => {
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    const kept = await site.owners.owners();
    const [{ passphraseSlot = '', paperSlot: paper = '' } = {}] = kept.outcome === 'ok' ? kept.value : [];
    const files = readdirSync(site.directory, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => readFileSync(join(each.parentPath, each.name)));
    const bytes = [...files, Buffer.from(owner.sent.join('\n'))].map((each) => each.toString('latin1')).join('\n');
    const words = new Set(bytes.match(/[A-Za-z0-9_-]{43}/g));
    const opens = async (secret: Buffer) => {
      const { key } = await fromSecret(new Uint8Array(secret.subarray(0, 32)));
      return await openedSlot(passphraseSlot, key, '101');
    };

    expect(words.size).toBeGreaterThan(5);
    for (const word of words) expect(await opens(Buffer.from(word, 'base64url')), word).toBeNull();
    expect(await opens(TOKEN_KEY)).toBeNull();
    expect(bytes).not.toMatch(/AGE-SECRET-KEY/i);
    expect(bytes).not.toContain(owner.secretKeys.signingSecret);
    // What is on the disk is what opens for its owner, and for the paper.
    expect(await opens(Buffer.alloc(32, owner.passphrase))).toEqual(owner.secretKeys);
    expect(await openedPaper(paper, owner.recovery, '101')).toEqual({ outcome: 'own', keys: owner.secretKeys });
    expect(await messageKeyOf((await owner.get(`messages/${id}/key`)).bytes, owner.secretKeys)).not.toBeNull();
  });
});
