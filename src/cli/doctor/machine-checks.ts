import { lstat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadTokenKey } from '../../adapters/sealing/token-key.ts';
import { Connection } from '../../adapters/sqlite/connection.ts';
import { DatabaseFile } from '../../adapters/sqlite/database-file.ts';
import { failureOf } from '../../adapters/sqlite/fault.ts';
import { schemaVersion } from '../../adapters/sqlite/migrations.ts';
import { CALLS, CONTACTS, DROPS, HISTORY, RETURNS, type Schema } from '../../adapters/sqlite/schema.ts';
import type { Config } from '../../config/config.ts';
import { Failure, type FailureCode } from '../../failure.ts';
import { askStatus, consoleOrigin } from '../daemon-status.ts';
import { type Finding, sound, unsound } from './finding.ts';

const LEAST_ROOM = 100 * 1024 * 1024;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The key file is whole and closed. A missing one is made at the first start. */
export async function tokenKeyCheck(path: string): Promise<Finding> {
  const key = await loadTokenKey(path);
  if (!(key instanceof Failure)) return sound('token-key', 'the token key is whole and closed to others');
  if (key.code === 'TOKEN_KEY_MISSING') return unsound('token-key', 'warning', key.code, 'the first start makes one');
  return unsound('token-key', 'failed', key.code);
}

/** The directory is ours alone and has room. A missing one is made at the first start. */
export async function storageDirectoryCheck(directory: string): Promise<Finding> {
  const name = 'storage-directory';
  try {
    const stat = await lstat(directory);
    if (!stat.isDirectory()) return unsound(name, 'failed', 'STORAGE_UNUSABLE', 'not a directory');
    if ((stat.mode & 0o077) !== 0) return unsound(name, 'failed', 'STORAGE_EXPOSED');
    const self = process.getuid?.() ?? stat.uid;
    if (self !== 0 && stat.uid !== self) return unsound(name, 'failed', 'STORAGE_UNUSABLE', 'owned by another user');
    const { bavail, bsize } = await statfs(directory);
    if (bavail * bsize < LEAST_ROOM) return unsound(name, 'warning', 'STORAGE_FULL', 'less than 100 MiB are left');
    return sound(name, 'the database directory is closed to others and has room');
  } catch (error) {
    if (isMissing(error)) return sound(name, 'there is no database directory yet; the first start makes it');
    return unsound(name, 'failed', 'STORAGE_UNUSABLE', failureOf(error).detail);
  }
}

async function databaseTrouble(path: string, { steps }: Schema): Promise<FailureCode | null> {
  const connection = await Connection.open(path, 'read');
  try {
    await connection.all('PRAGMA busy_timeout = 1000');
    if ((await connection.value('PRAGMA quick_check(1)')) !== 'ok') return 'STORAGE_DAMAGED';
    const version = await schemaVersion(connection);
    if (version === 'damaged') return 'STORAGE_DAMAGED';
    return version > steps.length ? 'STORAGE_NEWER' : null;
  } finally {
    await connection.close().catch(() => undefined);
  }
}

const DATABASES = {
  calls: { name: 'database', schema: CALLS },
  history: { name: 'history', schema: HISTORY },
  returns: { name: 'return-database', schema: RETURNS },
  drops: { name: 'drop-database', schema: DROPS },
  contacts: { name: 'contact-database', schema: CONTACTS },
} as const;

/** One of the databases opens, reading only, and is whole. Nothing is repaired: that is the daemon's. */
export async function databaseCheck(directory: string, of: keyof typeof DATABASES): Promise<Finding> {
  const { name, schema } = DATABASES[of];
  const path = join(directory, schema.file);
  try {
    const condition = await new DatabaseFile(path).condition();
    if (condition === 'unsound') return unsound(name, 'failed', 'STORAGE_DAMAGED');
    if (condition === 'empty') return sound(name, `there is no ${name} yet; the first start makes it`);
    const trouble = await databaseTrouble(path, schema);
    return trouble === null ? sound(name, `the ${name} opens and is whole`) : unsound(name, 'failed', trouble);
  } catch (error) {
    const { code, detail } = failureOf(error);
    return unsound(name, 'failed', code, detail);
  }
}

function bindable(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The console's port is free, or our daemon has it. */
export async function consolePortCheck({ host, port }: Config['console']): Promise<Finding> {
  const name = 'console-port';
  if (await bindable(host, port))
    return sound(name, 'the console port is free: no daemon runs with this configuration');
  const status = await askStatus(consoleOrigin({ host, port }));
  if (status instanceof Failure) return unsound(name, 'failed', 'CONSOLE_PORT_TAKEN');
  return sound(name, `the daemon runs and is ${status.ready ? 'ready' : 'not ready: see `withheld status`'}`);
}
