import { CALL_RECORD, REFUSED_WITHOUT_DOOR } from './migrations/call-record.ts';
import { MAILBOXES } from './migrations/mailboxes.ts';
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
/** Secured mailboxes, their readers' public keys, and which messages there are. */
export const VOICEMAIL: Schema = { file: 'voicemail.db', steps: [MAILBOXES] };
