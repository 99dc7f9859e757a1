import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../../../src/adapters/sqlite/connection.ts';
import { DatabaseGuest } from '../../../src/adapters/sqlite/guest.ts';
import { migrate } from '../../../src/adapters/sqlite/migrations.ts';
import { applyPragmas } from '../../../src/adapters/sqlite/pragmas.ts';
import { OWNERS } from '../../../src/adapters/sqlite/schema.ts';
import { NO_LINK } from '../../../src/call/key-change.ts';
import type { Mailbox, MessageId } from '../../../src/call/mailbox.ts';
import { textOfBytes } from '../../../src/console/client/bytes.ts';
import { checkedLog } from '../../../src/console/client/key-pins.ts';
import { newRecoveryKey, openedPaper, paperOf } from '../../../src/console/client/paper.ts';
import { messageKeyFor, messageKeyOf } from '../../../src/console/client/secret-keys.ts';
import { Failure } from '../../../src/failure.ts';
import { changesNow, keptOwner, messageKeysOf, opensBy, putPasskey, reprintOf } from './owner-changes.ts';
import { ownerAt, Site, Visitor } from './site.ts';

let site: Site;

beforeEach(() => {
  site = new Site();
});

afterEach(async () => {
  await site.down();
});

/** What the page sends. */
async function bodyOf(owner: Visitor, printed: Awaited<ReturnType<typeof reprintOf>>) {
  const { keys, next: _, recoveryKey: __, reprint, ...rest } = printed;
  const listed = (sealed: ReadonlyMap<MessageId, Uint8Array>) =>
    [...sealed].map(([id, key]) => ({ id, key: textOfBytes(key) }));
  const { proof } = await owner.made();
  return { ...rest, proof, keys: listed(keys), recovery: reprint.recovery, papers: listed(reprint.papers) };
}

