/** Runs one scenario of full-disk.test.ts on a small disk: prints `held` and ends with 0, or throws. Arguments: mount point, scenario. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteDropStore } from '../../src/adapters/sqlite/drop-store.ts';
import { DROPS } from '../../src/adapters/sqlite/schema.ts';
import type { CallRecord } from '../../src/ports/stores.ts';
import { endedCall, legOf, liveCall } from './drop-calls.ts';
import { openStorage, recordOf, type Storage, storedIn } from './store-records.ts';

const [mount = '', scenario = ''] = process.argv.slice(2);
const path = join(mount, 'withheld.db');
const filler = join(mount, 'filler');

function fill(): void {
  const { bavail, bsize } = statfsSync(mount);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  assert.equal(statfsSync(mount).bavail, 0);
}

function makeRoom(): void {
  rmSync(filler);
}

function append(storage: Storage, from: number, count: number): CallRecord[] {
  const records = Array.from({ length: count }, (_, nth) => recordOf(from + nth));
  for (const record of records) storage.store.append(record);
  return records;
}

async function holdsAll(storage: Storage, records: readonly CallRecord[]): Promise<void> {
  const stored = await storedIn(storage.store);
  assert.deepEqual(
    stored.map(({ ref }) => ref),
    records.map(({ ref }) => ref).reverse(),
  );
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  'while-running': async () => {
    const storage = await openStorage(path);
    const before = append(storage, 0, 50);
    assert.equal(await storage.database.flush(5_000), true);
    fill();
    // Enough to need room: the log has some blocks left.
    const during = append(storage, 100, 600);
    assert.equal(await storage.database.flush(1_000), false);
    assert.equal(storage.database.state.condition, 'degraded');
    assert.equal(storage.database.state.code, 'STORAGE_FULL');
    assert.equal(storage.store.writable, false);
    assert.deepEqual(await storage.store.purge(0), { outcome: 'unknown', why: 'STORAGE_FULL' });
    assert.equal((await storage.store.recent(1)).outcome, 'ok');
    makeRoom();
    const after = append(storage, 1_000, 5);
    assert.equal(await storage.database.flush(10_000), true);
    await holdsAll(storage, [...before, ...during, ...after]);
    assert.deepEqual(
      storage.notices.map(({ kind }) => kind),
      ['degraded', 'recovered'],
    );
    assert.equal(await storage.database.stop(), 0);
  },
  'at-start': async () => {
    fill();
    const storage = await openStorage(path);
    assert.equal(storage.database.state.code, 'STORAGE_FULL');
    const records = append(storage, 0, 20);
    makeRoom();
    assert.equal(await storage.database.flush(10_000), true);
    await holdsAll(storage, records);
    assert.equal(await storage.database.stop(), 0);
  },
  'full-and-damaged': async () => {
    const storage = await openStorage(path);
    const before = append(storage, 0, 50);
    assert.equal(await storage.database.flush(5_000), true);
    fill();
    rmSync(path);
    const during = append(storage, 100, 20);
    await storage.database.flush(500);
    assert.equal(storage.database.state.condition, 'degraded');
    makeRoom();
    assert.equal(await storage.database.flush(10_000), true);
    await holdsAll(storage, [...before, ...during]);
    assert.ok(storage.notices.some(({ kind }) => kind === 'rebuilt'));
    assert.equal(await storage.database.stop(), 0);
  },
  'lost-calls': async () => {
    const { database } = await openStorage(path, { schema: DROPS });
    const drops = new SqliteDropStore(database);
    for (let nth = 0; nth < 30; nth += 1) drops.live(liveCall(nth), 1_795_428_000_000);
    assert.equal(await database.flush(5_000), true);
    fill();
    for (let nth = 0; nth < 200; nth += 1) drops.ended(endedCall(nth));
    for (let nth = 200; nth < 210; nth += 1) drops.live(liveCall(nth), 1_795_428_000_000);
    assert.equal(await database.flush(1_000), false);
    assert.equal(database.state.code, 'STORAGE_FULL');
    makeRoom();
    assert.equal(await database.flush(10_000), true);
    const kept = await drops.recent({ since: 0, trunk: null }, 1_000);
    assert.equal(kept.outcome === 'ok' && kept.value.length, 200);
    const known = await drops.known();
    assert.deepEqual(
      known.outcome === 'ok' && known.value.map(({ call }) => call),
      [200, 201, 202, 203, 204, 205, 206, 207, 208, 209].map(legOf),
    );
    assert.equal(await database.stop(), 0);
  },
  'backlog-limit': async () => {
    fill();
    const storage = await openStorage(path, { backlogLimit: 10 });
    const records = append(storage, 0, 25);
    assert.equal(storage.database.state.dropped, 15);
    assert.equal(storage.database.state.waiting, 10);
    makeRoom();
    assert.equal(await storage.database.flush(10_000), true);
    await holdsAll(storage, records.slice(15));
    assert.equal(await storage.database.stop(), 0);
  },
};

chmodSync(mount, 0o700);
const run = scenarios[scenario];
assert.ok(run);
await run();
assert.deepEqual(
  readdirSync(mount).filter((name) => /draft|rebuild|salvage/.test(name)),
  [],
);
process.stdout.write('held\n');
