import type { Config, TrunkConfig } from '../../src/config/config.ts';
import { type DoorShape, doorShape } from '../../src/identity/carrier-profile.ts';

/** A door by its PJSIP endpoint, and the effective options of the live PBX that it must have. */
export interface ExpectedDoor {
  readonly endpoint: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The options that bear privacy, as Asterisk prints them. Every door has them, but for what `native` says. */
const CLOSED = {
  allow_subscribe: 'false',
  allow_transfer: 'false',
  allow_unauthenticated_options: 'false',
  callerid: '<unknown>',
  callerid_privacy: 'allowed_not_screened',
  callerid_tag: '',
  direct_media: 'false',
  geoloc_incoming_call_profile: '',
  geoloc_outgoing_call_profile: '',
  ice_support: 'false',
  identify_by: 'ip',
  mailboxes: '',
  message_context: 'withheld-nowhere',
  moh_passthrough: 'false',
  mwi_from_user: '',
  outbound_proxy: '',
  rpid_immediate: 'false',
  sdp_owner: '-',
  sdp_session: '-',
  send_connected_line: 'no',
  send_diversion: 'false',
  send_history_info: 'false',
  send_pai: 'false',
  send_rpid: 'false',
  stir_shaken_profile: '',
  subscribe_context: '',
  suppress_q850_reason_headers: 'true',
  trust_connected_line: 'no',
  trust_id_inbound: 'false',
  trust_id_outbound: 'false',
  user_eq_phone: 'false',
  voicemail_extension: '',
  webrtc: 'no',
} as const;

/** Below 22.10.0 only: an emergency call's identity header, if its profile asks for one, is what PJSIP writes out of the caller id. */
const NATIVE: Readonly<Record<TrunkConfig['profile'], Readonly<Record<string, string>>>> = {
  rfc3325: { send_pai: 'true', trust_id_outbound: 'true' },
  'account-from': { send_pai: 'true', trust_id_outbound: 'true' },
  'dialled-prefix': {},
  rpid: { send_rpid: 'true', trust_id_outbound: 'true' },
};

interface Connected {
  readonly party: string;
  readonly presentation: 'prohib' | 'allowed';
}

/** Variables that the endpoint gives to each of its channels; what is constant stands here on 22, in the pre-dial handler on 16. */
function variables(shape: DoorShape, connected: Connected, release: '22' | '16'): Readonly<Record<string, string>> {
  const cleared = { SIPFROMDOMAIN: shape.fromDomain, SIPREFERREDBYHDR: '', SIPREPLACESHDR: '' };
  if (release === '16') return cleared;
  return {
    ...cleared,
    'CONNECTEDLINE(priv-all,i)': connected.party,
    'CONNECTEDLINE(priv-num-pres,i)': connected.presentation,
    'CONNECTEDLINE(priv-name-pres,i)': connected.presentation,
    ...Object.fromEntries(shape.headers.map(({ name, value }) => [`PJSIP_HEADER(add,${name})`, value])),
  };
}

/**
 * Every door of a trunk and what its endpoint must be: `bare`, an endpoint with nothing but its type, changed by the settings of the door and
 * by nothing else. An option the door neither sets nor has by default is a difference too.
 */
export function expectedDoors(
  config: Config,
  trunk: TrunkConfig,
  bare: ReadonlyMap<string, string>,
  release: '22' | '16',
): readonly ExpectedDoor[] {
  const { organisation, sites } = config;
  const [site] = sites;
  if (site === undefined) throw new Error('no site');
  const number = trunk.number.reveal();
  const connected: Readonly<Record<'private' | 'parent' | 'in' | 'emergency', Connected>> = {
    private: { party: `<${number}>`, presentation: 'prohib' },
    parent: { party: `"${organisation.name}" <${number}>`, presentation: 'allowed' },
    in: { party: `<${number}>`, presentation: 'prohib' },
    emergency: { party: `<${site.number.reveal()}>`, presentation: 'allowed' },
  };
  return (['private', 'parent', 'in', 'emergency'] as const).map((door) => {
    const shape = doorShape(trunk, organisation, site, door);
    const endpoint = `${trunk.id}-${door}`;
    const own = {
      ...CLOSED,
      ...(release === '16' && door === 'emergency' ? NATIVE[trunk.profile] : {}),
      ...variables(shape, connected[door], release),
      allow: '(alaw|ulaw)',
      aors: endpoint,
      contact_user: shape.contactUser,
      // The lab has a helpline: what stands in front of the agency's own context.
      context: door === 'in' ? `withheld-in-${trunk.id}` : 'withheld-nowhere',
      from_domain: shape.fromDomain,
      from_user: shape.fromUser,
      media_address: trunk.media_address ?? '',
      outbound_auth: trunk.register === undefined ? '' : `${trunk.id}-auth`,
      rtp_symmetric: 'true',
      // An emergency call may be silent for as long as it is.
      ...(door === 'emergency' ? {} : { rtp_timeout: '20', rtp_timeout_hold: '300' }),
      transport: trunk.signalling_transport ?? '',
    };
    return { endpoint, options: new Map([...bare, ...Object.entries(own)]) };
  });
}

/** What `pjsip show <object>` prints of an object's own options. A name printed twice keeps both values, so that neither is lost. */
export function optionsShown(printed: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const [, name = '', value = ''] of printed.matchAll(/^ (\S+) +: ?(.*)$/gm)) {
    if (name === 'ParameterName') continue;
    const before = options.get(name);
    options.set(name, before === undefined ? value.trim() : `${before} | ${value.trim()}`);
  }
  // An endpoint that gives no variables says so by an empty line of that name.
  if (options.get('set_var') === '') options.delete('set_var');
  return options;
}