describe('a recovery key that is printed anew', () => {
  it('opens every message of its mailbox instead of the one before, and what comes later', async () => {
    await site.up();
    const owner = await ownerAt(site, '101');
    const colleague = await ownerAt(site, '102');
    const [own, forwarded] = [await site.message('101', 1), await site.message('102', 2)];
    const { recipient } = owner.secretKeys;
    const key = (await messageKeysOf(colleague, [forwarded])).get(forwarded) ?? '';
    const words = { to: '101', recipient, key: await messageKeyFor(recipient, key) };
    expect((await colleague.post(`messages/${forwarded}/forward`, words)).status).toBe(200);
    await putPasskey(site, '101');
    const printed = await reprintOf(owner, await messageKeysOf(owner, [own, forwarded]));

    expect((await owner.post('reprint', await bodyOf(owner, printed))).status).toBe(200);

    const later = await site.message('101', 3);
    for (const id of [own, later]) {
      expect(await opensBy(site, printed.recoveryKey, '101', id)).toBe(true);
      expect(await opensBy(site, owner.recovery, '101', id)).toBe(false);
      expect(await site.shelf.holders(id)).toHaveLength(2);
    }
    // It is the paper of whose message it is.
    expect(await opensBy(site, colleague.recovery, '102', forwarded)).toBe(true);
    expect(await opensBy(site, printed.recoveryKey, '102', forwarded)).toBe(false);
    expect(await site.shelf.holders(forwarded)).toHaveLength(3);
    expect(await messageKeyOf((await owner.get(`messages/${forwarded}/key`)).bytes, printed.next)).toBe(key);
    expect(await site.owners.passkeys()).toMatchObject({ value: [] });
  });

  it('is in the log of keys, signed with the key before, and no other may be put there', async () => {
    await site.up();
    const owner = await ownerAt(site, '101');
    const printed = await reprintOf(owner, new Map());
    const body = await bodyOf(owner, printed);
    const other = (await paperOf(await newRecoveryKey())).recovery;
    const { recovery } = await keptOwner(site, '101');

    expect((await owner.post('reprint', { ...body, recovery: other })).json.code).toBe('ACCESS_SIGNATURE');
    expect((await owner.post('reprint', { ...body, recovery })).json.code).toBe('ACCESS_BAD');
    expect((await owner.post('reprint', { ...body, recovery: body.recipient })).json.code).toBe('ACCESS_BAD');
    expect((await owner.post('reprint', { ...body, proof: 'A'.repeat(43) })).json.code).toBe('ACCESS_REFUSED');
    expect((await owner.post('reprint', body)).status).toBe(200);

    const log = await changesNow(site);
    expect(log).toMatchObject([
      { kind: 'enrolled', recovery },
      { kind: 'reprinted', recovery: body.recovery, recipient: body.recipient },
    ]);
    const checked = await checkedLog(log, null);
    expect(checked.problems).toEqual([]);
    expect(checked.present.get('101')?.recovery).toBe(body.recovery);
    const exchanged = log.map((each) => (each.kind === 'reprinted' ? { ...each, recovery: other } : each));
    const stripped = log.map((each) => ({ ...each, recovery: null }));
    for (const each of [exchanged, stripped]) expect((await checkedLog(each, null)).problems).not.toEqual([]);
  });

  it('is not in force while a message is missing that the owner can open', async () => {
    await site.up();
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    const body = await bodyOf(owner, await reprintOf(owner, await messageKeysOf(owner, [id])));

    expect((await owner.post('reprint', { ...body, papers: [] })).json.code).toBe('ACCESS_CHANGED');
    expect(await opensBy(site, owner.recovery, '101', id)).toBe(true);
    expect(await changesNow(site)).toHaveLength(1);
  });

  it('alone brings its owner back', async () => {
    await site.up();
    const owner = await ownerAt(site, '101');
    const old = owner.secretKeys;
    const printed = await reprintOf(owner, new Map());
    expect(await site.access.keys.rotate(await keptOwner(site, '101'), printed)).toBeNull();

    const code = await site.invite('101', 'BACKAGAINBACKAGAIN');
    const { paperSlot = '' } = (await new Visitor(site).post('enrol/begin', { code })).json.recovering;
    expect(await openedPaper(paperSlot, owner.recovery, '101')).toEqual({ outcome: 'closed' });
    const opened = await openedPaper(paperSlot, printed.recoveryKey, '101');
    expect(opened).toEqual({ outcome: 'own', keys: printed.next });

    // Also with the keys that a copy of the files and the old paper give.
    const thief = new Visitor(site);
    const stolen = await thief.enrolment(code, old);
    expect((await thief.post('enrol/end', stolen)).json.code).toBe('ACCESS_SIGNATURE');
    const back = new Visitor(site);
    const body = await back.enrolment(code, printed.next);
    const { recovery } = old.agreed;
    expect((await back.post('enrol/end', { ...body, recovery })).json.code).toBe('ACCESS_SIGNATURE');
    expect((await back.post('enrol/end', body)).status).toBe(200);
  });

  it('takes over a message that came while it was printed', async () => {
    await site.up();
    const owner = await ownerAt(site, '101');
    const id = await site.message('101');
    const sealed = await site.shelf.read({ box: '101' as Mailbox, id });
    if (sealed instanceof Failure) throw sealed;
    const keys = await messageKeysOf(owner, [id]);
    const printed = await reprintOf(owner, keys);
    const before = await keptOwner(site, '101');
    expect(await site.access.keys.rotate(before, printed)).toBeNull();
    // As the daemon seals it that has read the keys a moment before.
    for (const [reader, key] of sealed.keys) await site.shelf.addKey(id, reader, key);
    await site.shelf.dropKey(id, (await keptOwner(site, '101')).reader);
    const { recipient: present, agreed } = printed.next;
    const key = await messageKeyFor(present, keys.get(id) ?? '');
    const paper = await messageKeyFor(agreed.recovery, keys.get(id) ?? '');

    expect((await owner.post(`messages/${id}/rekey`, { present, key, paper: null })).json.code).toBe('ACCESS_BAD');
    expect((await owner.post(`messages/${id}/rekey`, { present, key, paper })).status).toBe(200);

    expect(await opensBy(site, printed.recoveryKey, '101', id)).toBe(true);
    expect(await opensBy(site, owner.recovery, '101', id)).toBe(false);
    expect(await site.shelf.holders(id)).not.toContain(before.reader);
  });
});

describe('a log of keys of an earlier version', () => {
  it('is kept link by link, still only grows, and goes on', async () => {
    await site.up();
    const owner = await ownerAt(site, '101');
    const { box, recipient, signing, recovery } = await keptOwner(site, '101');
    const link = await owner.signed('left', NO_LINK);
    await site.down();
    site = new Site();
    const file = join(site.directory, OWNERS.file);
    writeFileSync(file, '', { mode: 0o600 });
    const connection = await Connection.open(file, 'write');
    await applyPragmas(connection, 'write');
    await migrate(connection, OWNERS, site.clock.now(), 1);
    const columns = 'id, box, kind, recipient, signing, day, before, signature';
    const row = [7, box, 'left', recipient, signing, link.day, link.before, link.signature];
    await connection.run(`INSERT INTO key_change (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, row);
    await connection.close();

    await site.up();

    expect(await changesNow(site)).toEqual([link]);
    const guest = new DatabaseGuest(site.directory, OWNERS);
    for (const sql of ['DELETE FROM key_change', 'UPDATE key_change SET day = 0'])
      expect(await guest.write([{ sql, params: [] }])).toMatchObject({ code: 'STORAGE_RECORD_REFUSED' });
    const { agreed } = (await ownerAt(site, '101')).secretKeys;
    expect(await changesNow(site)).toMatchObject([link, { kind: 'enrolled', recovery: agreed.recovery }]);
    expect(agreed.recovery).not.toBe(recovery);
  });
});
