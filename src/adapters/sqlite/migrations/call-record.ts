import { identifier, TIME, UUID_4 } from './shapes.ts';

/** A table of outbound calls. Every column is constrained to a shape in which no telephone number, name or text can be kept. */
const table = (name: string, door: string): string => `CREATE TABLE ${name} (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL UNIQUE CHECK (ref GLOB '${UUID_4}'),
    started_at INTEGER NOT NULL CHECK (started_at ${TIME}),
    site TEXT CHECK (site IS NULL OR ${identifier('site')}),
    door ${door},
    trunk TEXT CHECK (trunk IS NULL OR ${identifier('trunk')}),
    rule TEXT NOT NULL CHECK ${identifier('rule')},
    asked_ms REAL NOT NULL CHECK (asked_ms BETWEEN 0 AND 600000),
    outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'refused', 'bypassed', 'late')),
    destination TEXT NOT NULL CHECK (length(destination) = 22 AND destination NOT GLOB '*[^A-Za-z0-9_-]*'),
    ended_at INTEGER CHECK (ended_at IS NULL OR ended_at ${TIME}),
    cause INTEGER CHECK (cause IS NULL OR cause BETWEEN 0 AND 127)
  ) STRICT`;

const DOORS = "('private', 'parent', 'emergency')";
const COLUMNS = 'id, ref, started_at, site, trunk, rule, asked_ms, outcome, destination, ended_at, cause';

/** Version 1: outbound calls. */
export const CALL_RECORD: readonly string[] = [
  table('call_record', `TEXT NOT NULL CHECK (door IN ${DOORS})`),
  'CREATE INDEX call_record_started ON call_record (started_at)',
];

/** Version 2: a refused call left through no door. Version 1 had no value for that and said `private`. */
export const REFUSED_WITHOUT_DOOR: readonly string[] = [
  // Not the other way round: rows saved from a damaged database that has lost its version may still say `private`.
  table('call_record_2', `TEXT CHECK (CASE WHEN door IS NULL THEN outcome = 'refused' ELSE door IN ${DOORS} END)`),
  // The highest id ever given out, also of rows that are gone: what is saved of a damaged database is counted by it.
  "INSERT INTO sqlite_sequence (name, seq) SELECT 'call_record_2', seq FROM sqlite_sequence WHERE name = 'call_record'",
  `INSERT INTO call_record_2 (${COLUMNS}, door)
    SELECT ${COLUMNS}, CASE outcome WHEN 'refused' THEN NULL ELSE door END FROM call_record`,
  'DROP TABLE call_record',
  'ALTER TABLE call_record_2 RENAME TO call_record',
  'CREATE INDEX call_record_started ON call_record (started_at)',
];
