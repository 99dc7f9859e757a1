import { AGENCY } from '../../../src/lab/lab-plan.ts';
import { door, LEAVE, replaced, section } from './hand-edits.ts';
import type { WireRow } from './wire-row.ts';

const DID = AGENCY.dids.desk;
/** What makes a door's From a constant. */
const CONSTANT_FROM = ['from_user=', 'from_domain=', 'set_var=SIPFROMDOMAIN='];
/** What makes it a constant who is connected. */
const CONSTANT_PARTY = ['set_var=CONNECTEDLINE('];
const CONSTANT_PAI = ['set_var=PJSIP_HEADER(add,P-Asserted-Identity)'];

const privately = { door: 'private', live: 'acts' } as const;

/** Rows that the first INVITE of a call from the inside shows. */
export const OUTBOUND_ROWS: readonly WireRow[] = [
  {
    row: 'A1',
    made: 'the door takes From from the leg, and a dialplan dials it without withholding',
    edits: { files: [door('t1-private', [], [...CONSTANT_FROM, ...CONSTANT_PARTY])] },
    shows: 'a call that another dialplan sends to the door',
    spares: 'a call that another dialplan sends to the door, marked restricted',
    named: 'from-user',
    ...privately,
  },
  {
    row: 'A2',
    made: 'from_user is the number of the account, as carriers ask for in their recipes, and there is no Privacy',
    edits: {
      files: [door('t1-private', [`from_user=${DID}`], ['set_var=PJSIP_HEADER(add,Privacy)', ...CONSTANT_PAI])],
    },
    shows: 'a call from a desk',
    named: 'privacy-missing',
    ...privately,
  },
  {
    row: 'A3',
    made: 'send_pai and trust_id_outbound, on a door that takes from the leg who calls',
    edits: {
      files: [door('t1-private', ['send_pai=yes', 'trust_id_outbound=yes'], [...CONSTANT_PARTY, ...CONSTANT_PAI])],
    },
    shows: 'a call that another dialplan sends to the door, marked restricted',
    named: 'asserted-identity',
    ...privately,
  },
  {
    row: 'A4',
    made: 'send_rpid and trust_id_outbound, on a door that takes from the leg who calls',
    edits: { files: [door('t1-private', ['send_rpid=yes', 'trust_id_outbound=yes'], CONSTANT_PARTY)] },
    shows: 'a call that another dialplan sends to the door, marked restricted',
    named: 'remote-party-id',
    ...privately,
  },
  {
    row: 'A6',
    made: 'Dial with f(): it makes the presentation allowed again',
    edits: { files: [door('t1-private', [], [...CONSTANT_FROM, ...CONSTANT_PARTY])] },
    shows: 'a call that another dialplan sends to the door with a name of its own',
    spares: 'a call that another dialplan sends to the door, marked restricted',
    named: 'from-user',
    ...privately,
  },
  {
    row: 'A7',
    made: 'CALLERID(pres) in a pre-dial handler of the door: the wrong leg, and too late',
    edits: { files: [door('t1-private', [], [...CONSTANT_FROM, ...CONSTANT_PARTY])] },
    shows: 'a call that another dialplan marks restricted when it is too late',
    named: 'from-user',
    ...privately,
  },
  {
    row: 'A8',
    made: 'a program originates straight at a door that takes From from the leg',
    edits: { files: [door('t1-private', [], [...CONSTANT_FROM, ...CONSTANT_PARTY])] },
    shows: 'a call that a program originates at the door',
    spares: 'a call that another dialplan sends to the door, marked restricted',
    named: 'from-user',
    ...privately,
  },
  {
    row: 'A13',
    made: 'the door asks for Privacy, and From and PAI are those of the leg',
    edits: {
      files: [
        door(
          't1-private',
          ['send_pai=yes', 'trust_id_outbound=yes'],
          [...CONSTANT_FROM, ...CONSTANT_PARTY, ...CONSTANT_PAI],
        ),
      ],
    },
    shows: 'a call that another dialplan sends to the door',
    named: 'asserted-identity',
    ...privately,
  },
  {
    row: 'A15',
    made: 'the door has no from_domain: the host in From is an address of the PBX',
    edits: { files: [door('t1-private', [], ['from_domain=', 'set_var=SIPFROMDOMAIN=', ...CONSTANT_PARTY])] },
    shows: 'a call that another dialplan sends to the door',
    named: 'from-host',
    ...privately,
  },
  {
    row: 'A16',
    made: 'a phone is trusted in what it says of itself, and the door takes From from the leg',
    edits: {
      files: [
        section('pjsip.conf', '101', 'endpoint', ['trust_id_inbound=yes']),
        door('t1-private', [], [...CONSTANT_FROM, ...CONSTANT_PARTY]),
      ],
    },
    shows: 'a phone that says it is another',
    named: 'from-user',
    ...privately,
  },
  {
    row: 'B1',
    made: 'send_diversion, and a dialplan that no longer clears who forwarded',
    edits: {
      files: [door('t1-private', ['send_diversion=yes']), replaced(LEAVE, /,REDIRECTING\([^=]*\)=(?:0)?(?=[,)])/g, '')],
    },
    shows: 'a phone that forwards a call outside',
    named: 'diversion',
    ...privately,
  },
  {
    row: 'B3',
    made: 'send_history_info',
    edits: { files: [door('t1-private', ['send_history_info=yes'])] },
    shows: 'a call from a desk',
    named: 'history-info',
    ...privately,
  },
  {
    row: 'B4',
    made: 'neither the door nor the dialplan clears SIPREFERREDBYHDR',
    edits: {
      files: [door('t1-private', [], ['set_var=SIPREFERREDBYHDR=']), replaced(LEAVE, '__SIPREFERREDBYHDR=,', '')],
    },
    shows: 'a blind transfer outside',
    named: 'referred-by',
    ...privately,
  },
  {
    row: 'B7',
    made: 'redirect_method=uri_core and send_diversion, and a Dial that follows the carrier to where it says',
    edits: {
      files: [
        door('t1-private', ['redirect_method=uri_core', 'send_diversion=yes']),
        replaced(LEAVE, '86400^15,ib(', '86400^15,b('),
      ],
    },
    shows: 'a call that the carrier sends on to another address',
    named: 'diversion',
    ...privately,
  },
  {
    row: 'C1',
    made: 'contact_user is the number of the account',
    edits: { files: [door('t1-private', [`contact_user=${DID}`])] },
    shows: 'a call from a desk',
    named: 'contact-user',
    ...privately,
  },
  {
    row: 'C2',
    made: 'use_callerid_contact, on a door without a Contact of its own',
    edits: {
      files: [
        section('pjsip.conf', 'global', 'global', ['use_callerid_contact=yes']),
        door('t1-private', [], ['contact_user=', 'from_user=', ...CONSTANT_PARTY]),
      ],
    },
    shows: 'a call that another dialplan sends to the door',
    named: 'contact-user',
    ...privately,
  },
  {
    row: 'C4',
    made: 'user_agent is the product and its version',
    edits: { files: [section('pjsip.conf', 'global', 'global', ['user_agent=Asterisk PBX 22.10.1~dfsg'])] },
    shows: 'a call from a desk',
    door: 'private',
    named: 'user-agent',
    live: 'tells',
  },
  {
    row: 'C7',
    made: 'the account that answers challenges has a name of the agency',
    edits: { files: [section('withheld/pjsip-doors.conf', 't1-auth', 'auth', ['username=wrenfield'])] },
    shows: 'a call from a desk',
    named: 'digest-account',
    ...privately,
  },
  {
    row: 'C11',
    made: 'the pre-dial handler adds headers',
    edits: {
      files: [
        replaced(
          LEAVE,
          ' same => n,Set(WITHHELD_PASSED=',
          ` same => n,Set(PJSIP_HEADER(add,P-Preferred-Identity)=<sip:${DID}@pbx>)\n same => n,Set(PJSIP_HEADER(add,X-Worker)=101)\n same => n,Set(WITHHELD_PASSED=`,
        ),
      ],
    },
    shows: 'a call from a desk',
    named: 'dialplan-header',
    ...privately,
  },
  {
    row: 'E3',
    made: 'ice_support',
    edits: { files: [door('t1-private', ['ice_support=yes'])] },
    shows: 'a call from a desk',
    named: 'ice',
    ...privately,
  },
];
