import { BOX, HEX_16, HEX_32, isBox, MESSAGE } from './mailboxes.ts';
import { TIME } from './shapes.ts';

export const HEX_64 = HEX_32 + HEX_32;
export const bytes = (name: string, least: number, most: number) =>
  `${name} TEXT NOT NULL CHECK (length(${name}) BETWEEN ${least} AND ${most} AND ${name} NOT GLOB '*[^A-Za-z0-9_-]*')`;
export const key = (name: string) =>
  `${name} TEXT NOT NULL CHECK (length(${name}) = 62 AND ${name} GLOB 'age1*' AND ${name} NOT GLOB '*[^a-z0-9]*')`;

/**
 * Version 1: owners of mailboxes, their passkeys, invites, the log of keys, and who was let read which message. Public keys, digests and what is
 * sealed; the log of keys can only grow.
 */
export const OWNERS_TABLES: readonly string[] = [
  `CREATE TABLE owner (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX} UNIQUE,
    reader TEXT NOT NULL CHECK (reader GLOB '${HEX_16}'),
    ${key('recipient')},
    ${bytes('signing', 43, 43)},
    previous TEXT CHECK (previous IS NULL OR previous GLOB '${HEX_16}'),
    ${bytes('salt', 22, 22)},
    ${bytes('passphrase_slot', 64, 4096)},
    ${bytes('paper_slot', 64, 4096)},
    ${key('recovery')},
    proof_hash TEXT NOT NULL CHECK (proof_hash GLOB '${HEX_64}'),
    ${bytes('second_factor', 64, 64)},
    lock_s INTEGER NOT NULL CHECK (lock_s BETWEEN 30 AND 600)
  ) STRICT`,
  `CREATE TABLE passkey (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX},
    ${bytes('credential', 16, 1400)} UNIQUE,
    ${bytes('public_key', 40, 1400)},
    counter INTEGER NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
    slot TEXT CHECK (slot IS NULL OR (length(slot) BETWEEN 64 AND 4096 AND slot NOT GLOB '*[^A-Za-z0-9_-]*'))
  ) STRICT`,
  `CREATE TABLE invite (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX} UNIQUE,
    code_hash TEXT NOT NULL UNIQUE CHECK (code_hash GLOB '${HEX_64}'),
    expires_at INTEGER NOT NULL CHECK (expires_at ${TIME})
  ) STRICT`,
  `CREATE TABLE key_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX},
    kind TEXT NOT NULL CHECK (kind IN ('enrolled', 'rotated', 'recovered', 'left')),
    ${key('recipient')},
    ${bytes('signing', 43, 43)},
    day INTEGER NOT NULL CHECK (day ${TIME} AND day % 86400000 = 0),
    before TEXT NOT NULL UNIQUE CHECK (before GLOB '${HEX_64}'),
    ${bytes('signature', 86, 86)}
  ) STRICT`,
  "CREATE TRIGGER key_change_stays BEFORE DELETE ON key_change BEGIN SELECT RAISE(ABORT, 'the log of keys only grows'); END",
  "CREATE TRIGGER key_change_is_fixed BEFORE UPDATE ON key_change BEGIN SELECT RAISE(ABORT, 'the log of keys only grows'); END",
  `CREATE TABLE forwarding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${MESSAGE.replace(' UNIQUE', '')},
    from_box TEXT NOT NULL CHECK (${isBox('from_box')}),
    to_box TEXT NOT NULL CHECK (${isBox('to_box')}),
    forwarded_at INTEGER NOT NULL CHECK (forwarded_at ${TIME}),
    UNIQUE (message, to_box)
  ) STRICT`,
];
