import type { PhoneNumber } from '../../../call/phone-number.ts';
import { probeLineAddress } from '../../../call/probe.ts';
import { type DoorShape, doorShape } from '../../../identity/carrier-profile.ts';
import { GENERATED_NOTICE, type PbxFile, setting } from './asterisk-text.ts';
import { emergencyEndpoint, inboundEntry, type PbxPlan, type PlannedSite, type PlannedTrunk } from './pbx-plan.ts';
import { probeEndpoints } from './probe-endpoints.ts';

/**
 * What every door has in common: nothing of the channel may reach the wire. Each line closes a leak that was observed (Asterisk 22.10.1);
 * the ids are those of the leak catalogue.
 */
const CLOSED: readonly (readonly [key: string, value: string])[] = [
  ['send_pai', 'no'], // A9 A11 A12: PAI follows the connected line, mid-call and on answers
  ['send_rpid', 'no'],
  ['trust_id_outbound', 'no'],
  ['trust_id_inbound', 'no'], // A16
  ['trust_connected_line', 'no'], // A10
  ['send_connected_line', 'no'],
  ['send_diversion', 'no'], // B1 B2
  ['send_history_info', 'no'], // B3
  ['direct_media', 'no'], // E1: a home worker's address in SDP
  ['sdp_owner', '-'],
  ['sdp_session', '-'],
  ['allow_subscribe', 'no'], // C9
  ['allow_transfer', 'no'], // B6
  ['ice_support', 'no'], // E3
  ['suppress_q850_reason_headers', 'yes'], // C14: how the PBX itself saw the call end
  ['set_var', 'SIPREFERREDBYHDR='], // B4: a blind transfer's Referred-By is inherited into the trunk's INVITE
  ['set_var', 'SIPREPLACESHDR='],
];

/**
 * Below 22.10.0 an emergency call's identity header comes from PJSIP itself, out of the caller id that withheld-emergency-call has just set
 * to the site's own number: an emergency call must not depend on a pre-dial handler.
 */
function native({ headers }: DoorShape): ReadonlySet<string> {
  const has = (name: string) => headers.some((header) => header.name === name);
  return new Set([
    ...(has('P-Asserted-Identity') ? ['send_pai'] : []),
    ...(has('Remote-Party-ID') ? ['send_rpid'] : []),
    ...(headers.length > 0 ? ['trust_id_outbound'] : []),
  ]);
}

interface EndpointParts {
  readonly name: string;
  readonly aor: string;
  readonly shape: DoorShape;
  /** What the far end may learn of who is connected: the shown number and its presentation. */
  readonly connected: { readonly number: PhoneNumber; readonly name: string; readonly presented: boolean };
  readonly context: string;
  /** PJSIP writes the identity header itself, from the caller id. Emergency below 22.10.0 only. */
  readonly nativeIdentity: boolean;
  /** Whether a call of which nothing is heard any more is ended. Never an emergency call: who calls for help may have to be silent. */
  readonly endsSilent: boolean;
}

