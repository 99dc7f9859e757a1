import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { findingsIn, SqliteHistory, testsIn, testWrites } from '../../src/adapters/sqlite/history-store.ts';
import { HISTORY } from '../../src/adapters/sqlite/schema.ts';
import type { KeptFinding, KeptTest, KeptTrip } from '../../src/ports/history.ts';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage } from './store-records.ts';

const testAt = (nth: number, other: Partial<KeptTest> = {}): KeptTest => ({
  startedAt: NOW + nth,
  endedAt: NOW + nth + 12_000,
  reason: 'daily',
  verdict: 'leaked',
  part: 'whole',
  release: '22.10.1',
  paths: 38,
  messages: 412,
  doors: [
    { door: 't1-private', verdict: 'leaked', vector: 'from-user' },
    { door: 't1-parent', verdict: 'clean', vector: null },
  ],
  ...other,
});

const findingAt = (nth: number, other: Partial<KeptFinding> = {}): KeptFinding => ({
  at: NOW + nth,
  trunk: 't1',
  door: 'private',
  direction: 'to-carrier',
  method: 'INVITE',
  vector: 'from-user',
  rows: 'A1 A2 C5',
  place: 'From',
  excerpt: '"Anonymous" <sip:[n]@[…]>;tag=[…]',
  severity: 'leak',
  done: 'cancelled',
  ...other,
});

const tripAt = (nth: number, other: Partial<KeptTrip> = {}): KeptTrip => ({
  at: NOW + nth,
  trunk: 't1',
  door: 'private',
  destination: 1,
  reason: 'daily',
  outcome: 'clean',
  grade: 'no-number',
  ...other,
});

async function opened(path = join(dirname(temporaryPath()), HISTORY.file)) {
  const storage = await openStorage(path, { schema: HISTORY });
  return { ...storage, path, history: new SqliteHistory(storage.database) };
}

const ok = <T>(answer: { outcome: 'ok'; value: T } | { outcome: 'unknown'; why: string }): T => {
  if (answer.outcome !== 'ok') throw new Error(answer.why);
  return answer.value;
};

describe('the history of leak tests', () => {
  test('gives back tests with their doors and findings, newest first, as many as asked for, over a restart', async () => {
    const { database, history, path } = await opened();
    const tests = [testAt(1), testAt(3, { verdict: 'failed', release: null, doors: [] }), testAt(2)] as const;
    for (const each of tests) history.tested(each);
    for (const nth of [1, 2, 3]) history.found(findingAt(nth));
    for (const nth of [1, 2]) history.made(tripAt(nth, nth === 2 ? { outcome: 'failed', grade: null } : {}));
    expect(await database.stop()).toBe(0);

    const again = await opened(path);
    expect(ok(await again.history.tests(2))).toEqual([tests[1], tests[2]]);
    expect(ok(await again.history.tests(10))).toHaveLength(3);
    expect(ok(await again.history.findings(2))).toEqual([findingAt(3), findingAt(2)]);
    expect(ok(await again.history.trips(5))).toEqual([tripAt(2, { outcome: 'failed', grade: null }), tripAt(1)]);
    await again.database.stop();
  });

  test('erases what is older than asked for', async () => {
    const { database, history } = await opened();
    for (const nth of [1, 5]) {
      history.tested(testAt(nth));
      history.found(findingAt(nth));
      history.made(tripAt(nth));
    }

    expect(await history.purge(NOW + 5)).toEqual({ outcome: 'ok', value: 3 });
    expect(ok(await history.tests(10))).toEqual([testAt(5)]);
    expect(ok(await history.findings(10))).toEqual([findingAt(5)]);
    expect(ok(await history.trips(10))).toEqual([tripAt(5)]);
    await database.stop();
  });

  const number = '+61412345678';
  test.each<[string, Partial<KeptFinding>]>([
    ['a number as trunk', { trunk: number }],
    ['a number as vector', { vector: number }],
    ['a number in the place', { place: `X-${number}` }],
    ['a number in the excerpt', { excerpt: `<sip:${number}@[…]>` }],
    ['an extension in the excerpt', { excerpt: '<sip:101@[…]>' }],
    ['a number among the rows', { rows: `A1 ${number}` }],
    ['a number as method', { method: number }],
    ['an excerpt of any length', { excerpt: '[…]'.repeat(100) }],
  ])('[G7] refuses a finding with %s, counts it, and stores what came with it', async (_what, part) => {
    const { database, history } = await opened();
    history.found(findingAt(1));
    history.found(findingAt(2, part));
    history.found(findingAt(3));
    await database.flush(5_000);

    expect(ok(await history.findings(10))).toEqual([findingAt(3), findingAt(1)]);
    expect(database.state).toMatchObject({ condition: 'ready', refused: 1, waiting: 0 });
    await database.stop();
  });

  test.each<[string, Partial<KeptTest>]>([
    ['a number as release', { release: number }],
    ['digits without a full stop as release', { release: '61412345678' }],
    ['a number as a count', { messages: 61_412_345_678 }],
    ['a text as reason', { reason: 'because' as never }],
  ])('[G7] refuses a test with %s', async (_what, part) => {
    const { database, history } = await opened();
    history.tested(testAt(1, { ...part, doors: [] }));
    await database.flush(5_000);

    expect(ok(await history.tests(10))).toEqual([]);
    expect(database.state).toMatchObject({ refused: 1, waiting: 0 });
    await database.stop();
  });

  test.each<[string, Partial<KeptTrip>]>([
    ['a number as destination', { destination: 61_412_345_678 }],
    ['a number as grade', { grade: number as never }],
  ])('[G7] refuses a round trip with %s', async (_what, part) => {
    const { database, history } = await opened();
    history.made(tripAt(1, part));
    await database.flush(5_000);

    expect(ok(await history.trips(10))).toEqual([]);
    expect(database.state).toMatchObject({ refused: 1, waiting: 0 });
    await database.stop();
  });

  test('is brought over when the database was damaged', async () => {
    const { database, history, path } = await opened();
    for (let nth = 0; nth < 50; nth += 1) history.tested(testAt(nth));
    await database.stop();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x58, 0, 100));

    const again = await opened(path);
    expect(again.notices).toMatchObject([{ kind: 'rebuilt', report: { lost: 0 } }]);
    expect(ok(await again.history.tests(100))).toHaveLength(50);
    expect(ok(await again.history.tests(1))[0]?.doors).toHaveLength(2);
    await again.database.stop();
  });
});

