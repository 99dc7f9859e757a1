import { Failure } from '../../failure.ts';
import type { Connection } from './connection.ts';
import type { Schema } from './schema.ts';

const VERSION_TABLE = `CREATE TABLE IF NOT EXISTS schema_version (
  version INTEGER PRIMARY KEY CHECK (version > 0),
  applied_at INTEGER NOT NULL
) STRICT`;

/**
 * The version of the schema: 0 for an empty file, `damaged` when the table of versions does not count 1, 2, 3 … without a gap or is not
 * there although other tables are. Changes nothing.
 */
export async function schemaVersion(connection: Connection): Promise<number | 'damaged'> {
  const tables = await connection.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  if (tables.length === 0) return 0;
  if (!tables.some((table) => table['name'] === 'schema_version')) return 'damaged';
  const rows = await connection.all('SELECT version FROM schema_version ORDER BY version');
  return rows.every((row, at) => row['version'] === at + 1) ? rows.length : 'damaged';
}

/**
 * Brings the schema from its version to `target`, each step in a transaction of its own with its entry in `schema_version`. Gives
 * `STORAGE_NEWER`, and has changed nothing, when a newer program wrote the database. Rejects with the driver's error; the steps before
 * are then kept.
 */
export async function migrate(
  connection: Connection,
  { steps }: Schema,
  now: number,
  target = steps.length,
): Promise<Failure | null> {
  const version = await schemaVersion(connection);
  if (version === 'damaged') return new Failure('STORAGE_DAMAGED');
  if (version > steps.length) return new Failure('STORAGE_NEWER', `version ${version}, known up to ${steps.length}`);
  for (let step = version; step < target; step++) {
    await inTransaction(connection, async () => {
      await connection.run(VERSION_TABLE);
      for (const statement of steps[step] ?? []) await connection.run(statement);
      await connection.run('INSERT INTO schema_version (version, applied_at) VALUES (?, ?)', [step + 1, now]);
    });
  }
  return null;
}

/** `work` between BEGIN IMMEDIATE and COMMIT. The caller must be the only user of the connection. Rejects as `work` did, rolled back. */
export async function inTransaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN IMMEDIATE');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // SQLite may have rolled back by itself (full disk); a second ROLLBACK then fails and says nothing.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
