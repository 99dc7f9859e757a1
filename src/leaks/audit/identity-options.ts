import { DETECTION_OPTIONS } from './detection-options.ts';
import type { OptionMeaning } from './option-meaning.ts';

const leak = (rows: readonly string[], why: string): OptionMeaning => ({ severity: 'leak', rows, why });
const link = (rows: readonly string[], why: string): OptionMeaning => ({ severity: 'link', rows, why });

const ASSERTED =
  'names who is connected to the far end: in the call, after a transfer, and in answers to calls that come in';
const FORWARDED = 'tells the far end who forwarded the call, and whoever calls in where it was forwarded to';

/** Options of a PJSIP endpoint that decide what a carrier is told. The rows are those of the leak catalogue. */
export const IDENTITY_OPTIONS: ReadonlyMap<string, OptionMeaning> = new Map([
  ['from_user', leak(['A2', 'C5'], 'it stands in From of every message, and a withheld call still shows it')],
  ['from_domain', leak(['A2', 'A15'], 'it stands in From of every message, and a withheld call still shows it')],
  ['contact_user', leak(['C1'], 'it stands in Contact, and no withholding touches it')],
  ['callerid', leak(['A1'], 'it becomes the identity of legs on this endpoint')],
  ['callerid_privacy', leak(['A1'], 'it decides whether legs on this endpoint present themselves')],
  ['callerid_tag', link(['A1'], 'it marks legs on this endpoint')],
  ['send_pai', leak(['A3', 'A9', 'A11', 'A12'], `P-Asserted-Identity ${ASSERTED}`)],
  ['send_rpid', leak(['A4', 'A9', 'A11', 'A12'], `Remote-Party-ID ${ASSERTED}`)],
  ['rpid_immediate', leak(['A4', 'A9'], 'updates of who is connected are sent at once')],
  [
    'trust_id_outbound',
    leak(['A3', 'A4', 'D1'], 'restricted names and numbers are sent, in trust that the carrier hides them'),
  ],
  ['trust_id_inbound', leak(['A10', 'A16'], 'identities the far end asserts are taken over and passed on')],
  ['trust_connected_line', leak(['A10'], 'what one side says of who is connected is passed to the other')],
  ['send_connected_line', leak(['A9', 'A11'], 'after a transfer the far end is told of the next worker')],
  ['send_diversion', leak(['B1', 'B2'], `Diversion ${FORWARDED}; on by default, and withholding does not touch it`)],
  ['send_history_info', leak(['B3'], `History-Info ${FORWARDED}`)],
  ['direct_media', leak(['E1'], 'voice goes straight to the phone: the far end learns its address; on by default')],
  ['sdp_owner', { severity: 'fingerprint', rows: ['C4'], why: 'it stands in every session description' }],
  [
    'sdp_session',
    {
      severity: 'fingerprint',
      rows: ['C4'],
      why: 'it stands in every session description and names the product by default',
    },
  ],
  ['allow_subscribe', leak(['C9'], 'the carrier may ask which extension is in a call; on by default')],
  ['subscribe_context', leak(['C9'], 'the carrier may ask which extension is in a call')],
  [
    'allow_transfer',
    leak(['B6'], 'the far end may transfer, and a REFER carries the identity of the dialog; on by default'),
  ],
  ['redirect_method', link(['B7'], 'a redirected call can tell the name of an inside extension')],
  ['ice_support', leak(['E3'], 'every address of the machine is sent as a candidate')],
  ['webrtc', leak(['E3', 'E4'], 'it turns ICE on: every address of the machine is sent as a candidate')],
  ['stir_shaken', leak(['D1'], 'a signed Identity header holds the true number, also of a withheld call')],
  ['stir_shaken_profile', leak(['D1'], 'a signed Identity header holds the true number, also of a withheld call')],
  ['geoloc_outgoing_call_profile', leak(['D2'], 'the street address goes along with every call')],
  ['geoloc_incoming_call_profile', link(['D2'], 'locations are kept and passed on')],
  [
    'message_context',
    leak(['C8'], "text messages are passed on under the sender's own name, whatever the endpoint says"),
  ],
  ['mailboxes', leak(['C10'], 'the carrier is told of waiting messages, by mailbox')],
  ['incoming_mwi_mailbox', link(['C10'], 'message counts are exchanged with the carrier')],
  ['mwi_from_user', leak(['C10'], 'it stands in From of message notices')],
  ['voicemail_extension', leak(['C10'], 'it stands in message notices')],
  ['media_address', link(['C3'], 'it is the address in every session description')],
  ['media_use_received_transport', link(['C3'], 'it decides the address in session descriptions')],
  ['outbound_proxy', link(['C3'], 'calls pass through another machine, which reads them')],
  ['outbound_auth', link(['C7'], 'its user name is shown to whoever challenges the call')],
  ['dtls_auto_generate_cert', link(['E4'], 'a certificate is shown when media is encrypted')],
  ['dtls_cert_file', link(['E4'], 'a certificate is shown when media is encrypted')],
  ['t38_udptl', link(['E8'], 'fax is let through, and a fax names its sender')],
  ['fax_detect', link(['E8'], 'fax is let through, and a fax names its sender')],
  ['send_aoc', link(['C16'], 'charging notices are sent')],
  [
    'suppress_q850_reason_headers',
    {
      severity: 'fingerprint',
      rows: ['C14'],
      why: 'it decides whether the far end is told how the PBX itself saw the call end',
    },
  ],
  ['user_eq_phone', { severity: 'fingerprint', rows: ['A2'], why: 'it changes the form of every address' }],
  [
    'SIPREFERREDBYHDR',
    leak(['B4'], 'unless it is emptied here, a blind transfer names the worker and the PBX in Referred-By'),
  ],
  ['SIPREPLACESHDR', leak(['B4'], 'unless it is emptied here, a transfer carries an inside call in Replaces')],
  ['SIPFROMDOMAIN', leak(['A17'], 'an inherited variable of this name stands in From before from_domain')],
]);

const HEADER_ADDED = leak(['C11', 'A5', 'A13'], 'a constant header of every call');
const CONNECTED = leak(['A9', 'A12'], 'it pins whom the far end is told it is connected to');
const OTHER: OptionMeaning = {
  severity: 'fingerprint',
  rows: [],
  why: 'the product does not set it so; what is not as written was not tested',
};

/** What an option or a variable of an endpoint can do. Unknown ones are only known to differ. */
export function meaningOf(option: string): OptionMeaning {
  const known = IDENTITY_OPTIONS.get(option) ?? DETECTION_OPTIONS.get(option);
  if (known !== undefined) return known;
  if (/^_{0,2}PJSIP_HEADER\(/.test(option)) return HEADER_ADDED;
  if (/^_{0,2}(?:CONNECTEDLINE|CALLERID|REDIRECTING)\(/.test(option)) return CONNECTED;
  if (/^_{0,2}(?:LOCALSTATIONID|LOCALHEADERINFO|FAXOPT)/.test(option))
    return leak(['E8'], 'a fax tells it to its receiver');
  return OTHER;
}
