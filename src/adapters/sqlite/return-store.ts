import type { LegId } from '../../call/call-event.ts';
import type { KeptCall, ReturnStore } from '../../ports/return-store.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Row } from './connection.ts';
import type { Database } from './database.ts';

const PUT = `INSERT INTO return_call (call, line, caller, code, worker, since, reserved_until, forget_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (call) DO UPDATE SET caller = excluded.caller, code = excluded.code, worker = excluded.worker,
    reserved_until = excluded.reserved_until, forget_at = excluded.forget_at`;
const ERASE = 'DELETE FROM return_call WHERE call = ?';
const PURGE = 'DELETE FROM return_call WHERE forget_at <= ?';
const LOAD = `SELECT call, line, caller, code, worker, since, reserved_until, forget_at FROM return_call
  ORDER BY since, id LIMIT 10000`;
/** A file that was set aside holds such calls too: it goes when the last of them would have had to. */
const SET_ASIDE_MS = 15 * 60_000;

/** Kept calls in SQLite. The schema (`migrations/return-calls.ts`) refuses every value that is not of the shape the port promises. */
export class SqliteReturnStore implements ReturnStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  put({ call, line, caller, code, worker, since, reservedUntil, forgetAt }: KeptCall): void {
    this.#database.write({ sql: PUT, params: [call, line, caller, code, worker, since, reservedUntil, forgetAt] });
  }

  erase(calls: readonly LegId[], now: number): void {
    for (const call of calls) this.#database.write({ sql: ERASE, params: [call] });
    this.#database.write({ sql: PURGE, params: [now], erasesBefore: now - SET_ASIDE_MS });
  }

  async load(): Promise<StoreAnswer<readonly KeptCall[]>> {
    const answer = await this.#database.read(LOAD, []);
    return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(callOf) } : answer;
  }
}

/** Every column was constrained when it was written and is read back as it is: the types follow from the schema. */
function callOf({ call, line, caller, code, worker, since, reserved_until, forget_at }: Row): KeptCall {
  return { call, line, caller, code, worker, since, reservedUntil: reserved_until, forgetAt: forget_at } as KeptCall;
}
