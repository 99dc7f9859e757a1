import { identifier, TIME, UUID_4 } from './shapes.ts';

/** Of Asterisk: `22.10.1`. Too short, and too often broken by a full stop, for a number. */
const RELEASE = `(length(release) <= 12 AND release GLOB '[0-9]*' AND release NOT GLOB '*[^0-9.]*'
    AND release NOT GLOB '*[0-9][0-9][0-9][0-9]*')`;

/** No three digits stand together: no telephone number, extension or address fits. */
const withoutNumbers = (column: string): string => `${column} NOT GLOB '*[0-9][0-9][0-9]*'`;

const VERDICTS = "('clean', 'leaked', 'inconclusive', 'failed')";

/** Version 1 of the history: leak tests and what was found on the wire. Every column has a shape in which no number of anybody can be kept. */
export const WIRE_HISTORY: readonly string[] = [
  `CREATE TABLE leak_test (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL UNIQUE CHECK (ref GLOB '${UUID_4}'),
    started_at INTEGER NOT NULL CHECK (started_at ${TIME}),
    ended_at INTEGER NOT NULL CHECK (ended_at ${TIME}),
    reason TEXT NOT NULL CHECK (reason IN ('start', 'changed', 'daily', 'again', 'by-hand')),
    verdict TEXT NOT NULL CHECK (verdict IN ${VERDICTS}),
    part TEXT NOT NULL CHECK (part IN ('whole', 'partial')),
    release TEXT CHECK (release IS NULL OR ${RELEASE}),
    paths INTEGER NOT NULL CHECK (paths BETWEEN 0 AND 9999),
    messages INTEGER NOT NULL CHECK (messages BETWEEN 0 AND 999999)
  ) STRICT`,
  // Without a foreign key: what is saved of a damaged database may have lost one of the two.
  `CREATE TABLE leak_test_door (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL CHECK (ref GLOB '${UUID_4}'),
    started_at INTEGER NOT NULL CHECK (started_at ${TIME}),
    door TEXT NOT NULL CHECK ${identifier('door')},
    verdict TEXT NOT NULL CHECK (verdict IN ${VERDICTS}),
    vector TEXT CHECK (vector IS NULL OR ${identifier('vector')}),
    UNIQUE (ref, door)
  ) STRICT`,
  `CREATE TABLE wire_finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    found_at INTEGER NOT NULL CHECK (found_at ${TIME}),
    trunk TEXT NOT NULL CHECK ${identifier('trunk')},
    door TEXT NOT NULL CHECK (door IN ('private', 'parent', 'emergency', 'in')),
    direction TEXT NOT NULL CHECK (direction IN ('to-carrier', 'to-agency')),
    method TEXT NOT NULL CHECK (length(method) <= 16 AND method NOT GLOB '*[^A-Za-z()]*'),
    vector TEXT NOT NULL CHECK ${identifier('vector')},
    catalogue TEXT NOT NULL CHECK (length(catalogue) <= 80 AND ${withoutNumbers('catalogue')} AND catalogue NOT GLOB '*[^A-Za-z0-9. ]*'),
    place TEXT NOT NULL CHECK (length(place) <= 60 AND ${withoutNumbers('place')}),
    excerpt TEXT NOT NULL CHECK (length(excerpt) <= 200 AND ${withoutNumbers('excerpt')}),
    severity TEXT NOT NULL CHECK (severity IN ('leak', 'unpresented', 'suspicious', 'unreadable')),
    done TEXT NOT NULL CHECK (done IN ('cancelled', 'closed', 'told'))
  ) STRICT`,
];
