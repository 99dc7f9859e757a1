import type { Connection, Row } from './connection.ts';

/** The rowid under the name it has in rows read here. */
export const ROWID = 'salvaged_rowid';
const CHUNK = 200;
/** Most probes that may fail before the rest of a dead zone is given up: about a second of work. */
const PROBE_BUDGET = 40_000;

type Take = (rows: readonly Row[]) => Promise<void>;

/** Reads one table of a damaged database: whatever SQLite can still reach, by any way it can reach it. A read error is an answer here. */
export class TableScan {
  readonly #source: Connection;
  readonly #table: string;
  readonly #columns: string;

  /** `table` and `columns` must be names of our own schema: they go into SQL as they are. */
  constructor(source: Connection, table: string, columns: readonly string[]) {
    this.#source = source;
    this.#table = table;
    this.#columns = [`rowid AS ${ROWID}`, ...columns].join(', ');
  }

  /** Reads upwards from the first or downwards from the last row. Gives whether it came to the end without meeting anything unreadable. */
  async run(direction: 'up' | 'down', take: Take): Promise<boolean> {
    let last = direction === 'up' ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
    let limit = CHUNK;
    for (;;) {
      const rows = await this.#next(direction, last, limit);
      if (rows === 'unreadable') {
        if (limit === 1) return false;
        limit = 1;
        continue;
      }
      if (rows.length === 0) return true;
      await take(rows);
      // A damaged tree can lead back to where one came from.
      if (!isBeyond(rows, direction, last)) return false;
      last = Number(rows.at(-1)?.[ROWID]);
    }
  }

  /** The rowids that exist, ascending, as far as any index still lists them; `null` when none can be read. */
  async listedIds(): Promise<readonly number[] | null> {
    const listed = new Set<number>();
    let readable = false;
    for (const index of await this.#indexes()) {
      const rows = await this.#read(`SELECT rowid AS ${ROWID} FROM ${this.#table} INDEXED BY "${index}"`, []);
      if (rows === 'unreadable') continue;
      readable = true;
      for (const row of rows) listed.add(Number(row[ROWID]));
    }
    return readable ? [...listed].filter((id) => Number.isSafeInteger(id)).sort((a, b) => a - b) : null;
  }

  /**
   * Seeks each of `ids` (ascending), halving around what cannot be read. Gives how many of them could not be read and, of the readable
   * places, how many held no such row.
   */
  async pick(ids: readonly number[], take: Take): Promise<{ unreadable: number; absent: number }> {
    const tally = { unreadable: 0, absent: 0 };
    let budget = PROBE_BUDGET;
    const waiting = [ids];
    // Breadth first: when the budget ends, the large readable pieces have been found.
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      budget -= 1;
      const rows = budget > 0 ? await this.#span(part) : 'unreadable';
      if (rows !== 'unreadable') await take(rows);
      const missing = rows === 'unreadable' ? part : without(part, rows);
      // In a tree out of order a range can miss a row that a seek by its own rowid finds.
      if (part.length > 1 && budget > 0) waiting.push(...halves(missing));
      else tally[rows === 'unreadable' ? 'unreadable' : 'absent'] += missing.length;
    }
    return tally;
  }

  /** The highest rowid ever given out, as far as it is still known. */
  async highestKnown(): Promise<number | null> {
    const rows = await this.#read('SELECT seq FROM sqlite_sequence WHERE name = ?', [this.#table]);
    const seq = rows === 'unreadable' ? undefined : rows[0]?.['seq'];
    return typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0 ? seq : null;
  }

  #next(direction: 'up' | 'down', last: number, limit: number): Promise<readonly Row[] | 'unreadable'> {
    const [compare, order] = direction === 'up' ? ['>', 'ASC'] : ['<', 'DESC'];
    return this.#read(`${this.#select(`rowid ${compare} ?`)} ORDER BY rowid ${order} LIMIT ${limit}`, [last]);
  }

  async #span(ids: readonly number[]): Promise<readonly Row[] | 'unreadable'> {
    const [first, last] = [ids[0], ids.at(-1)];
    if (first === undefined || last === undefined) return [];
    // A range also reads the row after its end, which may be the damaged one; a seek does not.
    return first === last
      ? this.#read(this.#select('rowid = ?'), [first])
      : this.#read(this.#select('rowid BETWEEN ? AND ?'), [first, last]);
  }

  #select(where: string): string {
    return `SELECT ${this.#columns} FROM ${this.#table} NOT INDEXED WHERE ${where}`;
  }

  async #indexes(): Promise<readonly string[]> {
    const rows = await this.#read('SELECT name FROM pragma_index_list(?)', [this.#table]);
    return rows === 'unreadable' ? [] : rows.map((row) => String(row['name'])).filter((name) => /^\w+$/.test(name));
  }

  async #read(sql: string, params: readonly (string | number)[]): Promise<readonly Row[] | 'unreadable'> {
    try {
      return await this.#source.all(sql, params);
    } catch {
      return 'unreadable';
    }
  }
}

function without(ids: readonly number[], rows: readonly Row[]): readonly number[] {
  const found = new Set(rows.map((row) => Number(row[ROWID])));
  return ids.filter((id) => !found.has(id));
}

function halves(ids: readonly number[]): (readonly number[])[] {
  if (ids.length === 0) return [];
  return [ids.slice(0, ids.length >> 1), ids.slice(ids.length >> 1)];
}

function isBeyond(rows: readonly Row[], direction: 'up' | 'down', last: number): boolean {
  let previous = last;
  for (const row of rows) {
    const id = Number(row[ROWID]);
    if (!Number.isSafeInteger(id) || (direction === 'up' ? id <= previous : id >= previous)) return false;
    previous = id;
  }
  return true;
}
