import { TIME } from './shapes.ts';

export const HEX_16 = '[0-9a-f]'.repeat(16);
export const HEX_32 = HEX_16 + HEX_16;

/** Two to eight digits: an extension. No number of the public network in E.164 fits. */
export const isBox = (name: string) => `length(${name}) BETWEEN 2 AND 8 AND ${name} NOT GLOB '*[^0-9]*'`;
export const BOX = `box TEXT NOT NULL CHECK (${isBox('box')})`;
export const MESSAGE = `message TEXT NOT NULL UNIQUE CHECK (message GLOB '${HEX_32}')`;
const flag = (name: string) => `${name} INTEGER NOT NULL CHECK (${name} IN (0, 1))`;
const day = (name: string) => `${name} ${TIME} AND ${name} % 86400000 = 0`;

/** Version 1: secured mailboxes, the keys of their readers (public ones), and their messages. No column can hold a caller, a text or a time of day, but for what is expected and erased. */
export const MAILBOXES: readonly string[] = [
  `CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX} UNIQUE,
    ${flag('owner_enrolled')},
    ${flag('strong_login')},
    ${flag('auto_lock')},
    ${flag('transcript_wanted')}
  ) STRICT`,
  `CREATE TABLE reader (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX},
    reader TEXT NOT NULL CHECK (reader = 'recovery' OR reader GLOB '${HEX_16}'),
    recipient TEXT NOT NULL CHECK (length(recipient) = 62 AND recipient GLOB 'age1*' AND recipient NOT GLOB '*[^a-z0-9]*'),
    UNIQUE (box, reader)
  ) STRICT`,
  `CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${MESSAGE},
    ${BOX},
    day INTEGER NOT NULL CHECK (${day('day')}),
    heard_day INTEGER CHECK (heard_day IS NULL OR ${day('heard_day')}),
    ${flag('held')}
  ) STRICT`,
  `CREATE TABLE expected (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${MESSAGE},
    ${BOX},
    asked_at INTEGER NOT NULL CHECK (asked_at ${TIME})
  ) STRICT`,
  `CREATE TABLE shredded (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${MESSAGE},
    ${BOX},
    shredded_at INTEGER NOT NULL CHECK (shredded_at ${TIME}),
    reason TEXT NOT NULL CHECK (reason IN ('deleted', 'retention', 'restored'))
  ) STRICT`,
];
