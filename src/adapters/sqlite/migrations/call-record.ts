/** Configured identifiers: a letter, then at most 31 of a-z 0-9 -, with at most four digits in all, so that no number fits. */
const identifier = (column: string): string =>
  `(length(${column}) BETWEEN 1 AND 32 AND ${column} GLOB '[a-z]*' AND ${column} NOT GLOB '*[^a-z0-9-]*'
    AND ${column} NOT GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*')`;

const HEX = '[0-9a-f]';
const UUID_4 = `${HEX.repeat(8)}-${HEX.repeat(4)}-4${HEX.repeat(3)}-[89ab]${HEX.repeat(3)}-${HEX.repeat(12)}`;

/** Epoch milliseconds from 2017 to 2099. */
const TIME = 'BETWEEN 1483228800000 AND 4102444799999';

/** Version 1: outbound calls. Every column is constrained to a shape in which no telephone number, name or text can be kept. */
export const CALL_RECORD: readonly string[] = [
  `CREATE TABLE call_record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL UNIQUE CHECK (ref GLOB '${UUID_4}'),
    started_at INTEGER NOT NULL CHECK (started_at ${TIME}),
    site TEXT CHECK (site IS NULL OR ${identifier('site')}),
    door TEXT NOT NULL CHECK (door IN ('private', 'parent', 'emergency')),
    trunk TEXT CHECK (trunk IS NULL OR ${identifier('trunk')}),
    rule TEXT NOT NULL CHECK ${identifier('rule')},
    asked_ms REAL NOT NULL CHECK (asked_ms BETWEEN 0 AND 600000),
    outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'refused', 'bypassed', 'late')),
    destination TEXT NOT NULL CHECK (length(destination) = 22 AND destination NOT GLOB '*[^A-Za-z0-9_-]*'),
    ended_at INTEGER CHECK (ended_at IS NULL OR ended_at ${TIME}),
    cause INTEGER CHECK (cause IS NULL OR cause BETWEEN 0 AND 127)
  ) STRICT`,
  'CREATE INDEX call_record_started ON call_record (started_at)',
];