function aor(name: string, trunk: PlannedTrunk, qualify: PbxPlan['detection'] | null): string[] {
  const host = trunk.host.includes(':') && !trunk.host.startsWith('[') ? `[${trunk.host}]` : trunk.host;
  const port = trunk.port === undefined ? '' : `:${trunk.port}`;
  const transport = trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`;
  return [
    `[${name}]`,
    'type=aor',
    setting('contact', `sip:${host}${port}${transport}`),
    ...(qualify === null ? [] : [`qualify_frequency=${qualify.qualify}`, `qualify_timeout=${qualify.qualifyTimeout}`]),
    '',
  ];
}

/** Constant headers and the pinned connected line; only from 22.10.0 on. */
function constants(parts: EndpointParts): string[] {
  const { number, name, presented } = parts.connected;
  const presentation = presented ? 'allowed' : 'prohib';
  const pinned = name === '' ? `<${number.reveal()}>` : `"${name}" <${number.reveal()}>`;
  return [
    setting('set_var', `CONNECTEDLINE(priv-all,i)=${pinned}`),
    setting('set_var', `CONNECTEDLINE(priv-num-pres,i)=${presentation}`),
    setting('set_var', `CONNECTEDLINE(priv-name-pres,i)=${presentation}`),
    ...parts.shape.headers.map((header) => setting('set_var', `PJSIP_HEADER(add,${header.name})=${header.value}`)),
  ];
}

/** A silent call is noticed long before, by its packets; this ends it, and tells that nobody hung up. RTCP alone keeps it up. */
function silence({ detection: { rtpTimeout, rtpTimeoutHold } }: PbxPlan): string[] {
  return [`rtp_timeout=${rtpTimeout}`, `rtp_timeout_hold=${rtpTimeoutHold}`];
}

function endpoint(plan: PbxPlan, trunk: PlannedTrunk, parts: EndpointParts): string[] {
  const authenticated = trunk.register !== undefined || trunk.auth !== undefined;
  const opened = parts.nativeIdentity ? native(parts.shape) : new Set();
  return [
    `[${parts.name}]`,
    'type=endpoint',
    setting('context', parts.context),
    setting('aors', parts.aor),
    'disallow=all',
    setting('allow', trunk.codecs.join(',')),
    ...(trunk.signallingTransport === undefined ? [] : [setting('transport', trunk.signallingTransport)]),
    ...(trunk.mediaAddress === undefined ? [] : [setting('media_address', trunk.mediaAddress)]),
    ...(authenticated ? [setting('outbound_auth', `${trunk.id}-auth`)] : []),
    'rtp_symmetric=yes',
    // Known by its address (or its registration's line) only: a From that names the door opens nothing.
    'identify_by=ip',
    'message_context=withheld-nowhere',
    setting('from_user', parts.shape.fromUser),
    setting('from_domain', parts.shape.fromDomain),
    // An inherited SIPFROMDOMAIN beats from_domain (22.10.1 res_pjsip_session.c set_from_header): pin it too.
    setting('set_var', `SIPFROMDOMAIN=${parts.shape.fromDomain}`),
    setting('contact_user', parts.shape.contactUser),
    ...(parts.endsSilent ? silence(plan) : []),
    ...CLOSED.map(([key, value]) => setting(key, opened.has(key) ? 'yes' : value)),
    ...(plan.constants === 'set_var' ? constants(parts) : []),
    '',
  ];
}

function emergency(plan: PbxPlan, trunk: PlannedTrunk, site: PlannedSite): string[] {
  return endpoint(plan, trunk, {
    name: emergencyEndpoint(plan, trunk, site),
    aor: `${trunk.id}-emergency`,
    shape: doorShape(trunk, plan.organisation, site, 'emergency'),
    connected: { number: site.number, name: '', presented: true },
    context: 'withheld-nowhere',
    nativeIdentity: plan.constants === 'predial',
    endsSilent: false,
  });
}

/** `probeLine`: the loopback address from which the leak tests call in as this carrier. */
function access(plan: PbxPlan, trunk: PlannedTrunk, probeLine: string): string[] {
  const credentials = trunk.register ?? trunk.auth;
  const lines: string[] = [];
  if (credentials !== undefined) {
    lines.push(`[${trunk.id}-auth]`, 'type=auth', 'auth_type=userpass');
    lines.push(setting('username', credentials.username), setting('password', credentials.password), '');
  }
  if (trunk.register !== undefined) {
    const port = trunk.port === undefined ? '' : `:${trunk.port}`;
    const server = `sip:${trunk.host}${port}${trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`}`;
    lines.push(`[${trunk.id}-registration]`, 'type=registration');
    lines.push(setting('server_uri', server));
    lines.push(setting('client_uri', server.replace('sip:', `sip:${trunk.register.username}@`)));
    lines.push('contact_user=pbx', setting('outbound_auth', `${trunk.id}-auth`));
    lines.push(setting('expiration', String(trunk.register.expires)), 'retry_interval=10', 'max_retries=10000');
    lines.push('auth_rejection_permanent=no', 'line=yes', setting('endpoint', `${trunk.id}-in`));
    // A started PBX registers within a second, not within ten: until then nobody reaches the agency. 16.27, 18.13 and 20 are the first to know it; an
    // older one refuses the whole registration for it.
    if (plan.constants === 'set_var') lines.push('max_random_initial_delay=0');
    if (trunk.signallingTransport !== undefined) lines.push(setting('transport', trunk.signallingTransport));
    lines.push('');
  }
  const matches = trunk.inboundMatch.length > 0 ? trunk.inboundMatch : [trunk.host];
  lines.push(`[${trunk.id}-identify]`, 'type=identify', setting('endpoint', `${trunk.id}-in`));
  return [...lines, ...[...matches, probeLine].map((match) => setting('match', match)), ''];
}

function doors(plan: PbxPlan, trunk: PlannedTrunk): string[] {
  const site = plan.sites[0] as PlannedSite;
  const shape = (door: 'private' | 'parent' | 'in') => doorShape(trunk, plan.organisation, site, door);
  const hidden = { number: trunk.number, name: '', presented: false };
  const shown = { number: trunk.number, name: plan.organisation.name, presented: true };
  const door = (name: 'private' | 'parent' | 'in', connected: EndpointParts['connected'], context: string) =>
    endpoint(plan, trunk, {
      name: `${trunk.id}-${name}`,
      // Each door has an AOR of its own: the OPTIONS of a shared one carries the identity of whichever door Asterisk finds first
      // (observed: the site's own emergency number, every few seconds).
      aor: `${trunk.id}-${name}`,
      shape: shape(name),
      connected,
      context,
      nativeIdentity: false,
      endsSilent: true,
    });
  return [
    ...aor(`${trunk.id}-private`, trunk, plan.detection),
    ...aor(`${trunk.id}-parent`, trunk, plan.detection),
    // Never qualified: it must be dialled whatever the PBX believes about the trunk, and its identity must not travel in an OPTIONS.
    ...aor(`${trunk.id}-emergency`, trunk, null),
    ...aor(`${trunk.id}-in`, trunk, null),
    ...door('private', hidden, 'withheld-nowhere'),
    ...door('parent', shown, 'withheld-nowhere'),
    ...plan.sites.flatMap((each) => emergency(plan, trunk, each)),
    ...door('in', hidden, inboundEntry(plan, trunk)),
    ...access(plan, trunk, probeLineAddress(plan.probes.network, plan.trunks.indexOf(trunk))),
  ];
}

/** The PJSIP objects of every door of every trunk. Pure. */
export function doorEndpoints(plan: PbxPlan): PbxFile {
  const text = [
    GENERATED_NOTICE,
    '',
    ...plan.trunks.flatMap((trunk) => doors(plan, trunk)),
    ...probeEndpoints(plan),
  ].join('\n');
  return { path: 'withheld/pjsip-doors.conf', text };
}
