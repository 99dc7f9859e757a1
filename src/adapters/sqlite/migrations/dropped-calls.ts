import { identifier, TIME } from './shapes.ts';

/** The PBX's id of a leg. Digits alone are refused: that could be a number. */
const leg = (column: string): string =>
  `(length(${column}) BETWEEN 3 AND 80 AND ${column} NOT GLOB '*[^A-Za-z0-9._-]*' AND ${column} GLOB '*[._-]*')`;
const CALL = `call TEXT NOT NULL UNIQUE CHECK ${leg('call')}`;
const TRUNK = `trunk TEXT CHECK (trunk IS NULL OR ${identifier('trunk')})`;
const INCOMING = 'incoming INTEGER NOT NULL CHECK (incoming IN (0, 1))';
const time = (column: string): string => `${column} INTEGER NOT NULL CHECK (${column} ${TIME})`;
const ANSWERED = `answered_at INTEGER CHECK (answered_at IS NULL OR answered_at ${TIME})`;

/** Version 1: survivors' calls, those that are up and those that ended. Of numbers there is room for the extension of a phone of the house. */
export const DROPPED_CALLS: readonly string[] = [
  `CREATE TABLE live_call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ${CALL}, ${INCOMING}, ${TRUNK},
    worker TEXT CHECK (worker IS NULL OR (length(worker) BETWEEN 2 AND 8 AND worker NOT GLOB '*[^0-9]*')),
    ${ANSWERED}, ${time('since')}
  ) STRICT`,
  `CREATE TABLE ended_call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ${CALL}, ${INCOMING}, ${TRUNK}, ${ANSWERED},
    ${time('since')}, ${time('ended_at')}, ${time('decided_at')},
    class TEXT NOT NULL CHECK ${identifier('class')},
    released_by TEXT NOT NULL CHECK ${identifier('released_by')},
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    detail TEXT CHECK (detail IS NULL OR ${identifier('detail')}),
    incident TEXT CHECK (incident IS NULL OR ${leg('incident')}),
    announced INTEGER NOT NULL DEFAULT 0 CHECK (announced IN (0, 1)),
    result TEXT NOT NULL CHECK (result IN ('established', 'effective', 'ineffective', 'redirected', 'failed')),
    completed INTEGER CHECK (completed IS NULL OR completed IN (0, 1)),
    delay_ms INTEGER CHECK (delay_ms IS NULL OR delay_ms BETWEEN 0 AND 600000)
  ) STRICT`,
  'CREATE INDEX ended_call_ended ON ended_call (ended_at)',
  // Our own words, and numbers of Q.850 and SIP: no four digits stand together. Without a foreign key, as in the history.
  `CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT, call TEXT NOT NULL CHECK ${leg('call')},
    place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99), ${time('at')},
    source TEXT NOT NULL CHECK (source IN ('ari', 'ami', 'cel', 'poller', 'wire', 'link', 'timeline')),
    says TEXT NOT NULL CHECK (length(says) <= 120 AND says NOT GLOB '*[^A-Za-z0-9 .,:()/-]*'
      AND says NOT GLOB '*[0-9][0-9][0-9][0-9]*'),
    UNIQUE (call, place)
  ) STRICT`,
];
