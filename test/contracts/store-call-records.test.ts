import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CallRecord, CallRef } from '../../src/ports/stores.ts';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage, recordOf, storedIn } from './store-records.ts';

describe('a store of call records', () => {
  test('gives back what was appended and finished, newest first, as many as asked for', async () => {
    const { database, store } = await openStorage(temporaryPath());
    const records = [
      recordOf(1, { site: 'site-a' }),
      recordOf(3, { door: 'parent', trunk: null }),
      recordOf(2, { endedAt: NOW + 9, cause: 17 }),
      recordOf(0, { door: null, trunk: null, outcome: 'refused' }),
    ];
    for (const record of records) store.append(record);
    store.finish(records[1]?.ref as CallRef, { endedAt: NOW + 5, cause: 16, trunk: 't2' });
    await database.flush(5_000);

    expect(await store.recent(2)).toEqual({
      outcome: 'ok',
      value: [{ ...records[1], endedAt: NOW + 5, cause: 16, trunk: 't2' }, records[2]],
    });
    const stored = await storedIn(store);
    expect(stored).toHaveLength(4);
    expect(stored.at(-1)).toEqual(records[3]);
    expect(store.writable).toBe(true);
    expect(await database.stop()).toBe(0);
  });

  test('keeps records over a restart', async () => {
    const path = temporaryPath();
    const first = await openStorage(path);
    const record = recordOf(1);
    first.store.append(record);
    expect(await first.database.stop()).toBe(0);
    const second = await openStorage(path);
    expect(await storedIn(second.store)).toEqual([record]);
    expect(second.notices).toEqual([]);
    await second.database.stop();
  });

  test('appending a record twice stores it once, and finishing an unknown one changes nothing', async () => {
    const { database, store } = await openStorage(temporaryPath());
    const record = recordOf(1);
    store.append(record);
    store.append(record);
    store.finish(recordOf(2).ref, { endedAt: NOW, cause: 16, trunk: null });
    await database.flush(5_000);
    expect(await storedIn(store)).toEqual([record]);
    expect(database.state).toMatchObject({ condition: 'ready', refused: 0, waiting: 0 });
    await database.stop();
  });

  test('purge erases what started before the moment given, counts it, and erases set-aside files of that age', async () => {
    const path = temporaryPath();
    const { database, store } = await openStorage(path);
    const old = `${path}.damaged-20200101T000000Z`;
    const young = `${path}.damaged-20300101T000000Z-wal`;
    for (const file of [old, `${old}-wal`, young]) writeFileSync(file, 'x');
    for (let nth = 0; nth < 250; nth++) store.append(recordOf(nth));
    expect(await store.purge(NOW + 200)).toEqual({ outcome: 'ok', value: 200 });
    expect(await storedIn(store)).toHaveLength(50);
    expect([old, `${old}-wal`, young].map((file) => existsSync(file))).toEqual([false, false, true]);
    await database.stop();
  });

  const number = '+61412345678';
  const wrong: readonly [string, Partial<Record<keyof CallRecord, unknown>>][] = [
    ['a clear number as destination', { destination: number }],
    ['digits padded to the length of a token with blanks', { destination: number.padEnd(22, ' ') }],
    ['a clear number as ref', { ref: number }],
    ['a clear number as rule', { rule: number }],
    ['a number behind a letter as rule', { rule: 'n61412345678' }],
    ['a number spread with dashes as rule', { rule: 'to-61-41-23-45-67-8' }],
    ['a number as trunk', { trunk: '61412345678' }],
    ['a name as trunk', { trunk: 'Wilma Flint' }],
    ['a number as site', { site: 't0412345678' }],
    ['a free text as rule', { rule: 'because she asked' }],
    ['a rule with a line break', { rule: 'rule\n' }],
    ['an unknown door', { door: number }],
    ['the door in', { door: 'in' }],
    ['no door for a call that was sent', { door: null }],
    ['no door for a call that was too late', { door: null, outcome: 'late' }],
    ['an unknown outcome', { outcome: number }],
    ['a number as time', { startedAt: 61_412_345_678 }],
    ['a number as duration', { askedMs: 61_412_345_678 }],
    ['a number as cause', { cause: 61_412_345_678 }],
    ['text as cause', { cause: number }],
    ['undefined where a value belongs', { rule: undefined }],
    ['NaN as time', { startedAt: Number.NaN }],
    ['a bigint as time', { startedAt: BigInt(NOW) }],
    ['an object as rule', { rule: { toString: () => 'default-private' } }],
    ['an empty rule', { rule: '' }],
  ];
  test.each(wrong)('refuses %s, counts it, and stores what came with it', async (_what, part) => {
    const { database, store, notices } = await openStorage(temporaryPath());
    const good = [recordOf(1), recordOf(2)] as const;
    store.append(good[0]);
    store.append({ ...recordOf(3), ...part } as CallRecord);
    store.append(good[1]);
    await database.flush(5_000);
    expect(await storedIn(store)).toEqual([good[1], good[0]]);
    expect(database.state).toMatchObject({ condition: 'ready', refused: 1, waiting: 0 });
    expect(notices.map(({ kind }) => kind)).toEqual(['refused']);
    await database.stop();
  });

  test('before its start and after its stop it takes nothing, throws nothing and answers unknown', async () => {
    const { database, store } = await openStorage(temporaryPath());
    await database.stop();
    store.append(recordOf(1));
    store.finish(recordOf(1).ref, { endedAt: NOW, cause: 0, trunk: null });
    expect(await store.recent(1)).toEqual({ outcome: 'unknown', why: 'STORAGE_STOPPED' });
    expect(await store.purge(NOW)).toEqual({ outcome: 'unknown', why: 'STORAGE_STOPPED' });
    expect(store.writable).toBe(false);
  });

  test('a limit that makes no sense is brought into range', async () => {
    const { database, store } = await openStorage(temporaryPath());
    store.append(recordOf(1));
    store.append(recordOf(2));
    await database.flush(5_000);
    for (const limit of [0, -1, Number.NaN, 1.9]) expect((await store.recent(limit)).outcome).toBe('ok');
    expect(await store.recent(Number.POSITIVE_INFINITY)).toMatchObject({ outcome: 'ok', value: [{}, {}] });
    await database.stop();
  });
});
