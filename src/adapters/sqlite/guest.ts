import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Write } from './backlog.ts';
import { Connection, type Row, type SqlValue } from './connection.ts';
import { DatabaseFile } from './database-file.ts';
import { failureOf } from './fault.ts';
import { inTransaction, schemaVersion } from './migrations.ts';
import { applyPragmas } from './pragmas.ts';
import type { Schema } from './schema.ts';

/**
 * The database of another process, the daemon: opened for one moment, never made, migrated or mended. Whatever stands against it is answered, and
 * the daemon is not disturbed: SQLite's own locks part the two, and a file that root adds beside the database gets the owner of the database
 * (sqlite3 os_unix.c, findCreateFileMode).
 */
export class DatabaseGuest {
  readonly #path: string;
  readonly #schema: Schema;

  constructor(directory: string, schema: Schema) {
    this.#path = join(directory, schema.file);
    this.#schema = schema;
  }

  /**
   * Writes everything in one transaction, or nothing. `null` when it is on the disk and, after an erasure, no copy of what was erased is left in the
   * log or in a file that was set aside. Never rejects.
   */
  async write(writes: readonly Write[]): Promise<Failure | null> {
    const answer = await this.#during('write', async (connection) => {
      await inTransaction(connection, async () => {
        for (const { also = [], ...first } of writes)
          for (const { sql, params } of [first, ...also]) await connection.run(sql, params);
      });
      const erasures = writes.flatMap(({ erasesBefore }) => erasesBefore ?? []);
      if (erasures.length === 0) return [];
      const blocked = await connection.value('PRAGMA wal_checkpoint(TRUNCATE)');
      if (blocked !== 0) throw Object.assign(new Error('the log could not be emptied'), { code: 'SQLITE_BUSY' });
      await new DatabaseFile(this.#path).removeSetAside(Math.max(...erasures));
      return [];
    });
    return answer.outcome === 'ok' ? null : new Failure(answer.why);
  }

  /** Never rejects. */
  async read(sql: string, params: readonly SqlValue[]): Promise<StoreAnswer<readonly Row[]>> {
    return await this.#during('read', (connection) => connection.all(sql, params));
  }

  async #during(
    mode: 'read' | 'write',
    work: (connection: Connection) => Promise<readonly Row[]>,
  ): Promise<StoreAnswer<readonly Row[]>> {
    let connection: Connection | null = null;
    try {
      // SQLite would make what is not there.
      if (!(await lstat(this.#path)).isFile()) return { outcome: 'unknown', why: 'STORAGE_DAMAGED' };
      connection = await Connection.open(this.#path, mode);
      await applyPragmas(connection, mode);
      const version = await schemaVersion(connection);
      if (version === 'damaged') return { outcome: 'unknown', why: 'STORAGE_DAMAGED' };
      if (version !== this.#schema.steps.length) return { outcome: 'unknown', why: 'STORAGE_OTHER_VERSION' };
      return { outcome: 'ok', value: await work(connection) };
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { outcome: 'unknown', why: absent ? 'STORAGE_NONE_YET' : failureOf(error).code };
    } finally {
      await connection?.close().catch(() => undefined);
    }
  }
}
