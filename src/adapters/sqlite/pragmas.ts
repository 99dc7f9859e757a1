import type { Connection } from './connection.ts';

/** `[name, value to set, value that must be read back]`. What a stock SQLite would leave off, and what durability rests on. */
const SHARED = [
  ['busy_timeout', '1000', 1000],
  ['trusted_schema', 'OFF', 0],
  ['foreign_keys', 'ON', 1],
] as const;
const WRITER = [
  ...SHARED,
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['secure_delete', 'ON', 1],
  ['journal_size_limit', '4194304', 4_194_304],
  // A small log: on a full disk it is our own share of the trouble.
  ['wal_autocheckpoint', '64', 64],
] as const;
const READER = [...SHARED, ['query_only', 'ON', 1]] as const;

/** Sets the pragmas of a connection and reads each back, because SQLite ignores what it does not know or cannot do. */
export async function applyPragmas(connection: Connection, mode: 'read' | 'write'): Promise<void> {
  for (const [name, value, wanted] of mode === 'write' ? WRITER : READER) {
    await connection.all(`PRAGMA ${name} = ${value}`);
    const got = await connection.value(`PRAGMA ${name}`);
    if (got !== wanted) throw new Error(`pragma ${name} is ${got}, not ${wanted}`);
  }
}
