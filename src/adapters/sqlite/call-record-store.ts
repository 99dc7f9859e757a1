import type { CallEnding, CallRecord, CallRecordStore, CallRef, StoreAnswer } from '../../ports/stores.ts';
import type { Row, SqlValue } from './connection.ts';
import type { Database } from './database.ts';

// A retry after a commit whose answer was lost must not fail on what it wrote itself.
const INSERT = `INSERT INTO call_record
  (ref, started_at, site, door, trunk, rule, asked_ms, outcome, destination, ended_at, cause)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ref) DO NOTHING`;
const FINISH = 'UPDATE call_record SET ended_at = ?, cause = ?, trunk = ? WHERE ref = ?';
const RECENT = `SELECT ref, started_at, site, door, trunk, rule, asked_ms, outcome, destination, ended_at, cause
  FROM call_record ORDER BY started_at DESC, id DESC LIMIT ?`;
const PURGE = 'DELETE FROM call_record WHERE started_at < ?';
const MOST = 10_000;

/** Call records in SQLite. The schema (`migrations/call-record.ts`) refuses every value that is not of the shape the port promises. */
export class SqliteCallRecordStore implements CallRecordStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get writable(): boolean {
    return this.#database.state.condition === 'ready';
  }

  append(record: CallRecord): void {
    const { ref, startedAt, site, door, trunk, rule, askedMs, outcome, destination, endedAt, cause } = record;
    const params = [
      ref,
      startedAt,
      site ?? null,
      door,
      trunk,
      rule,
      askedMs,
      outcome,
      destination,
      endedAt ?? null,
      cause ?? null,
    ];
    // A call that was shown to somebody is on the disk as soon as can be: the next may be only if this one could be recorded.
    this.#database.write({ sql: INSERT, params, atOnce: door === 'parent' });
  }

  finish(ref: CallRef, { endedAt, cause, trunk }: CallEnding): void {
    this.#database.write({ sql: FINISH, params: [endedAt, cause, trunk, ref] });
  }

  async recent(limit: number): Promise<StoreAnswer<readonly CallRecord[]>> {
    const most = Math.min(Math.max(Math.trunc(limit) || 1, 1), MOST);
    const answer = await this.#database.read(RECENT, [most]);
    return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(recordOf) } : answer;
  }

  purge(before: number): Promise<StoreAnswer<number>> {
    return new Promise((settled) => {
      this.#database.write({ sql: PURGE, params: [before], erasesBefore: before, settled });
    });
  }
}

/** Every column was constrained when it was written and read back as it is: the types follow from the schema. */
function recordOf(row: Row): CallRecord {
  const optional = (name: string, value: SqlValue | undefined) =>
    value === null || value === undefined ? {} : { [name]: value };
  return {
    ref: row['ref'],
    startedAt: row['started_at'],
    // What was saved of a damaged database of version 1 may still name a door for a refused call.
    door: row['outcome'] === 'refused' ? null : row['door'],
    trunk: row['trunk'],
    rule: row['rule'],
    askedMs: row['asked_ms'],
    outcome: row['outcome'],
    destination: row['destination'],
    ...optional('site', row['site']),
    ...optional('endedAt', row['ended_at']),
    ...optional('cause', row['cause']),
  } as CallRecord;
}
