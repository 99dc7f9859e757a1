import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Connection } from '../../src/adapters/sqlite/connection.ts';
import { migrate, schemaVersion } from '../../src/adapters/sqlite/migrations.ts';
import { applyPragmas } from '../../src/adapters/sqlite/pragmas.ts';
import { CALLS } from '../../src/adapters/sqlite/schema.ts';
import type { CallRecord } from '../../src/ports/stores.ts';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage, recordOf, storedIn } from './store-records.ts';

/** What version 1 kept: a refused call had a door there. */
const RECORDS: readonly CallRecord[] = Array.from({ length: 120 }, (_, nth) =>
  recordOf(nth, {
    outcome: (['sent', 'refused', 'late', 'bypassed'] as const)[nth % 4] ?? 'sent',
    trunk: nth % 3 === 0 ? null : 't2',
    ...(nth % 5 === 0 ? { site: 'main' } : {}),
    ...(nth % 2 === 0 ? { endedAt: NOW + nth + 900, cause: 16 } : {}),
  }),
);
/** The same with the door of a refused call taken out. */
const WANTED = RECORDS.map((record) => (record.outcome === 'refused' ? { ...record, door: null } : record));
/** Rows that had been purged before: ids up to this one were given out. */
const LAST_ID = 500;

const PUT = `INSERT INTO call_record
  (ref, started_at, site, door, trunk, rule, asked_ms, outcome, destination, ended_at, cause)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A closed database as version 1 of the product left it. */
async function databaseOfVersion1(): Promise<string> {
  const path = temporaryPath();
  writeFileSync(path, '', { mode: 0o600 });
  const connection = await Connection.open(path, 'write');
  await applyPragmas(connection, 'write');
  await migrate(connection, CALLS, NOW, 1);
  for (const { ref, startedAt, site, door, trunk, rule, askedMs, outcome, destination, endedAt, cause } of RECORDS) {
    const shared = [ref, startedAt, site ?? null, door, trunk, rule, askedMs, outcome, destination];
    await connection.run(PUT, [...shared, endedAt ?? null, cause ?? null]);
  }
  await connection.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'call_record'", [LAST_ID]);
  await connection.close();
  return path;
}

async function changed(path: string, change: (connection: Connection) => Promise<unknown>): Promise<string> {
  const connection = await Connection.open(path, 'write');
  await change(connection);
  await connection.close();
  return path;
}

/** Opens with this version; gives every record, oldest first, and how the storage came up. */
async function opened(path: string) {
  const { database, store, notices } = await openStorage(path);
  const kept = [...(await storedIn(store))].reverse();
  const { condition } = database.state;
  expect(await database.stop()).toBe(0);
  return { kept, condition, notices };
}

describe('a database of an earlier version', () => {
  test('keeps every record as it was, except that a refused call has no door', async () => {
    const { kept, condition, notices } = await opened(await databaseOfVersion1());

    expect(condition).toBe('ready');
    expect(notices).toEqual([]);
    expect(kept).toEqual(WANTED);
  });

  test('is of the current version afterwards, whole, and gives out no id twice', async () => {
    const path = await databaseOfVersion1();
    const { database, store } = await openStorage(path);
    store.append(recordOf(1_000));
    await database.stop();

    await changed(path, async (connection) => {
      expect(await schemaVersion(connection)).toBe(CALLS.steps.length);
      expect(await connection.value('PRAGMA integrity_check')).toBe('ok');
      expect(await connection.value('SELECT max(id) FROM call_record')).toBe(LAST_ID + 1);
      expect(await connection.all("SELECT name FROM sqlite_schema WHERE sql NOT NULL AND name LIKE 'call%'")).toEqual([
        { name: 'call_record' },
        { name: 'call_record_started' },
      ]);
      // In the database itself, not only as it is read.
      const doors = "SELECT count(*) FROM call_record WHERE (door IS NULL) <> (outcome = 'refused')";
      expect(await connection.value(doors)).toBe(0);
    });
  });

  test('[G7] leaves no copy behind: after a purge no token is in the file', async () => {
    const path = await databaseOfVersion1();
    const { database, store } = await openStorage(path);
    expect(await store.purge(NOW + 10_000)).toEqual({ outcome: 'ok', value: RECORDS.length });
    await database.stop();

    const left = readFileSync(path);
    expect(RECORDS.filter(({ destination, ref }) => left.includes(destination) || left.includes(ref))).toEqual([]);
  });

  test('is kept as it is when a migration cannot be finished, and the next start finishes it', async () => {
    const path = await changed(await databaseOfVersion1(), (connection) =>
      connection.run('CREATE TABLE call_record_2 (in_the_way)'),
    );
    const before = await openStorage(path);
    expect(before.database.state.condition).toBe('degraded');
    await before.database.stop(200);
    await changed(path, async (connection) => {
      expect(await schemaVersion(connection)).toBe(1);
      expect(await connection.value('SELECT count(*) FROM call_record')).toBe(RECORDS.length);
      await connection.run('DROP TABLE call_record_2');
    });

    expect((await opened(path)).kept).toEqual(WANTED);
  });

  test('that is damaged is saved in full', async () => {
    const path = await databaseOfVersion1();
    writeFileSync(path, readFileSync(path).fill(0x58, 0, 100));
    const { kept, notices } = await opened(path);

    expect(notices).toMatchObject([{ kind: 'rebuilt', report: { saved: RECORDS.length, lost: 0 } }]);
    expect(kept).toEqual(WANTED);
  });

  test('that has lost its version is saved in full', async () => {
    const path = await changed(await databaseOfVersion1(), (connection) => connection.run('DROP TABLE schema_version'));
    const { kept, notices } = await opened(path);

    expect(notices).toMatchObject([{ kind: 'rebuilt', report: { saved: RECORDS.length, lost: 0 } }]);
    expect(kept).toEqual(WANTED);
  });
});
