import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Connection } from '../../src/adapters/sqlite/connection.ts';
import { temporaryPath } from './store-directory.ts';
import { openStorage, recordOf, storedIn } from './store-records.ts';

const GARBAGE = Buffer.alloc(40_000, 'not a database ');

/** What can happen to the file under a running daemon. */
const harms: readonly [string, (path: string) => void][] = [
  ['overwritten by garbage in place', (path) => writeFileSync(path, GARBAGE)],
  [
    'replaced by garbage under the same name',
    (path) => {
      writeFileSync(`${path}.new`, GARBAGE);
      renameSync(`${path}.new`, path);
    },
  ],
  ['deleted', (path) => rmSync(path)],
  [
    'deleted with its log',
    (path) => {
      for (const side of ['', '-wal', '-shm']) rmSync(path + side);
    },
  ],
  ['emptied', (path) => truncateSync(path, 0)],
  ['cut in half', (path) => truncateSync(path, 4096 * 4)],
  ['moved away', (path) => renameSync(path, `${path}.moved`)],
  [
    'replaced by a directory',
    (path) => {
      rmSync(path);
      renameSync(join(dirname(path), 'spare'), path);
    },
  ],
];

describe('a database damaged while it is in use', { timeout: 20_000 }, () => {
  test.each(harms)('%s: every record of before and after is kept, and the daemon goes on', async (what, harm) => {
    const path = temporaryPath();
    mkdirSync(join(dirname(path), 'spare'));
    const { database, store, notices } = await openStorage(path);
    const before = Array.from({ length: 300 }, (_, nth) => recordOf(nth));
    for (const record of before) store.append(record);
    await database.flush(10_000);

    harm(path);
    const after = Array.from({ length: 50 }, (_, nth) => recordOf(1000 + nth));
    for (const record of after) store.append(record);
    expect(await database.flush(10_000)).toBe(true);

    expect(database.state).toMatchObject({ condition: 'ready', waiting: 0, dropped: 0, refused: 0 });
    const kept = new Set<string>((await storedIn(store)).map(({ ref }) => ref));
    expect(after.filter(({ ref }) => !kept.has(ref))).toEqual([]);
    expect(before.filter(({ ref }) => !kept.has(ref))).toEqual([]);
    // All pages are in the log: a cut of the file behind it hides nothing.
    if (!what.startsWith('cut')) expect(notices.map(({ kind }) => kind)).toContain('rebuilt');
    await database.stop();

    const again = await openStorage(path);
    expect((await storedIn(again.store)).length).toBe(350);
    expect(again.notices).toEqual([]);
    await again.database.stop();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('damage deep in a page shows up when it is read, and is rebuilt then', async () => {
    const path = temporaryPath();
    const first = await openStorage(path);
    for (let nth = 0; nth < 2000; nth++) first.store.append(recordOf(nth));
    await first.database.stop(10_000);
    const { database, store, notices } = await openStorage(path);
    const bytes = readFileSync(path);
    for (let page = 20; page < bytes.length / 4096; page += 10) bytes.fill(0xff, page * 4096, page * 4096 + 4096);
    writeFileSync(path, bytes);

    const answer = await store.recent(10_000);
    store.append(recordOf(5000));
    await database.flush(10_000);

    expect(answer.outcome === 'unknown' || answer.value.length === 2000).toBe(true);
    if (answer.outcome === 'unknown') expect(notices.map(({ kind }) => kind)).toContain('rebuilt');
    expect(database.state.condition).toBe('ready');
    expect((await storedIn(store)).length).toBeGreaterThan(1000);
    await database.stop();
  });

  test('another program that holds the lock only makes writes wait', async () => {
    const path = temporaryPath();
    const { database, store, notices } = await openStorage(path);
    const other = await Connection.open(path, 'write');
    await other.run('BEGIN IMMEDIATE');
    const record = recordOf(1);
    store.append(record);
    const answer = store.purge(0);
    expect(await answer).toEqual({ outcome: 'unknown', why: 'STORAGE_BUSY' });
    expect(database.state).toMatchObject({ condition: 'degraded', code: 'STORAGE_BUSY' });
    await other.run('COMMIT');
    await other.close();
    expect(await database.flush(5_000)).toBe(true);
    expect(await storedIn(store)).toEqual([record]);
    expect(notices.map(({ kind }) => kind)).toEqual(['degraded', 'recovered']);
    await database.stop();
    expect(readdirSync(dirname(path))).toEqual(['withheld.db']);
  });
});
