import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Connection } from '../../src/adapters/sqlite/connection.ts';
import type { CallRecord } from '../../src/ports/stores.ts';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage, recordOf } from './store-records.ts';

/** All bytes of the database, its log and its index. */
function bytesOf(path: string): Buffer {
  const directory = dirname(path);
  return Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))));
}

describe('what lies on the disk', () => {
  test('after a thousand records no number of any of them is in the database or its log, also not those offered in clear', async () => {
    const path = temporaryPath();
    const { database, store } = await openStorage(path);
    for (let nth = 0; nth < 1000; nth++) {
      store.append(recordOf(nth));
      if (nth % 10 === 0) store.append({ ...recordOf(nth), rule: `n6141${2_000_000 + nth}` } as CallRecord);
      if (nth % 10 === 5) store.append({ ...recordOf(nth), destination: `+6141${2_000_000 + nth}` } as never);
    }
    await database.flush(20_000);
    expect(database.state).toMatchObject({ waiting: 0, refused: 200 });
    const open = bytesOf(path).toString('latin1');
    expect(open).toContain('default-private');
    expect(open).not.toMatch(/41200[0-9]{4}/);
    await database.stop();
    expect(bytesOf(path).toString('latin1')).not.toMatch(/41200[0-9]{4}/);
  });

  test('after a purge no token of an erased record is left in the database or its log', async () => {
    const path = temporaryPath();
    const { database, store } = await openStorage(path);
    const records = Array.from({ length: 300 }, (_, nth) => recordOf(nth));
    for (const record of records) store.append(record);
    await database.flush(5_000);
    expect(bytesOf(path).includes(records[7]?.destination ?? 'none')).toBe(true);
    await store.purge(NOW + 299);
    const left = bytesOf(path);
    expect(records.filter(({ destination, ref }) => left.includes(destination) || left.includes(ref))).toEqual([
      records[299],
    ]);
    await database.stop();
  });

  test('the directory is made 0700 and every file 0600, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const path = join(dirname(temporaryPath()), 'new', 'deep', 'withheld.db');
      const { database, store } = await openStorage(path);
      store.append(recordOf(1));
      await database.flush(5_000);
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(dirname(path)))
        expect(statSync(join(dirname(path), name)).mode & 0o777).toBe(0o600);
      await database.stop();
    } finally {
      process.umask(before);
    }
  });

  test('a directory that others may enter is refused and left as it is, and calls can still be appended', async () => {
    const path = join(dirname(temporaryPath()), 'open', 'withheld.db');
    mkdirSync(dirname(path));
    chmodSync(dirname(path), 0o755);
    const { database, store } = await openStorage(path);
    store.append(recordOf(1));
    expect(database.state).toMatchObject({ condition: 'degraded', code: 'STORAGE_EXPOSED', waiting: 1 });
    expect(readdirSync(dirname(path))).toEqual([]);
    chmodSync(dirname(path), 0o700);
    expect(await database.flush(5_000)).toBe(true);
    expect(database.state.condition).toBe('ready');
    await database.stop();
  });

  test('the file is in WAL mode, closes into one file and is whole', async () => {
    const path = temporaryPath();
    const { database, store } = await openStorage(path);
    store.append(recordOf(1));
    await database.stop();
    expect(readdirSync(dirname(path))).toEqual(['withheld.db']);
    const connection = await Connection.open(path, 'read');
    expect(await connection.value('PRAGMA journal_mode')).toBe('wal');
    expect(await connection.value('PRAGMA integrity_check')).toBe('ok');
    await connection.close();
  });
});
