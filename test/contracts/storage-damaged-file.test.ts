import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Connection } from '../../src/adapters/sqlite/connection.ts';
import type { RebuildReport } from '../../src/adapters/sqlite/rebuild.ts';
import { CALLS } from '../../src/adapters/sqlite/schema.ts';
import type { CallRecord } from '../../src/ports/stores.ts';
import { temporaryPath } from './store-directory.ts';
import { filledDatabase, openStorage, recordOf, storedIn } from './store-records.ts';

const COUNT = 240;
let whole: string;
let records: readonly CallRecord[];
/** A database that was killed: most of its records are only in the log. */
let killed: string;

beforeAll(async () => {
  whole = temporaryPath();
  records = await filledDatabase(whole, COUNT);
  killed = temporaryPath();
  const path = temporaryPath();
  const { database, store } = await openStorage(path);
  for (const record of records) store.append(record);
  await database.flush(10_000);
  for (const side of ['', '-wal']) copyFileSync(path + side, killed + side);
  await database.stop();
});

function copyOf(path: string): string {
  const copy = temporaryPath();
  for (const side of ['', '-wal']) if (existsSync(path + side)) copyFileSync(path + side, copy + side);
  return copy;
}

/** The refs of the records that plain SQLite, without any trick, reads whole and right from a damaged file. The tests' own yardstick. */
async function readableRefs(path: string): Promise<Set<string>> {
  const copy = copyOf(path);
  const refs = new Set<string>();
  const connection = await Connection.open(copy, 'write').catch(() => null);
  for (const [at, record] of records.entries()) {
    const [row] =
      (await connection?.all(`SELECT * FROM call_record NOT INDEXED WHERE rowid = ?`, [at + 1]).catch(() => [])) ?? [];
    if (row === undefined) continue;
    const { id, asked_ms: askedMs, started_at: startedAt, ended_at: endedAt, site, cause, ...others } = row;
    const same = JSON.stringify({ ...others, askedMs, startedAt, nulls: [site, endedAt, cause] });
    const { ref, door, trunk, rule, outcome, destination } = record;
    const wanted = {
      ref,
      door,
      trunk,
      rule,
      outcome,
      destination,
      askedMs: record.askedMs,
      startedAt: record.startedAt,
    };
    if (id === at + 1 && same === JSON.stringify({ ...wanted, nulls: [null, null, null] })) refs.add(ref);
  }
  await connection?.close().catch(() => undefined);
  rmSync(dirname(copy), { recursive: true });
  return refs;
}

/** Opens, checks that storage works again, and gives what was found. */
async function reopen(path: string): Promise<{ report: RebuildReport | null; kept: readonly CallRecord[] }> {
  const { database, store, notices } = await openStorage(path);
  expect(database.state).toMatchObject({ condition: 'ready', code: null });
  const kept = await storedIn(store);
  const added = recordOf(COUNT + 1);
  store.append(added);
  await database.flush(5_000);
  expect((await storedIn(store)).map(({ ref }) => ref)).toContain(added.ref);
  expect(await database.stop()).toBe(0);
  const report = notices.flatMap((notice) => (notice.kind === 'rebuilt' ? [notice.report] : []))[0] ?? null;
  expect(readdirSync(dirname(path)).filter((name) => /\.(rebuild|draft|salvage)/.test(name))).toEqual([]);
  return { report, kept };
}

