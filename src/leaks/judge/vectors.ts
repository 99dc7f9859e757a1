/** What is known of one way to leak: the catalogue's rows it is seen as, and what closes it. */
interface Vector {
  readonly rows: readonly string[];
  readonly setting: string;
}

const CONSTANT =
  'set from_user and from_domain of the door and pin SIPFROMDOMAIN: generate the doors anew and reload PJSIP';
const STATIC =
  'the constant headers of the door (set_var=PJSIP_HEADER…) and send_pai=no, send_rpid=no, trust_id_outbound=no';
const DIALPLAN = 'remove it where the dialplan or an endpoint adds it (PJSIP_HEADER)';
const ADDRESSES =
  'external_signaling_address, external_media_address and local_net of the transport, media_address of the door';
const CANARY = 'find what puts it there; no part of a message may carry a word, number or address of the agency';

function vector(rows: string, setting: string): Vector {
  return { rows: rows === '' ? [] : rows.split(' '), setting };
}

/** Our stable names for what the judge finds. Rows as in the leak catalogue; `not-allowed` is what no row describes. */
export const VECTORS = {
  'from-display': vector('A1 A6 A7 A8 A16 B8', CONSTANT),
  'from-user': vector('A1 A2 A6 A7 A8 A13 A16 B8 C5', CONSTANT),
  'from-host': vector('A2 A15 A17', CONSTANT),
  'from-form': vector('A1', CONSTANT),
  'asserted-identity': vector('A3 A8 A13', STATIC),
  'asserted-identity-later': vector('A9 A10 A11', STATIC),
  'asserted-identity-in-answer': vector('A12', STATIC),
  'remote-party-id': vector('A4 A8', STATIC),
  'remote-party-id-later': vector('A9 A10 A11', STATIC),
  'remote-party-id-in-answer': vector('A12', STATIC),
  'privacy-missing': vector('A2 A5 A9', 'set_var=PJSIP_HEADER(add,Privacy) of the door, as the carrier profile says'),
  privacy: vector('A5 A6 A13', 'set_var=PJSIP_HEADER(add,Privacy) of the door, as the carrier profile says'),
  'code-not-dialled': vector('A5 F6', 'send the call through the dialplan of Withheld, which dials the code'),
  diversion: vector('B1 B7', 'send_diversion=no'),
  'diversion-in-answer': vector('B2', 'send_diversion=no on the door for calls from the carrier'),
  'history-info': vector('B3', 'send_history_info=no'),
  'referred-by': vector('B4 B6', 'set_var=SIPREFERREDBYHDR= on the door; no Transfer() to a trunk'),
  replaces: vector('B4', 'set_var=SIPREPLACESHDR= on the door'),
  refer: vector('B6 C13', 'no Transfer() to a trunk; allow_transfer=no'),
  'contact-user': vector(
    'C1 C2 C6',
    'contact_user of the door (of the registration, for REGISTER); use_callerid_contact=no',
  ),
  'contact-form': vector('C1 C6', 'contact_user of the door; no contact_header_params'),
  'contact-address': vector('C3', ADDRESSES),
  'via-address': vector('C3', ADDRESSES),
  'route-address': vector(
    'C3',
    'if it is the carrier’s, add it to the addresses of the trunk; if not, ask who sent it',
  ),
  'call-id': vector('C15', 'a Call-ID, tag or branch is not a chance value of PJSIP: ask which module made it'),
  'user-agent': vector('C4', 'user_agent of [global]'),
  account: vector('C6', 'client_uri of the registration: the account that the trunk is set up with'),
  'digest-account': vector(
    'C7',
    'username of the auth section: the account that the trunk is set up with, naming nobody',
  ),
  challenge: vector('', 'default_realm of [global], and no inbound authentication on the door'),
  message: vector('C8', 'message_context of phones and doors to a context without MessageSend()'),
  'event-notice': vector('C9 C10', 'allow_subscribe=no; no mailboxes, publish or subscription pointed at the trunk'),
  'dialplan-header': vector('C11', DIALPLAN),
  reason: vector('C14', 'suppress_q850_reason_headers=yes, and nothing that writes a Reason of its own'),
  'network-header': vector('C16', 'send_aoc=no, no security_mechanisms, no path: the door needs none'),
  'signed-identity': vector('D1', 'no stir_shaken_profile on the door: let the carrier sign'),
  location: vector('D2', 'no geoloc_outgoing_call_profile on the door'),
  'sdp-address': vector('E1 C3', `direct_media=no on doors and phones; ${ADDRESSES}`),
  'sdp-owner': vector('', 'sdp_owner=- and sdp_session=- on the door'),
  'sdp-contact': vector('', 'remove what writes i=, u=, e= or p= lines into the SDP'),
  ice: vector('E3', 'ice_support=no, webrtc=no on the door'),
  'sdp-media-name': vector('E6 E7', 'bundle=no, webrtc=no, rtcp_mux=no on the door'),
  'sdp-line': vector('', 'only plain audio and T.38 are known here: ask what writes this line'),
  'digits-by-info': vector('E9', 'dtmf_mode=rfc4733 on the door'),
  body: vector('D2 C10', 'only SDP may leave: find what adds a body'),
  method: vector('', 'ask what sends this request to a trunk'),
  'inbound-door-calls': vector(
    '',
    'no call may leave by the door for calls from the carrier: dial private, parent or emergency',
  ),
  'options-of-emergency': vector('C5', 'qualify_frequency=0 on the AOR of the emergency door'),
  'dialled-form': vector(
    'B7',
    'only telephone numbers may be dialled: redirect_method=user, dial by the dialplan of Withheld',
  ),
  'own-number-dialled': vector(
    '',
    'somebody dials a number of the agency over the public network; give it a route inside',
  ),
  'to-form': vector('A12', 'ask what writes a name beside the dialled number'),
  'secret-word': vector('A1 C11', CANARY),
  'agency-number': vector('A1 A2 C11', CANARY),
  extension: vector('A1 C11', CANARY),
  'inside-host': vector('A15 C3', `${CANARY}; ${ADDRESSES}`),
  echoed: vector(
    '',
    'the carrier says back what it can only know from us: look for the message that told it, and ask the carrier',
  ),
  'not-allowed': vector(
    '',
    'no known setting: whatever is not on the list of what may stand there is a finding; find what writes it',
  ),
  unreadable: vector('', 'not a SIP message of RFC 3261 as this PBX writes them: find what sends it'),
} as const satisfies Record<string, Vector>;

export type VectorId = keyof typeof VECTORS;
