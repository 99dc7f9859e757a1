import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { TokenKey } from '../../src/adapters/sealing/token-key.ts';
import { SqliteCallRecordStore } from '../../src/adapters/sqlite/call-record-store.ts';
import { Database, type DatabaseOptions, type StorageNotice } from '../../src/adapters/sqlite/database.ts';
import { CALLS } from '../../src/adapters/sqlite/schema.ts';
import { PhoneNumber } from '../../src/call/phone-number.ts';
import type { CallRecord, CallRef } from '../../src/ports/stores.ts';

/** 2026-11-23T10:00:00Z */
export const NOW = 1_795_428_000_000;

const key = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at * 7));

/** A record like those the daemon makes; `nth` moves its time and its destination. */
export function recordOf(nth: number, other: Partial<CallRecord> = {}): CallRecord {
  const number = PhoneNumber.fromE164(`+6141${String(2_000_000 + nth)}`);
  if (number === null) throw new Error('no number');
  return {
    ref: randomUUID() as CallRef,
    startedAt: NOW + nth,
    door: 'private',
    trunk: 't1',
    rule: 'default-private',
    askedMs: 1.5,
    outcome: 'sent',
    destination: key.tokenOf(number, 'call-record'),
    ...other,
  };
}

export interface Storage {
  readonly database: Database;
  readonly store: SqliteCallRecordStore;
  readonly notices: StorageNotice[];
}

/** Started storage on a real file. */
export async function openStorage(path: string, options: Partial<DatabaseOptions> = {}): Promise<Storage> {
  const database = new Database({
    directory: dirname(path),
    schema: CALLS,
    clock: { now: () => NOW },
    retryMs: [10, 50],
    ...options,
  });
  const notices: StorageNotice[] = [];
  database.onNotice((notice) => notices.push(notice));
  await database.start();
  return { database, store: new SqliteCallRecordStore(database), notices };
}

/** A closed database with `count` records. */
export async function filledDatabase(path: string, count: number): Promise<readonly CallRecord[]> {
  const { database, store } = await openStorage(path);
  const records = Array.from({ length: count }, (_, nth) => recordOf(nth));
  for (const record of records) store.append(record);
  await database.stop(10_000);
  return records;
}

export async function storedIn(store: SqliteCallRecordStore): Promise<readonly CallRecord[]> {
  const answer = await store.recent(10_000);
  if (answer.outcome !== 'ok') throw new Error(answer.why);
  return answer.value;
}
