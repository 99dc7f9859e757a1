import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { Connection } from './connection.ts';
import { DatabaseFile, removeDatabase } from './database-file.ts';
import { migrate, schemaVersion } from './migrations.ts';
import { applyPragmas } from './pragmas.ts';
import { type Salvaged, salvage } from './salvage.ts';
import type { Schema } from './schema.ts';

/** A database was found damaged and made anew. */
export interface RebuildReport extends Salvaged {
  readonly rebuilt: true;
  /** Name of the damaged file beside the new one; `null` when nothing was left to set aside (it had been deleted). */
  readonly setAside: string | null;
}

const PAGE = 4096;

/** Where the new database is written until it is whole. A leftover is complete: it is closed before the damaged one is moved. */
export function draftOf(path: string): string {
  return `${path}.rebuild`;
}

/** Writes a new database beside the damaged one with every row that `source` can still read. Rejects when there is no room for it. */
export async function writeDraft(
  source: Connection | null,
  path: string,
  schema: Schema,
  now: number,
): Promise<Salvaged> {
  const current = schema.steps.length;
  // `.draft` becomes `.rebuild` only when it is whole, so that a crash never leaves half a database under that name.
  const draft = new DatabaseFile(`${path}.draft`);
  await removeDatabase(draft.path);
  await draft.prepareFile();
  const target = await Connection.open(draft.path, 'write');
  let salvaged: Salvaged = { saved: 0, lost: 'unknown' };
  try {
    await applyPragmas(target, 'write');
    const version = source === null ? current : await schemaVersion(source).catch(() => 'damaged' as const);
    const known = typeof version === 'number' && version > 0 && version < current ? version : current;
    await migrate(target, schema, now, known);
    if (source !== null) {
      await source.all('PRAGMA writable_schema = ON').catch(() => undefined);
      salvaged = await salvage(source, target);
    }
    const failure = await migrate(target, schema, now);
    if (failure !== null) throw failure;
    await target.all('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await target.close();
  }
  await removeDatabase(draftOf(path));
  await new DatabaseFile(draftOf(path)).adopt(draft.path);
  return salvaged;
}

/** Opens the damaged file for reading only: nothing is checkpointed into it, and a file cut short is read as far as it goes. */
export async function openDamaged(path: string): Promise<Connection | null> {
  try {
    const source = await Connection.open(path, 'read');
    await source.all('PRAGMA writable_schema = ON');
    try {
      await source.all('SELECT name FROM sqlite_schema');
      return source;
    } catch {
      await source.close().catch(() => undefined);
      return null;
    }
  } catch {
    return null;
  }
}

/**
 * Copies the damaged file and its log to `<path>.salvage` and gives the copy the header our databases have, then opens it: behind an
 * overwritten header, or in the log of an emptied file, the pages are often whole. `null` when even that cannot be read.
 */
export async function openWithNewHeader(path: string): Promise<Connection | null> {
  const copy = `${path}.salvage`;
  await removeDatabase(copy);
  try {
    await copyFile(path, copy, constants.COPYFILE_EXCL);
    await copyFile(`${path}-wal`, `${copy}-wal`).catch(() => undefined);
    const handle = await open(copy, 'r+');
    try {
      const { size } = await handle.stat();
      if (size < PAGE) await handle.truncate(PAGE);
      await handle.write(standardHeader(Math.max(1, Math.floor(size / PAGE))), 0, 100, 0);
    } finally {
      await handle.close();
    }
    const source = await openDamaged(copy);
    if (source === null) await removeDatabase(copy);
    return source;
  } catch {
    await removeDatabase(copy).catch(() => undefined);
    return null;
  }
}

/** https://sqlite.org/fileformat2.html §1.3: our page size, WAL, UTF-8, no auto-vacuum; counters and free list are given up. */
function standardHeader(pages: number): Buffer {
  const header = Buffer.alloc(100);
  header.write('SQLite format 3\0', 0, 'latin1');
  header.writeUInt16BE(PAGE, 16);
  Buffer.from([2, 2, 0, 64, 32, 32]).copy(header, 18);
  header.writeUInt32BE(1, 24);
  header.writeUInt32BE(pages, 28);
  header.writeUInt32BE(4, 44);
  header.writeUInt32BE(1, 56);
  header.writeUInt32BE(1, 92);
  return header;
}
