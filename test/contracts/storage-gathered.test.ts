import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage, recordOf, type Storage, storedIn } from './store-records.ts';

afterEach(() => vi.useRealTimers());

/** Storage whose timers stand still, and that has written nothing yet. */
async function still(): Promise<Storage & { readonly path: string }> {
  const path = temporaryPath();
  const storage = await openStorage(path);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let nth = 0; nth < 5; nth += 1) storage.store.append(recordOf(nth));
  return { ...storage, path };
}

async function expectStored({ database, store }: Pick<Storage, 'database' | 'store'>, count: number): Promise<void> {
  vi.useRealTimers();
  expect(await storedIn(store)).toHaveLength(count);
  await database.stop();
}

/** Far longer than a transaction takes. */
async function longEnough(): Promise<void> {
  const until = performance.now() + 200;
  while (performance.now() < until) await turn();
}

test('what nobody waits for is written together, a twentieth of a second later', async () => {
  const { database, store } = await still();
  await longEnough();
  expect(database.state.waiting).toBe(5);

  vi.advanceTimersByTime(50);
  await longEnough();
  expect(database.state.waiting).toBe(0);
  await expectStored({ database, store }, 5);
});

test('what somebody waits for is written at once, and what came before it', async () => {
  const { database, store } = await still();

  expect(await store.purge(NOW - 1)).toMatchObject({ outcome: 'ok' });
  expect(database.state.waiting).toBe(0);
  await expectStored({ database, store }, 5);
});

test('[G4] the record of a call that showed the parent organisation is written at once', async () => {
  const { database, store } = await still();

  store.append(recordOf(5, { door: 'parent' }));
  await longEnough();
  expect(database.state.waiting).toBe(0);
  await expectStored({ database, store }, 6);
});

test('nothing that was gathered is lost when the daemon stops in between', async () => {
  const { database, path } = await still();

  vi.useRealTimers();
  expect(await database.stop()).toBe(0);
  const again = await openStorage(path);
  expect(await storedIn(again.store)).toHaveLength(5);
  await again.database.stop();
});
