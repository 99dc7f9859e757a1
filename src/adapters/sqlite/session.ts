import { lstat } from 'node:fs/promises';
import { Failure } from '../../failure.ts';
import { Connection } from './connection.ts';
import { type DatabaseFile, removeDatabase } from './database-file.ts';
import { faultOf } from './fault.ts';
import { migrate, schemaVersion } from './migrations.ts';
import { applyPragmas } from './pragmas.ts';
import { draftOf, openDamaged, openWithNewHeader, type RebuildReport, writeDraft } from './rebuild.ts';
import type { Schema } from './schema.ts';

/** An open database: one connection that writes, one that only reads. */
export interface Session {
  readonly writer: Connection;
  readonly reader: Connection;
}

export interface Opened {
  readonly session: Session;
  /** Set when the file had to be made anew. */
  readonly report: RebuildReport | null;
}

/**
 * Opens the database of `file`: examined (header, versions, integrity_check of every page), rebuilt when damaged, migrated, and held.
 * A Failure (`STORAGE_EXPOSED`, `STORAGE_NEWER`) means a person must act; the file is untouched. Rejects with the driver's or file
 * system's error when it cannot be done now. Nothing stays open then.
 */
export async function openSession(file: DatabaseFile, schema: Schema, now: number): Promise<Opened | Failure> {
  const exposed = await file.prepareDirectory();
  if (exposed !== null) return exposed;
  await finishInterruptedRebuild(file);
  const found = await examine(file, schema);
  if (found instanceof Failure) return found;
  const report = found === 'damaged' ? await rebuildFromFile(file, schema, now) : null;
  await file.prepareFile();
  const session = await connect(file.path, schema, now);
  if (session instanceof Failure) return session;
  try {
    await file.hold();
  } catch (error) {
    await closeSession(session, file);
    throw error;
  }
  return { session, report };
}

/** Closes both connections; what is left in the log is brought into the file first, unless the file was moved. Never rejects. */
export async function closeSession(session: Session, file: DatabaseFile): Promise<void> {
  await session.reader.close().catch(() => undefined);
  await session.writer.close().catch(() => undefined);
  await file.release().catch(() => undefined);
}

/**
 * Rebuilds from connections that are still open: their descriptors and caches reach the records of a file that was deleted, replaced or
 * overwritten. Closes the session. `null` when the schema cannot be read through them: the next {@link openSession} then works from the
 * file. Rejects when there is no room for the new database; the session is then still open.
 */
export async function rebuildFromSession(
  session: Session,
  file: DatabaseFile,
  schema: Schema,
  now: number,
): Promise<RebuildReport | null> {
  const source = session.writer;
  await source.all('PRAGMA writable_schema = ON').catch(() => undefined);
  const version = await schemaVersion(source).catch(() => 'damaged' as const);
  if (typeof version !== 'number' || version === 0) {
    await closeSession(session, file);
    return null;
  }
  const salvaged = await writeDraft(source, file.path, schema, now);
  // Moved before closing: SQLite then neither checkpoints into the damaged file nor deletes a log by a name that is ours again.
  const setAside = await file.setAside(now);
  await closeSession(session, file);
  await file.adopt(draftOf(file.path));
  return { rebuilt: true, setAside, ...salvaged };
}

async function rebuildFromFile(file: DatabaseFile, schema: Schema, now: number): Promise<RebuildReport> {
  const sound = (await file.condition()) === 'sound';
  const source = (sound ? await openDamaged(file.path) : null) ?? (await openWithNewHeader(file.path));
  try {
    const salvaged = await writeDraft(source, file.path, schema, now);
    await source?.close().catch(() => undefined);
    const setAside = await file.setAside(now);
    await file.adopt(draftOf(file.path));
    return { rebuilt: true, setAside, ...salvaged };
  } catch (error) {
    await source?.close().catch(() => undefined);
    throw error;
  } finally {
    await removeDatabase(`${file.path}.salvage`);
  }
}

/** A crash after the damaged file was moved and before the new one took its place leaves only the new one, whole. */
async function finishInterruptedRebuild(file: DatabaseFile): Promise<void> {
  const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null;
  if (!(await isThere(file.path)) && (await isThere(draftOf(file.path)))) await file.adopt(draftOf(file.path));
}

async function examine(file: DatabaseFile, { steps }: Schema): Promise<'usable' | 'damaged' | Failure> {
  const condition = await file.condition();
  if (condition !== 'sound') return condition === 'empty' ? 'usable' : 'damaged';
  const connection = await Connection.open(file.path, 'read');
  try {
    const version = await schemaVersion(connection);
    if (version === 'damaged') return 'damaged';
    if (version > steps.length) return new Failure('STORAGE_NEWER', `version ${version}, known up to ${steps.length}`);
    return (await connection.value('PRAGMA integrity_check(1)')) === 'ok' ? 'usable' : 'damaged';
  } catch (error) {
    if (faultOf(error) === 'damaged') return 'damaged';
    throw error;
  } finally {
    await connection.close().catch(() => undefined);
  }
}

async function connect(path: string, schema: Schema, now: number): Promise<Session | Failure> {
  const open: Connection[] = [];
  try {
    const writer = await Connection.open(path, 'write');
    open.push(writer);
    await applyPragmas(writer, 'write');
    const failure = await migrate(writer, schema, now);
    if (failure === null) {
      const reader = await Connection.open(path, 'read');
      open.push(reader);
      await applyPragmas(reader, 'read');
      return { writer, reader };
    }
    await writer.close();
    return failure;
  } catch (error) {
    for (const connection of open) await connection.close().catch(() => undefined);
    throw error;
  }
}
