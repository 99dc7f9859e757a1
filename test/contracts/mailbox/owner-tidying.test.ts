import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../../src/adapters/sqlite/connection.ts';
import { DatabaseGuest } from '../../../src/adapters/sqlite/guest.ts';
import { OWNERS, VOICEMAIL } from '../../../src/adapters/sqlite/schema.ts';
import type { Mailbox, ReaderId } from '../../../src/call/mailbox.ts';
import { keptOwner, signedNow } from './owner-changes.ts';
import { ownerAt } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

describe('the hourly tidying', () => {
  it('has a mailbox know of its owner when that could not be written with the owner', async () => {
    await ownerAt(site, '101');
    const { reader, recipient } = await keptOwner(site, '101');
    await site.store.left('101' as Mailbox, reader);

    await site.access.tidy();

    const kept = await site.store.mailboxes();
    const mailbox = kept.outcome === 'ok' ? kept.value[0] : undefined;
    expect(mailbox).toMatchObject({ box: '101', ownerEnrolled: true });
    expect(mailbox?.readers).toContainEqual({ id: reader, recipient });
  });

  it('gives no mailbox an escrow that its owner has not agreed to', async () => {
    await ownerAt(site, '101');
    const { reader } = await keptOwner(site, '101');
    const escrow = { id: 'e'.repeat(16) as ReaderId, recipient: 'age1'.padEnd(62, 'q') };
    await site.restart({ escrow });
    // As a rotation leaves it that was cut off half-way: the mailbox seals to a key before.
    const sql = 'DELETE FROM reader WHERE reader = ?';
    expect(await new DatabaseGuest(site.directory, VOICEMAIL).write([{ sql, params: [reader] }])).toBeNull();

    await site.access.tidy();

    const kept = await site.store.mailboxes();
    const readers = kept.outcome === 'ok' ? kept.value[0]?.readers.map(({ id }) => id).sort() : [];
    expect(readers).toEqual([reader, 'recovery'].sort());
  });

  it('waits for a change that goes on, and brings nobody back who leaves', async () => {
    const owner = await ownerAt(site, '101');
    await site.message('101');
    let tidied: Promise<void> | null = null;
    await site.restart({
      shelf: new Proxy(site.shelf, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          if (name !== 'dropKey') return value.bind(target);
          return async (...given: Parameters<typeof target.dropKey>) => {
            // The hour is over in the midst of it.
            tidied = site.access.tidy();
            await Promise.race([tidied, pause(500)]);
            return await target.dropKey(...given);
          };
        },
      }),
    });

    expect(await site.access.keys.leave(await keptOwner(site, '101'), await signedNow(owner, 'left'))).toBeNull();
    expect(tidied).not.toBeNull();
    await tidied;

    expect(await site.store.mailboxes()).toMatchObject({ value: [{ ownerEnrolled: false }] });
  });

  it('brings nobody back whose leaving a full disk takes only later', async () => {
    const owner = await ownerAt(site, '101');
    const signed = await signedNow(owner, 'left');
    const lock = await Connection.open(join(site.directory, OWNERS.file), 'write');
    await lock.run('BEGIN IMMEDIATE');
    const answer = await site.access.keys.leave(await keptOwner(site, '101'), signed);
    await site.access.tidy();
    await lock.run('COMMIT');
    await lock.close();

    expect(answer).toMatchObject({ code: 'ACCESS_NOT_NOW' });
    expect(await site.ownersDatabase.flush(5_000)).toBe(true);
    expect(await site.owners.owners()).toMatchObject({ value: [] });
    expect(await site.store.mailboxes()).toMatchObject({ value: [{ ownerEnrolled: false }] });
  });
});
