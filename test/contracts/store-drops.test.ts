import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dropsIn, evidenceIn } from '../../src/adapters/sqlite/drop-queries.ts';
import { SqliteDropStore } from '../../src/adapters/sqlite/drop-store.ts';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { DROPS } from '../../src/adapters/sqlite/schema.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { EndedCall, LiveCall } from '../../src/call/ended-call.ts';
import type { StoreAnswer } from '../../src/ports/stores.ts';
import { endedCall, legOf, liveCall, verdictOf } from './drop-calls.ts';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage } from './store-records.ts';

const ALL = { since: 0, trunk: null };
const NUMBER = '+61412345678';

async function opened(path = join(dirname(temporaryPath()), DROPS.file)) {
  const storage = await openStorage(path, { schema: DROPS });
  return { ...storage, path, drops: new SqliteDropStore(storage.database) };
}

function ok<T>(answer: StoreAnswer<T>): T {
  if (answer.outcome !== 'ok') throw new Error(answer.why);
  return answer.value;
}

/** What is kept of a call that ended. */
function kept({ verdict, worker: _, session: __, ...call }: EndedCall, announced = false) {
  const { evidence: ___, ...said } = verdict;
  return { ...call, ...said, announced };
}

describe("what is kept of survivors' calls", () => {
  test('a call that is up is known after a restart, as it was last told, and since when', async () => {
    const { database, drops, path } = await opened();
    drops.live(liveCall(1, { worker: null, answeredAt: null }), NOW);
    drops.live(liveCall(2, { incoming: false, trunk: null }), NOW + 5);
    drops.live(liveCall(1, { worker: '102' }), NOW + 9);
    await database.stop();

    const again = await opened(path);
    expect(ok(await again.drops.known())).toEqual([
      { ...liveCall(1, { worker: '102' }), since: NOW },
      { ...liveCall(2, { incoming: false, trunk: null }), since: NOW + 5 },
    ]);
    await again.database.stop();
  });

  test('one that ended is not live any more; it is kept with its evidence, and without the worker', async () => {
    const { database, drops, path } = await opened();
    drops.live(liveCall(1), NOW);
    drops.ended(endedCall(1));
    await database.stop();

    const again = await opened(path);
    expect(ok(await again.drops.known())).toEqual([]);
    expect(ok(await again.drops.recent(ALL, 10))).toEqual([kept(endedCall(1))]);
    expect(ok(await again.drops.evidence(legOf(1)))).toEqual(verdictOf('network-drop').evidence);
    await again.database.stop();
    expect(readFileSync(path).includes('101')).toBe(false);
  });

  test('told again, it is replaced and never doubled, and who was told stays told', async () => {
    const { database, drops } = await opened();
    drops.ended(endedCall(1));
    drops.announced(legOf(1));
    const [first] = verdictOf('mass-drop').evidence;
    const raised = endedCall(1, 'mass-drop', {
      incident: legOf(7),
      verdict: verdictOf('mass-drop', { releasedBy: 'trunk', evidence: first === undefined ? [] : [first] }),
    });
    drops.ended(raised);
    drops.ended(raised);

    await database.flush(5_000);
    expect(ok(await drops.recent(ALL, 10))).toEqual([kept(raised, true)]);
    expect(ok(await drops.evidence(legOf(1)))).toEqual(raised.verdict.evidence);
    expect(ok(await drops.classes(ALL))).toEqual([{ class: 'mass-drop', trunk: 't1', calls: 1 }]);
    await database.stop();
  });

  test('one that turns out to live is live again, and what was said of its end is gone', async () => {
    const { database, drops } = await opened();
    drops.live(liveCall(1), NOW);
    drops.ended(endedCall(1, 'pbx-failed'));
    drops.revived(liveCall(1), NOW + 9);
    await database.flush(5_000);

    expect(ok(await drops.known())).toEqual([{ ...liveCall(1), since: NOW + 9 }]);
    expect(ok(await drops.recent(ALL, 10))).toEqual([]);
    expect(ok(await drops.evidence(legOf(1)))).toEqual([]);
    await database.stop();
  });

  test('are given newest first, as many as asked for, since when and of which trunk', async () => {
    const { database, drops } = await opened();
    for (const nth of [3, 1, 2]) drops.ended(endedCall(nth, 'worker-ended', { trunk: nth === 2 ? 't2' : 't1' }));
    await database.flush(5_000);
    const called = async (since: number, trunk: string | null, limit: number) =>
      ok(await drops.recent({ since, trunk }, limit)).map(({ call }) => call);

    expect(await called(0, null, 2)).toEqual([legOf(3), legOf(2)]);
    expect(await called(0, 't1', 10)).toEqual([legOf(3), legOf(1)]);
    expect(await called(NOW + 60_002, null, 10)).toEqual([legOf(3), legOf(2)]);
    await database.stop();
  });

  test('are counted by trunk, direction and day for RFC 6076', async () => {
    const { database, drops } = await opened();
    const session = { requestedAt: NOW, firstAnswerAt: NOW + 120, finalStatus: 200, byeAnswered: true };
    drops.ended(endedCall(1, 'survivor-ended', { session }));
    drops.ended(endedCall(2, 'network-drop'));
    const failed = { answeredAt: null, verdict: verdictOf('setup-failed', { detail: 'busy' }) };
    drops.ended(endedCall(3, 'setup-failed', { ...failed, session: { ...session, finalStatus: 503 } }));
    drops.ended(endedCall(4, 'setup-failed', { ...failed, trunk: null, incoming: false }));
    await database.flush(5_000);

    const none = { redirected: 0, completed: 0, completedMs: 0, broken: 0, brokenMs: 0, delays: 0, delayMs: 0 };
    const day = NOW - (NOW % 86_400_000);
    const one = { trunk: null, incoming: false, day, requests: 1, established: 0, effective: 1, ineffective: 0 };
    expect(ok(await drops.sessions(ALL))).toEqual([
      { ...none, ...one, failedDelays: 0, failedDelayMs: 0 },
      {
        ...none,
        ...{ trunk: 't1', incoming: true, day, requests: 3, established: 2, effective: 2, ineffective: 1 },
        ...{ completed: 1, completedMs: 60_000, broken: 1, brokenMs: 60_000 },
        ...{ delays: 1, delayMs: 120, failedDelays: 1, failedDelayMs: 120 },
      },
    ]);
    await database.stop();
  });

  test('what ended, or was first told of, before a time is erased with its evidence, and nothing else', async () => {
    const { database, drops } = await opened();
    for (const nth of [1, 2]) drops.ended(endedCall(nth));
    for (const nth of [3, 4]) drops.live(liveCall(nth), NOW + 60_000 + nth);
    await database.flush(5_000);

    expect(await drops.purge(NOW + 60_002)).toEqual({ outcome: 'ok', value: 1 });
    expect(ok(await drops.recent(ALL, 10))).toEqual([kept(endedCall(2))]);
    expect(ok(await drops.evidence(legOf(1)))).toEqual([]);
    expect(ok(await drops.evidence(legOf(2)))).toHaveLength(2);
    expect(await drops.purge(NOW + 60_004)).toEqual({ outcome: 'ok', value: 2 });
    expect(ok(await drops.known()).map(({ call }) => call)).toEqual([legOf(4)]);
    await database.stop();
  });

  test.each<[string, Partial<LiveCall>]>([
    ['a number as the name of a call', { call: '61412345678' as LegId }],
    ['a number with its plus as the name of a call', { call: NUMBER as LegId }],
    ['a number as trunk', { trunk: NUMBER }],
    ['a number as extension', { worker: '61412345678' }],
    ['a name as extension', { worker: 'Marigold' }],
  ])('[G7] refuse a live call with %s, and count it', async (_what, part) => {
    const { database, drops } = await opened();
    drops.live(liveCall(1, part), NOW);
    await database.flush(5_000);

    expect(ok(await drops.known())).toEqual([]);
    expect(database.state).toMatchObject({ condition: 'ready', refused: 1, waiting: 0 });
    await database.stop();
  });

  test.each<[string, string]>([
    ['a number', `survivor: ${NUMBER}`],
    ['digits like those of a number', 'survivor: 0412 345 678'],
    ['what somebody else wrote', 'survivor: "Marigold" <sip:x@y>'],
    ['a text of any length', 'survivor '.repeat(20)],
  ])('[G7] refuse evidence with %s, and keep the call', async (_what, says) => {
    const { database, drops } = await opened();
    const evidence = [{ at: NOW, source: 'wire', says }] as const;
    drops.ended(endedCall(1, 'unknown', { verdict: verdictOf('unknown', { evidence }) }));
    await database.flush(5_000);

    expect(ok(await drops.recent(ALL, 10))).toHaveLength(1);
    expect(ok(await drops.evidence(legOf(1)))).toEqual([]);
    expect(database.state).toMatchObject({ refused: 1, waiting: 0 });
    await database.stop();
  });

  test('are brought over when the database was damaged', async () => {
    const { database, drops, path } = await opened();
    for (let nth = 0; nth < 60; nth += 1) drops.ended(endedCall(nth));
    for (let nth = 60; nth < 70; nth += 1) drops.live(liveCall(nth), NOW);
    await database.stop();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x58, 0, 100));

    const again = await opened(path);
    expect(again.notices).toMatchObject([{ kind: 'rebuilt', report: { lost: 0 } }]);
    expect(ok(await again.drops.recent(ALL, 100))).toHaveLength(60);
    expect(ok(await again.drops.evidence(legOf(59)))).toHaveLength(2);
    expect(ok(await again.drops.known())).toHaveLength(10);
    await again.database.stop();
  });

  test('are read by a guest beside the running daemon', async () => {
    const { database, drops, path } = await opened();
    drops.ended(endedCall(1));
    await database.flush(5_000);
    const guest = new DatabaseGuest(dirname(path), DROPS);
    const read: Parameters<typeof dropsIn>[0] = (sql, params) => guest.read(sql, params);

    expect(ok(await dropsIn(read, ALL, 10))).toEqual([kept(endedCall(1))]);
    expect(ok(await evidenceIn(read, legOf(1)))).toHaveLength(2);
    await database.stop();
  });
});
