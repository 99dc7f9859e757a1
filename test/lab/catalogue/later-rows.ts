import { generateKeyPairSync } from 'node:crypto';
import { AGENCY, PUBLIC_NUMBERS } from '../../../src/lab/lab-plan.ts';
import { DOORS, door, replaced, section } from './hand-edits.ts';
import type { WireRow } from './wire-row.ts';

const DID = AGENCY.dids.desk;
const SIGNING_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'sec1', format: 'pem' })
  .toString();
const CONSTANT_PARTY = ['set_var=CONNECTEDLINE('];
/** Who is connected is said later in a call. */
const LATER = ['send_pai=yes', 'send_connected_line=yes'];

const privately = { door: 'private', live: 'acts' } as const;
const fromOutside = { door: 'in', live: 'tells' } as const;

/** Rows that show later in a call, in a call from outside, beside any call, or with a module that the product leaves out. */
export const LATER_ROWS: readonly WireRow[] = [
  {
    row: 'A9',
    made: 'send_pai and send_connected_line: the next worker is named when the call is handed over',
    edits: { files: [door('t1-private', LATER)] },
    shows: 'an attended transfer to a colleague who then holds',
    named: 'asserted-identity-later',
    ...privately,
  },
  {
    row: 'A10',
    made: 'a phone is trusted in what it says during a call, and the door passes it on',
    edits: {
      files: [
        section('pjsip.conf', '101', 'endpoint', ['trust_id_inbound=yes', 'trust_connected_line=yes']),
        door('t1-private', LATER),
      ],
    },
    shows: 'a phone that says in the call who is on it now',
    named: 'asserted-identity-later',
    ...privately,
  },
  {
    row: 'A11',
    made: 'send_pai without send_connected_line, and a hold that is passed on',
    edits: { files: [door('t1-private', ['send_pai=yes', 'moh_passthrough=yes'])] },
    shows: 'an attended transfer to a colleague who then holds',
    named: 'asserted-identity-later',
    ...privately,
  },
  {
    row: 'A12',
    made: 'send_pai on the door for calls from the carrier',
    edits: { files: [door('t1-in', ['send_pai=yes'])] },
    shows: 'a call from outside that a worker answers',
    named: 'asserted-identity-in-answer',
    ...fromOutside,
  },
  {
    row: 'B2',
    made: 'send_diversion on the door for calls from the carrier',
    edits: { files: [door('t1-in', ['send_diversion=yes'])] },
    shows: 'a call from outside that a phone forwards outside',
    named: 'diversion-in-answer',
    ...fromOutside,
  },
  {
    row: 'B6',
    made: 'a dialplan sends a call from outside on with Transfer()',
    edits: {
      files: [
        replaced(
          'extensions.conf',
          `exten => ${AGENCY.dids.voicemail},1,`,
          `exten => ${AGENCY.dids.voicemail},1,Answer()\n same => n,Transfer(PJSIP/sip:${PUBLIC_NUMBERS.mobile.number}@carrier.example)\n same => n,`,
        ),
      ],
    },
    shows: 'a call from outside to a number that nobody answers',
    named: 'refer',
    ...fromOutside,
  },
  {
    row: 'C3',
    made: 'the transport says that it is reached at an address of the inside',
    edits: {
      files: [
        section('pjsip.conf', 'outside-t1', 'transport', [
          'external_signaling_address=10.20.30.40',
          'external_media_address=10.20.30.40',
          'local_net=192.0.2.0/24',
        ]),
      ],
    },
    shows: 'a call from a desk',
    named: 'contact-address',
    ...privately,
  },
  {
    row: 'C5',
    made: 'a door without from_user asks for signs of life under the name of its section',
    edits: { files: [door('t1-private', [], ['from_user='])] },
    shows: 'the signs of life',
    named: 'from-user',
    ...privately,
  },
  {
    row: 'C6',
    made: 'contact_user of the registration is a number of the agency',
    edits: { files: [section(DOORS, 't1-registration', 'registration', [`contact_user=${DID}`])] },
    shows: 'a registration',
    named: 'contact-user',
    ...fromOutside,
  },
  {
    row: 'C8',
    made: 'text messages are taken, and sent on by a dialplan without a sender of their own',
    edits: ({ network }) => ({
      files: [
        section('pjsip.conf', '101', 'endpoint', ['message_context=texts']),
        replaced(
          'extensions.conf',
          /$/,
          `\n[texts]\nexten => _X.,1,MessageSend(pjsip:t1-private/sip:\${EXTEN}@${network.carrier(0)})\n`,
        ),
      ],
      modules: ['res_pjsip_messaging'],
    }),
    shows: 'a text message from a desk',
    named: 'message',
    ...fromOutside,
  },
  {
    row: 'C9',
    made: 'allow_subscribe on the door for calls from the carrier, in a context with the states of the desks',
    edits: {
      files: [
        door('t1-in', ['allow_subscribe=yes', 'subscribe_context=states']),
        replaced('extensions.conf', /$/, '\n[states]\nexten => 101,hint,PJSIP/101\n'),
      ],
    },
    shows: 'a carrier that asks for the state of a desk',
    named: 'event-notice',
    ...fromOutside,
  },
  {
    row: 'C14',
    made: 'the door tells the far end how the PBX itself saw the call end',
    edits: { files: [door('t1-private', ['suppress_q850_reason_headers=no'])] },
    shows: 'a call from a desk',
    door: 'private',
    named: 'reason',
    live: 'tells',
  },
  {
    row: 'D1',
    made: 'calls are signed with the number of whoever calls',
    edits: ({ agencyConfig }) => ({
      files: [
        { file: 'house.key', change: () => SIGNING_KEY },
        {
          file: 'stir_shaken.conf',
          change: () =>
            [
              '[attestation]',
              'global_disable=no',
              `private_key_file=${agencyConfig}/house.key`,
              `public_cert_url=http://${AGENCY.host}/house.crt`,
              'attest_level=B',
              'unknown_tn_attest_level=B',
              'check_tn_cert_public_url=no',
              '[house]',
              'type=profile',
              'endpoint_behavior=attest',
              '',
            ].join('\n'),
        },
        door('t1-private', ['stir_shaken_profile=house', 'trust_id_outbound=yes'], CONSTANT_PARTY),
      ],
      modules: ['res_curl', 'res_stir_shaken', 'res_pjsip_stir_shaken'],
    }),
    shows: 'a call that another dialplan sends to the door, marked restricted',
    named: 'signed-identity',
    ...privately,
  },
  {
    row: 'D2',
    made: 'the place of the house goes with every call',
    edits: {
      files: [
        {
          file: 'geolocation.conf',
          change: () =>
            [
              '[place]',
              'type=location',
              'format=civicAddress',
              'location_info=country=AU,A1=VIC,A3=Wrenfield,HNO=12,RD=Hidden',
              'method=Manual',
              '[house]',
              'type=profile',
              'location_reference=place',
              'pidf_element=device',
              'profile_precedence=prefer_config',
              'allow_routing_use=yes',
              '',
            ].join('\n'),
        },
        door('t1-private', ['geoloc_outgoing_call_profile=house']),
      ],
      modules: ['res_geolocation', 'res_pjsip_geolocation'],
    },
    shows: 'a call from a desk',
    named: 'location',
    ...privately,
  },
  {
    row: 'E1',
    made: 'direct_media on the door and on the phone, and the module that joins media outside of the PBX',
    edits: {
      files: [section('pjsip.conf', '101', 'endpoint', ['direct_media=yes']), door('t1-private', ['direct_media=yes'])],
      modules: ['bridge_native_rtp'],
    },
    modulesStay: true,
    shows: 'a call with media both ways',
    named: 'sdp-address',
    ...privately,
  },
  {
    row: 'E9',
    made: 'dtmf_mode=info: digits that people key go as messages',
    edits: { files: [door('t1-private', ['dtmf_mode=info'])] },
    shows: 'a call in which digits are keyed',
    named: 'digits-by-info',
    ...privately,
  },
];
