import { TRY_ENDS } from '../../../call/call-back-try.ts';
import { DROP_PROTOCOLS } from '../../../call/notice.ts';
import { TIME, UUID_4 } from './shapes.ts';

const among = (values: readonly string[]): string => `(${values.map((value) => `'${value}'`).join(', ')})`;

/** An extension of 2 to 8 digits, or 2 to 40 letters, blanks and `-`. No telephone number with its area code fits. */
const person = (column: string): string =>
  `((length(${column}) BETWEEN 2 AND 8 AND ${column} NOT GLOB '*[^0-9]*')
    OR (length(${column}) BETWEEN 2 AND 40 AND ${column} GLOB '[A-Za-z]*' AND ${column} NOT GLOB '*[^A-Za-z -]*'))`;

/** The name the PBX gives to a leg: epoch seconds, a full stop and a count, perhaps behind the name of the PBX. */
const leg = (column: string): string =>
  `(length(${column}) <= 150 AND ${column} GLOB '*[0-9].[0-9]*' AND ${column} NOT GLOB '*[^A-Za-z0-9._-]*')`;

const TOKEN = "(length(contact) = 22 AND contact NOT GLOB '*[^A-Za-z0-9_-]*')";
/** Windows hold times of day only: no three digits stand together. */
const WINDOWS =
  "(length(windows) <= 1000 AND windows NOT GLOB '*[0-9][0-9][0-9]*' AND windows NOT GLOB '*[^a-z0-9:,; -]*')";
/** A version, a nonce, a tag and sixteen characters: `sealing/number-seal.ts`. */
const SEALED_BYTES = 45;

/** Version 1: contact plans and tries to call back. A number is there sealed or not at all, and only where the agency calls back with consent. */
export const CONTACT_PLAN: readonly string[] = [
  `CREATE TABLE contact_plan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL UNIQUE CHECK (ref GLOB '${UUID_4}'),
    contact TEXT CHECK (contact IS NULL OR ${TOKEN}),
    call TEXT CHECK (call IS NULL OR ${leg('call')}),
    protocol TEXT NOT NULL CHECK (protocol IN ${among(DROP_PROTOCOLS)}),
    agreed_at INTEGER NOT NULL CHECK (agreed_at ${TIME}),
    agreed_by TEXT NOT NULL CHECK ${person('agreed_by')},
    consent_at INTEGER CHECK (consent_at IS NULL OR consent_at ${TIME}),
    consent_by TEXT CHECK (consent_by IS NULL OR ${person('consent_by')}),
    windows TEXT NOT NULL CHECK ${WINDOWS},
    expires_at INTEGER NOT NULL CHECK (expires_at ${TIME}),
    sealed BLOB CHECK (sealed IS NULL OR length(sealed) = ${SEALED_BYTES}),
    CHECK (contact IS NOT NULL OR call IS NOT NULL),
    CHECK ((consent_at IS NULL) = (consent_by IS NULL)),
    CHECK (sealed IS NULL OR (contact IS NOT NULL AND consent_at IS NOT NULL AND protocol = 'agency-calls-back'))
  ) STRICT`,
  'CREATE UNIQUE INDEX contact_plan_call ON contact_plan (call) WHERE call IS NOT NULL',
  'CREATE UNIQUE INDEX contact_plan_standing ON contact_plan (contact) WHERE call IS NULL',
  'CREATE INDEX contact_plan_expires ON contact_plan (expires_at)',
  `CREATE TABLE call_back (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call TEXT NOT NULL CHECK ${leg('call')},
    tried_at INTEGER NOT NULL CHECK (tried_at ${TIME}),
    ended TEXT CHECK (ended IS NULL OR ended IN ${among(TRY_ENDS)}),
    UNIQUE (call, tried_at)
  ) STRICT`,
];
