import type { Connection, Row } from './connection.ts';
import { faultOf } from './fault.ts';
import { inTransaction } from './migrations.ts';
import { ROWID, TableScan } from './table-scan.ts';

/** What a rebuilt database holds of the old one. `lost` rows were there and could not be read, or broke a rule; `unknown` if uncountable. */
export interface Salvaged {
  readonly saved: number;
  readonly lost: number | 'unknown';
}

/**
 * Copies every readable row of `source` into `target`, table by table, for the tables and columns both have. One unreadable page loses
 * only its own rows. Errors of `source` never reject; errors of `target` other than a refused row do (full disk).
 */
export async function salvage(source: Connection, target: Connection): Promise<Salvaged> {
  let saved = 0;
  let lost: Salvaged['lost'] = 0;
  for (const table of await tablesOf(target)) {
    const wanted = await columnsOf(target, table);
    const found = await columnsOf(source, table).catch(() => null);
    if (found === null || found.length === 0) {
      lost = 'unknown';
      continue;
    }
    const columns = wanted.filter((column) => found.includes(column));
    const copied = await copyTable(source, new RowSink(target, table, columns, await rowidColumn(target, table)));
    saved += copied.saved;
    lost = lost === 'unknown' || copied.lost === 'unknown' ? 'unknown' : lost + copied.lost;
  }
  return { saved, lost };
}

/** How many rowids past the last readable one are tried when nothing tells where a table ended. */
const UNKNOWN_END = 500;
/** How many rowids are tried one by one when no index tells which of them exist. */
const MOST_GUESSES = 20_000;
/** How many rows are sought again one by one in a damaged table: a few seconds of work. */
const MOST_SEEKS = 100_000;

async function copyTable(source: Connection, sink: RowSink): Promise<Salvaged> {
  const scan = new TableScan(source, sink.table, sink.columns);
  const take = (rows: readonly Row[]): Promise<void> => sink.take(rows);
  const isWhole = await scan.run('up', take);
  await scan.run('down', take);
  const listed = await scan.listedIds();
  const unseen = (listed ?? []).filter((id) => !sink.seen.has(id));
  const ofListed = await scan.pick(unseen, take);
  // An index can be damaged too: what it does not list is tried as well, but counts as lost only when there is no index to go by.
  const guesses = await guessedIds(scan, new Set([...sink.seen, ...unseen]));
  const ofGuesses = await scan.pick(guesses.ids, take);
  // In a damaged tree a wrong row can carry a rowid: the row that a seek by it finds may be another one, and the right one.
  for (const id of [...sink.seen].slice(-MOST_SEEKS)) await scan.pick([id], take);
  if (listed !== null) return { saved: sink.saved, lost: ofListed.unreadable + ofListed.absent + sink.refused };
  const isCounted = isWhole || guesses.areAll;
  return { saved: sink.saved, lost: isCounted ? ofGuesses.unreadable + sink.refused : 'unknown' };
}

/** The rowids not seen between the first and the last ever given out, as far as that is known; the latest when there are too many. */
async function guessedIds(
  scan: TableScan,
  seen: ReadonlySet<number>,
): Promise<{ ids: readonly number[]; areAll: boolean }> {
  const known = await scan.highestKnown();
  let end = known ?? 0;
  if (known === null) for (const id of seen) end = Math.max(end, id);
  if (known === null) end += UNKNOWN_END;
  const ids: number[] = [];
  for (let id = end; id > 0 && ids.length < MOST_GUESSES; id--) if (!seen.has(id)) ids.push(id);
  return { ids: ids.reverse(), areAll: known !== null && ids.length < MOST_GUESSES };
}

/** Where rows arrive in the new database. A row the schema refuses is counted, not stored: damage can change a value into a wrong one. */
class RowSink {
  readonly table: string;
  readonly columns: readonly string[];
  /** The rowids that came, stored or refused. */
  readonly seen = new Set<number>();
  readonly #target: Connection;
  readonly #withoutKey: readonly string[];
  readonly #contents = new Set<string>();
  #saved = 0;
  #refused = 0;

  /** `key`: the column that is the rowid, if the table has one. */
  constructor(target: Connection, table: string, columns: readonly string[], key: string | null) {
    this.table = table;
    this.columns = columns;
    this.#target = target;
    this.#withoutKey = columns.filter((column) => column !== key);
  }

  get saved(): number {
    return this.#saved;
  }

  get refused(): number {
    return this.#refused;
  }

  async take(rows: readonly Row[]): Promise<void> {
    const fresh = rows.filter((row) => !this.#contents.has(JSON.stringify(row)));
    if (fresh.length === 0) return;
    await inTransaction(this.#target, async () => {
      for (const row of fresh) {
        this.seen.add(Number(row[ROWID]));
        this.#contents.add(JSON.stringify(row));
        // Damage can give one row the rowid of another: then the second gets a new one, rather than being lost.
        const isStored = (await this.#put(row, this.columns)) || (await this.#put(row, this.#withoutKey));
        if (isStored) this.#saved += 1;
        else this.#refused += 1;
      }
    });
  }

  async #put(row: Row, columns: readonly string[]): Promise<boolean> {
    const places = columns.map(() => '?').join(', ');
    try {
      await this.#target.run(
        `INSERT INTO ${this.table} (${columns.join(', ')}) VALUES (${places})`,
        columns.map((column) => row[column] ?? null),
      );
      return true;
    } catch (error) {
      if (faultOf(error) !== 'refused') throw error;
      return false;
    }
  }
}

async function tablesOf(connection: Connection): Promise<string[]> {
  const rows = await connection.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_version' ORDER BY rowid",
  );
  return rows.map((row) => String(row['name']));
}

async function columnsOf(connection: Connection, table: string): Promise<string[]> {
  const rows = await connection.all('SELECT name FROM pragma_table_info(?)', [table]);
  return rows.map((row) => String(row['name']));
}

async function rowidColumn(connection: Connection, table: string): Promise<string | null> {
  const name = await connection.value("SELECT name FROM pragma_table_info(?) WHERE pk = 1 AND type = 'INTEGER'", [
    table,
  ]);
  return typeof name === 'string' ? name : null;
}
