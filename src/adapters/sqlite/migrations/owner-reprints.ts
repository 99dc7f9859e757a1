import { BOX } from './mailboxes.ts';
import { bytes, HEX_64, key } from './owners.ts';
import { TIME } from './shapes.ts';

const COLUMNS = 'id, box, kind, recipient, signing, day, before, signature';
const recovery = key('recovery').replace(
  'TEXT NOT NULL CHECK (',
  "TEXT CHECK (recovery IS NULL OR kind IN ('enrolled', 'reprinted') AND ",
);

/** Version 3: the log of keys names the recovery key that was printed with a change, and knows of one that was printed anew. */
export const OWNER_REPRINTS: readonly string[] = [
  `CREATE TABLE key_change_2 (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX},
    kind TEXT NOT NULL CHECK (kind IN ('enrolled', 'rotated', 'recovered', 'reprinted', 'left')),
    ${key('recipient')},
    ${bytes('signing', 43, 43)},
    ${recovery},
    day INTEGER NOT NULL CHECK (day ${TIME} AND day % 86400000 = 0),
    before TEXT NOT NULL UNIQUE CHECK (before GLOB '${HEX_64}'),
    ${bytes('signature', 86, 86)},
    CHECK (kind <> 'reprinted' OR recovery IS NOT NULL)
  ) STRICT`,
  // The highest id ever given out: what is saved of a damaged database is counted by it.
  "INSERT INTO sqlite_sequence (name, seq) SELECT 'key_change_2', seq FROM sqlite_sequence WHERE name = 'key_change'",
  `INSERT INTO key_change_2 (${COLUMNS}) SELECT ${COLUMNS} FROM key_change`,
  // Its triggers go with it.
  'DROP TABLE key_change',
  'ALTER TABLE key_change_2 RENAME TO key_change',
  ...['DELETE', 'UPDATE'].map(
    (what) =>
      `CREATE TRIGGER key_change_no_${what.toLowerCase()} BEFORE ${what} ON key_change BEGIN SELECT RAISE(ABORT, 'the log of keys only grows'); END`,
  ),
];
