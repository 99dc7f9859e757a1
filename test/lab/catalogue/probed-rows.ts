import { AGENCY } from '../../../src/lab/lab-plan.ts';
import type { ProbePath } from '../../../src/leaks/tester/probe-path.ts';
import { door, type Edit, section } from './hand-edits.ts';
import type { ObservedRow } from './observed-rows.ts';

/** A row that `withheld leak-test` names, among whatever else is wrong with the same PBX. */
export interface ProbedRow {
  readonly row: ObservedRow;
  readonly made: string;
  readonly edits: readonly Edit[];
  /** A global variable of the dialplan that is set as well. */
  readonly global?: readonly [name: string, value: string];
  /** A path whose findings must name it. */
  readonly path: ProbePath;
  readonly vector: string;
}

const DID = AGENCY.dids.desk;

/**
 * Settings that do not hide one another: all are made at once, and each must be named. E8 stands here alone: what a fax says of its sender is
 * written by whoever sends one, no SIP message holds it, and only the leak test asks the PBX for it.
 */
export const PROBED_ROWS: readonly ProbedRow[] = [
  {
    row: 'A9',
    made: 'send_pai and send_connected_line',
    edits: [door('t1-private', ['send_pai=yes', 'send_connected_line=yes'])],
    path: 'attended-transfer',
    vector: 'asserted-identity-later',
  },
  {
    row: 'A12',
    made: 'send_rpid on the door for calls from the carrier',
    edits: [door('t1-in', ['send_rpid=yes'])],
    path: 'inbound-answered',
    vector: 'remote-party-id-in-answer',
  },
  {
    row: 'B1',
    made: 'send_diversion',
    edits: [door('t1-private', ['send_diversion=yes'])],
    path: 'forward-forgotten',
    vector: 'diversion',
  },
  {
    row: 'B2',
    made: 'send_diversion on the door for calls from the carrier',
    edits: [door('t1-in', ['send_diversion=yes'])],
    path: 'inbound-hairpin',
    vector: 'diversion-in-answer',
  },
  {
    row: 'B3',
    made: 'send_history_info',
    edits: [door('t1-private', ['send_history_info=yes'])],
    path: 'direct',
    vector: 'history-info',
  },
  {
    row: 'B4',
    made: 'the door no longer clears SIPREFERREDBYHDR',
    edits: [door('t1-private', [], ['set_var=SIPREFERREDBYHDR='])],
    path: 'transfer-forgotten',
    vector: 'referred-by',
  },
  {
    row: 'C1',
    made: 'contact_user is a number of the agency',
    edits: [door('t1-private', [`contact_user=${DID}`])],
    path: 'direct',
    vector: 'contact-user',
  },
  {
    row: 'C3',
    made: 'media_address is an address of an inside network',
    edits: [door('t1-private', ['media_address=10.20.30.40'])],
    path: 'direct',
    vector: 'sdp-address',
  },
  {
    row: 'C4',
    made: 'user_agent is the product and its version',
    edits: [section('pjsip.conf', 'global', 'global', ['user_agent=Asterisk PBX 22.10.1~dfsg'])],
    path: 'direct',
    vector: 'user-agent',
  },
  {
    row: 'E3',
    made: 'ice_support',
    edits: [door('t1-private', ['ice_support=yes'])],
    path: 'direct',
    vector: 'ice',
  },
  {
    row: 'E8',
    made: 'every fax carries a number of the agency (LOCALSTATIONID)',
    edits: [],
    global: ['LOCALSTATIONID', DID],
    path: 'fax-identity',
    vector: 'fax-identity',
  },
];
