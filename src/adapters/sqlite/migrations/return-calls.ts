import { TIME } from './shapes.ts';

const TOKEN = (column: string): string => `(length(${column}) = 22 AND ${column} NOT GLOB '*[^A-Za-z0-9_-]*')`;

/** Version 1: calls of now and of the last minutes. A leg is known by the PBX's own id for it, which has a full stop: no telephone number fits. */
export const RETURN_CALLS: readonly string[] = [
  `CREATE TABLE return_call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call TEXT NOT NULL UNIQUE CHECK (length(call) <= 80 AND call GLOB '*[0-9].[0-9]*' AND call NOT GLOB '*[^A-Za-z0-9._-]*'),
    line TEXT NOT NULL CHECK ${TOKEN('line')},
    caller TEXT CHECK (caller IS NULL OR ${TOKEN('caller')}),
    code TEXT CHECK (code IS NULL OR code GLOB '[0-9][0-9][0-9]'),
    worker TEXT CHECK (worker IS NULL OR (length(worker) BETWEEN 2 AND 8 AND worker NOT GLOB '*[^0-9]*')),
    since INTEGER NOT NULL CHECK (since ${TIME}),
    reserved_until INTEGER CHECK (reserved_until IS NULL OR reserved_until ${TIME}),
    forget_at INTEGER NOT NULL CHECK (forget_at ${TIME})
  ) STRICT`,
];
