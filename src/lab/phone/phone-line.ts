import { randomBytes } from 'node:crypto';
import { literal } from './scenario-text.ts';

/** What a phone knows of itself and its PBX. IPv4 only. */
export interface PhoneLine {
  readonly extension: string;
  readonly password: string;
  /** Where the phone lives: SIP and RTP. */
  readonly address: string;
  readonly port: number;
  readonly pbx: { readonly address: string; readonly port: number };
  readonly displayName?: string;
  /** Port at the phone's address where somebody else listens to what the phone hears; SIPp itself throws it away. */
  readonly hearsAt?: number;
}

function host(end: { readonly address: string; readonly port: number }): string {
  return end.port === 5060 ? end.address : `${end.address}:${end.port}`;
}

/** `sip:user@pbx` for a number (`#` escaped, RFC 3261 §25.1), or a whole SIP URI as it is. */
export function uriAt(line: PhoneLine, to: string): string {
  return /^sips?:/i.test(to) ? to : `sip:${to.replaceAll('#', '%23')}@${host(line.pbx)}`;
}

/** The phone's address of record as From, To and Referred-By carry it (RFC 3261 §25.1: quotes and backslashes escaped). */
export function ownIdentity(line: PhoneLine): string {
  const address = `<${uriAt(line, line.extension)}>`;
  return line.displayName ? `"${line.displayName.replace(/["\\]/g, '\\$&')}" ${address}` : address;
}

/** The bare domain of the PBX: what a REGISTER is addressed to. */
export function registrar(line: PhoneLine): string {
  return `sip:${host(line.pbx)}`;
}

export function contact(line: PhoneLine): string {
  return literal(`Contact: <sip:${line.extension}@${line.address}:${line.port}>`);
}

export const USER_AGENT = 'User-Agent: Withheld lab phone';

/** RFC 3261 §8.1.1.7: the cookie, then something nobody else uses. */
export function newBranch(): string {
  return `z9hG4bK${randomBytes(10).toString('hex')}`;
}

export function newTag(): string {
  return randomBytes(6).toString('hex');
}

export function via(line: PhoneLine, branch: string): string {
  return `Via: SIP/2.0/UDP ${line.address}:${line.port};rport;branch=${branch}`;
}

/** Headers of an answer to the message just received. `tag` is for the To of a request that has none yet. */
export function answerTo(status: string, tag?: string): string[] {
  return [
    `SIP/2.0 ${status}`,
    '[last_Via:]',
    '[last_From:]',
    tag === undefined ? '[last_To:]' : `[last_To:];tag=${tag}`,
    '[last_Call-ID:]',
    '[last_CSeq:]',
  ];
}

/** The phone's session description: G.711 A-law and telephone events. */
export function sessionDescription(
  line: PhoneLine,
  version: number,
  direction: 'sendrecv' | 'sendonly' | 'recvonly',
): string[] {
  return [
    'v=0',
    `o=${literal(line.extension)} 1 ${version} IN IP4 ${line.address}`,
    's=-',
    `c=IN IP4 ${line.address}`,
    't=0 0',
    `m=audio ${line.hearsAt ?? '[rtpstream_audio_port]'} RTP/AVP 8 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    `a=${direction}`,
  ];
}