function noise(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a damaged database at the start', { timeout: 30_000 }, () => {
  test('a whole one is opened as it is', async () => {
    const { report, kept } = await reopen(copyOf(whole));
    expect(report).toBeNull();
    expect(kept).toHaveLength(COUNT);
  });

  test('one whose daemon was killed gives every committed record back from the log', async () => {
    const { report, kept } = await reopen(copyOf(killed));
    expect(report).toBeNull();
    expect(kept).toHaveLength(COUNT);
  });

  test('garbage is set aside byte for byte under a dated name and a new database is made', async () => {
    const path = temporaryPath();
    const random = noise(1);
    const garbage = Buffer.from(Array.from({ length: 50_000 }, () => Math.floor(random() * 256)));
    writeFileSync(path, garbage);
    const { report, kept } = await reopen(path);
    expect(report).toEqual({
      rebuilt: true,
      setAside: 'withheld.db.damaged-20261123T100000Z',
      saved: 0,
      lost: 'unknown',
    });
    expect(kept).toEqual([]);
    expect(readFileSync(join(dirname(path), 'withheld.db.damaged-20261123T100000Z'))).toEqual(garbage);
  });

  test('behind an overwritten header every record is saved', async () => {
    const path = copyOf(whole);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x58, 0, 100));
    const { report, kept } = await reopen(path);
    expect(report).toMatchObject({ saved: COUNT, lost: 0 });
    expect(kept).toHaveLength(COUNT);
  });

  test('a file emptied beside its log is filled again from the log', async () => {
    const path = copyOf(killed);
    truncateSync(path, 0);
    const { report, kept } = await reopen(path);
    expect(report).toMatchObject({ saved: COUNT, lost: 0 });
    expect(kept).toHaveLength(COUNT);
  });

  test('without its log a database opens with what had reached the file', async () => {
    const path = copyOf(killed);
    rmSync(`${path}-wal`);
    await reopen(path);
  });

  test('one zeroed page loses only the records on it, and they are counted', async () => {
    const pages = statSync(whole).size / 4096;
    for (let page = 2; page < pages; page += 3) {
      const path = copyOf(whole);
      writeFileSync(path, readFileSync(path).fill(0, page * 4096, (page + 1) * 4096));
      const readable = await readableRefs(path);
      const { report, kept } = await reopen(path);
      expect(kept.filter(({ ref }) => readable.has(ref))).toHaveLength(readable.size);
      if (readable.size < COUNT) expect(report).toMatchObject({ saved: readable.size, lost: COUNT - readable.size });
    }
  });

  test('a file cut anywhere never throws and keeps at least what SQLite reads by itself', async () => {
    const size = statSync(whole).size;
    for (const cut of [
      1,
      15,
      16,
      99,
      100,
      101,
      511,
      512,
      4095,
      4096,
      4097,
      8192,
      12_288,
      20_000,
      size >> 2,
      size >> 1,
      size - 4096,
      size - 1,
    ]) {
      const path = copyOf(whole);
      truncateSync(path, cut);
      const readable = await readableRefs(path);
      const { kept } = await reopen(path);
      const refs = new Set<string>(kept.map(({ ref }) => ref));
      expect([...readable].filter((ref) => !refs.has(ref))).toEqual([]);
      expect(kept.every(({ ref }) => records.some((record) => record.ref === ref))).toBe(true);
    }
  });

  test('half a file still gives the records of its pages, which SQLite by itself refuses to read', async () => {
    const path = copyOf(whole);
    truncateSync(path, statSync(whole).size >> 1);
    expect((await readableRefs(path)).size).toBe(0);
    const { report, kept } = await reopen(path);
    expect(kept.length).toBeGreaterThan(30);
    expect(report).toMatchObject({ rebuilt: true, saved: kept.length });
  });

  test('a log cut anywhere never throws and keeps at least what SQLite reads by itself', async () => {
    const size = statSync(`${killed}-wal`).size;
    for (const cut of [0, 1, 31, 32, 33, 56, 4152, 10_000, size >> 1, size - 4097, size - 1]) {
      const path = copyOf(killed);
      truncateSync(`${path}-wal`, cut);
      const readable = await readableRefs(path);
      const { kept } = await reopen(path);
      expect(kept.filter(({ ref }) => readable.has(ref))).toHaveLength(readable.size);
    }
  });

  test.each(Array.from({ length: 8 }, (_, block) => block))(
    '25 seeds of flipped bytes, block %i: never a throw, never a loss of what SQLite can read',
    { timeout: 60_000 },
    async (block) => {
      for (let seed = block * 25; seed < block * 25 + 25; seed++) {
        const random = noise(seed + 7);
        const path = copyOf(seed % 2 === 0 ? whole : killed);
        const file = seed % 4 === 1 ? `${path}-wal` : path;
        const bytes = readFileSync(file);
        const flips = 1 + Math.floor(random() * 40);
        for (let nth = 0; nth < flips; nth++) {
          const at = Math.floor(random() * bytes.length);
          bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
        }
        writeFileSync(file, bytes);
        const readable = await readableRefs(path);
        const { report, kept } = await reopen(path);
        const refs = new Set<string>(kept.map(({ ref }) => ref));
        const missing = [...readable].filter((ref) => !refs.has(ref)).length;
        expect({ seed, missing, report }).toMatchObject({ seed, missing: 0 });
        rmSync(dirname(path), { recursive: true });
      }
    },
  );

  test('a directory in the place of the file is set aside', async () => {
    const path = temporaryPath();
    mkdirSync(path);
    const { report } = await reopen(path);
    expect(report?.setAside).toMatch(/damaged/);
  });

  test('two damaged files of the same second are both kept', async () => {
    const path = temporaryPath();
    for (const text of ['one', 'two']) {
      rmSync(path, { force: true });
      writeFileSync(path, text);
      await reopen(path);
    }
    const aside = join(dirname(path), 'withheld.db.damaged-20261123T100000Z');
    expect([readFileSync(aside, 'utf8'), readFileSync(`${aside}-2`, 'utf8')]).toEqual(['one', 'two']);
  });

  test('a crash between setting aside and putting in place is finished at the next start', async () => {
    const path = copyOf(whole);
    const moved = `${path}.rebuild`;
    copyFileSync(path, moved);
    rmSync(path);
    const { kept } = await reopen(path);
    expect(kept).toHaveLength(COUNT);
  });

  test('a database of a newer version is refused and left untouched to the byte', async () => {
    const path = copyOf(whole);
    const connection = await Connection.open(path, 'write');
    await connection.run('INSERT INTO schema_version VALUES (?, 1795428000000)', [CALLS.steps.length + 1]);
    await connection.run('CREATE TABLE from_the_future (x)');
    await connection.close();
    const before = readFileSync(path);
    const { database, store } = await openStorage(path);
    expect(database.state).toMatchObject({ condition: 'degraded', code: 'STORAGE_NEWER' });
    store.append(recordOf(1));
    await database.stop(200);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dirname(path)).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('a database of another program is set aside whole, never written into', async () => {
    const path = temporaryPath();
    writeFileSync(path, '');
    const connection = await Connection.open(path, 'write');
    await connection.run('CREATE TABLE theirs (x)');
    await connection.close();
    const before = readFileSync(path);
    const { report } = await reopen(path);
    expect(readFileSync(join(dirname(path), report?.setAside ?? 'none'))).toEqual(before);
  });
});
