import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Database } from '../../src/adapters/sqlite/database.ts';
import { SqliteReturnStore } from '../../src/adapters/sqlite/return-store.ts';
import { RETURNS } from '../../src/adapters/sqlite/schema.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { Token } from '../../src/call/token.ts';
import type { KeptCall } from '../../src/ports/return-store.ts';
import { temporaryPath } from './store-directory.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

function kept(nth: number, of: Partial<KeptCall> = {}): KeptCall {
  return {
    call: `1800000000.${1_000 + nth}` as LegId,
    line: 'L'.repeat(22) as Token,
    caller: `caller-${1_000 + nth}`.padEnd(22, 'x') as Token,
    code: null,
    worker: null,
    since: NOW + nth,
    reservedUntil: null,
    forgetAt: NOW + 15 * MINUTE,
    ...of,
  };
}

async function opened(directory: string) {
  const database = new Database({ directory, schema: RETURNS, clock: { now: () => NOW } });
  await database.start();
  return { database, store: new SqliteReturnStore(database) };
}

const loaded = async (store: SqliteReturnStore) => {
  const answer = await store.load();
  return answer.outcome === 'ok' ? answer.value : [];
};

describe('the store of calls whose callers may come back', () => {
  test('keeps a call as it is now, over a restart', async () => {
    const directory = dirname(temporaryPath());
    const first = await opened(directory);
    first.store.put(kept(1));
    first.store.put(kept(2, { caller: null, code: '482' }));
    first.store.put(kept(1, { worker: '102', reservedUntil: NOW + 5 * MINUTE, forgetAt: NOW + 5 * MINUTE }));
    await first.database.stop();
    const second = await opened(directory);

    expect(await loaded(second.store)).toEqual([
      kept(1, { worker: '102', reservedUntil: NOW + 5 * MINUTE, forgetAt: NOW + 5 * MINUTE }),
      kept(2, { caller: null, code: '482' }),
    ]);
    await second.database.stop();
  });

  test('leaves no byte of a caller behind, in the file or in its log, once they are forgotten', async () => {
    const directory = dirname(temporaryPath());
    const bytes = () => Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))));
    const { database, store } = await opened(directory);
    const calls = Array.from({ length: 100 }, (_, nth) => kept(nth, nth > 50 ? { forgetAt: NOW } : {}));
    for (const call of calls) store.put(call);
    await database.flush(5_000);
    expect(calls.every(({ caller }) => bytes().includes(caller ?? 'none'))).toBe(true);
    store.erase(
      calls.slice(0, 50).map(({ call }) => call),
      NOW,
    );
    await database.flush(5_000);

    const left = bytes();
    expect(calls.filter(({ call, caller }) => left.includes(call) || left.includes(caller ?? 'none'))).toEqual([
      calls[50],
    ]);
    await database.stop();
  });

  test('forgets a damaged file that was set aside as soon as what is in it had to be forgotten', async () => {
    const directory = dirname(temporaryPath());
    const { database, store } = await opened(directory);
    const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
    const [old, young] = [16, 14].map((ago) => join(directory, `return.db.damaged-${stamp(NOW - ago * MINUTE)}`)) as [
      string,
      string,
    ];
    for (const path of [old, young]) writeFileSync(path, 'x');
    store.erase([], NOW);
    await database.flush(5_000);

    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
    await database.stop();
  });

  test.each([
    ['a number in the place of a token', { caller: '+61491570006' as Token }],
    ['a number in the place of a code', { code: '61491570006' }],
    ['a number in the place of an extension', { worker: '+61491570006' }],
    ['a number in the place of a call', { call: '+61491570006' as LegId }],
  ])('takes no %s', async (_, wrong) => {
    const { database, store } = await opened(dirname(temporaryPath()));
    store.put(kept(1, wrong));
    store.put(kept(2));
    await database.flush(5_000);

    expect(await loaded(store)).toEqual([kept(2)]);
    expect(database.state.refused).toBe(1);
    await database.stop();
  });
});
