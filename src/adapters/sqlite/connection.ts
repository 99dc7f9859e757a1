import sqlite3 from 'sqlite3';
import { BindError } from './fault.ts';

/** All that may be bound. Everything else (undefined, bigint, objects, dates) the driver would store as NULL or as some text. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/**
 * One connection of sqlite3 6, made into promises: without a callback the driver turns a statement's error into an uncaught exception.
 * Rejects with the driver's error or a {@link BindError}; see `faultOf`. Nothing here outlives `close()`.
 */
export class Connection {
  readonly #database: sqlite3.Database;

  private constructor(database: sqlite3.Database) {
    this.#database = database;
  }

  /** Opens `path`, which must exist. `read` can change nothing and never checkpoints. */
  static open(path: string, mode: 'read' | 'write'): Promise<Connection> {
    const flags = mode === 'read' ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE;
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(path, flags | sqlite3.OPEN_PRIVATECACHE, (error) => {
        if (error === null) resolve(new Connection(database));
        else reject(error);
      });
    });
  }

  /** One statement with `?` placeholders only. Gives the number of rows changed. */
  run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#database.run(sql, bindable(sql, params), function (error) {
        if (error === null) resolve(this.changes);
        else reject(error);
      });
    });
  }

  all(sql: string, params: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.#database.all<Row>(sql, bindable(sql, params), (error, rows) => {
        if (error === null) resolve(rows);
        else reject(error);
      });
    });
  }

  /** The first column of the first row. */
  async value(sql: string, params: readonly SqlValue[] = []): Promise<SqlValue | undefined> {
    const [row] = await this.all(sql, params);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /** Waits for what is running, then closes. Rejects when a statement is still open; the connection is then still usable. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#database.close((error) => (error === null ? resolve() : reject(error)));
    });
  }
}

/** Rejects (by throwing inside the promise) what the driver would silently store as something else. */
function bindable(sql: string, params: readonly SqlValue[]): SqlValue[] {
  const wanted = placeholdersIn(sql);
  if (wanted !== params.length) throw new BindError(`${wanted} values wanted, ${params.length} given`);
  for (const [at, value] of params.entries()) {
    if (!isBindable(value)) throw new BindError(`value ${at + 1} is not text, a safe number, null or bytes`);
  }
  return [...params];
}

function isBindable(value: unknown): value is SqlValue {
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return value === null || typeof value === 'string' || Buffer.isBuffer(value);
}

/** By statement: each is written somewhere in our code, so they are few. */
const PLACEHOLDERS = new Map<string, number>();

function placeholdersIn(sql: string): number {
  const known = PLACEHOLDERS.get(sql);
  if (known !== undefined) return known;
  const counted = countedIn(sql);
  PLACEHOLDERS.set(sql, counted);
  return counted;
}

function countedIn(sql: string): number {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, '');
  if (/\?[0-9]|[:@$][A-Za-z_]/.test(bare)) throw new BindError('only plain ? placeholders are used');
  return bare.split('?').length - 1;
}