describe('a guest in the database of the daemon', () => {
  const guestOf = (path: string) => {
    const guest = new DatabaseGuest(dirname(path), HISTORY);
    return { guest, read: (sql: string, params: readonly number[]) => guest.read(sql, params) };
  };

  test('writes beside the running daemon and reads what it wrote, and the daemon goes on', async () => {
    const { database, history, path, notices } = await opened();
    const { guest, read } = guestOf(path);
    expect(await guest.write(testWrites(testAt(1, { reason: 'by-hand' })))).toBeNull();
    history.found(findingAt(1));
    await database.flush(5_000);

    expect(ok(await testsIn(read, 5))).toEqual([testAt(1, { reason: 'by-hand' })]);
    expect(ok(await findingsIn(read, 5))).toEqual([findingAt(1)]);
    expect(ok(await history.tests(5))).toHaveLength(1);
    expect(notices).toEqual([]);
    expect(await database.stop()).toBe(0);
  });

  test('works with the daemon stopped, and leaves one database', async () => {
    const { database, path } = await opened();
    await database.stop();
    const { guest, read } = guestOf(path);
    expect(await guest.write(testWrites(testAt(1)))).toBeNull();

    expect(ok(await testsIn(read, 5))).toEqual([testAt(1)]);
    expect(readdirSync(dirname(path)).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual([HISTORY.file]);
  });

  test('makes no database, and says that there is none', async () => {
    const path = temporaryPath();
    const { guest, read } = guestOf(path);

    expect(await testsIn(read, 5)).toEqual({ outcome: 'unknown', why: 'STORAGE_NONE_YET' });
    expect((await guest.write(testWrites(testAt(1))))?.code).toBe('STORAGE_NONE_YET');
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('writes nothing of a test of which one part is refused', async () => {
    const { database, path } = await opened();
    const { guest, read } = guestOf(path);
    const wrong = testAt(1, { doors: [{ door: '+61412345678', verdict: 'clean', vector: null }] });

    expect((await guest.write(testWrites(wrong)))?.code).toBe('STORAGE_RECORD_REFUSED');
    expect(ok(await testsIn(read, 5))).toEqual([]);
    await database.stop();
  });
});
