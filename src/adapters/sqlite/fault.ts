import { Failure } from '../../failure.ts';

/**
 * What an error of SQLite or the file system means for storage.
 *
 * - `damaged`: what is on the disk is not (any more) our database.
 * - `full`: no room now.
 * - `busy`: another connection holds the lock.
 * - `refused`: this one statement breaks a rule of the schema; the next may be fine.
 * - `unusable`: the disk, the rights or the process do not allow it now.
 */
export type Fault = 'damaged' | 'full' | 'busy' | 'refused' | 'unusable';

const FAULTS: Readonly<Record<string, Fault>> = {
  // Result codes: https://sqlite.org/rescode.html
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
  SQLITE_FORMAT: 'damaged',
  SQLITE_FULL: 'full',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_PROTOCOL: 'busy',
  SQLITE_CONSTRAINT: 'refused',
  SQLITE_MISMATCH: 'refused',
  SQLITE_TOOBIG: 'refused',
  SQLITE_RANGE: 'refused',
  SQLITE_ERROR: 'refused',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

/** A value that would be stored as something else than it is, or a wrong number of values. */
export class BindError extends Error {
  override readonly name = 'BindError';
}

export function faultOf(error: unknown): Fault {
  if (error instanceof BindError) return 'refused';
  if (!(error instanceof Error)) return 'unusable';
  // The schema itself is gone: the file was replaced by another database, or its first page is wrong.
  if (/no such (?:table|column)|has no column named/.test(error.message)) return 'damaged';
  const code = 'code' in error ? error.code : undefined;
  return (typeof code === 'string' ? FAULTS[code] : undefined) ?? 'unusable';
}

const CODES = {
  damaged: 'STORAGE_DAMAGED',
  full: 'STORAGE_FULL',
  busy: 'STORAGE_BUSY',
  refused: 'STORAGE_RECORD_REFUSED',
  unusable: 'STORAGE_UNUSABLE',
} as const satisfies Record<Fault, string>;

/** The failure to report for `error`; a Failure stays what it is. The detail is the error's code only: driver messages can quote values. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const detail = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return new Failure(CODES[faultOf(error)], detail, { cause: error });
}
