import { CALL_RECORD, REFUSED_WITHOUT_DOOR } from './migrations/call-record.ts';
import { CONTACT_PLAN } from './migrations/contact-plan.ts';
import { DROPPED_CALLS } from './migrations/dropped-calls.ts';
import { MAILBOXES } from './migrations/mailboxes.ts';
import { OWNER_DEVICES } from './migrations/owner-devices.ts';
import { OWNER_REPRINTS } from './migrations/owner-reprints.ts';
import { OWNERS_TABLES } from './migrations/owners.ts';
import { RETURN_CALLS } from './migrations/return-calls.ts';
import { ROUND_TRIP_HISTORY } from './migrations/round-trip-history.ts';
import { WIRE_HISTORY } from './migrations/wire-history.ts';

/**
 * What is in one database file, step by step: the first is version 1. A step that was released is never changed, only followed by another. Concerns
 * have files of their own, so that damage to one is not damage to the other; a schema that fits on the first page of its file (4 kB) is the easiest to
 * save.
 */
export interface Schema {
  /** Name of the file. */
  readonly file: string;
  readonly steps: readonly (readonly string[])[];
}

/** Outbound calls. */
export const CALLS: Schema = { file: 'withheld.db', steps: [CALL_RECORD, REFUSED_WITHOUT_DOOR] };
/** Leak tests, what was found on the wire, and round trips. */
export const HISTORY: Schema = { file: 'history.db', steps: [WIRE_HISTORY, ROUND_TRIP_HISTORY] };
/** Survivors' calls: those that are up, and how they ended. */
export const DROPS: Schema = { file: 'drops.db', steps: [DROPPED_CALLS] };
/** Contact plans and tries to call back. */
export const CONTACTS: Schema = { file: 'contacts.db', steps: [CONTACT_PLAN] };
/** Calls to helplines whose callers may have to be led back: minutes only. */
export const RETURNS: Schema = { file: 'return.db', steps: [RETURN_CALLS] };
/** Secured mailboxes, their readers' public keys, and which messages there are. */
export const VOICEMAIL: Schema = { file: 'voicemail.db', steps: [MAILBOXES] };
/** Who owns which secured mailbox, as far as the daemon may know: damage to it loses no message, and the other way round. */
export const OWNERS: Schema = { file: 'owners.db', steps: [OWNERS_TABLES, OWNER_DEVICES, OWNER_REPRINTS] };
