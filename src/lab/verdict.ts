import type { DoorShape } from '../identity/carrier-profile.ts';
import type { SeenMessage } from './far-end.ts';
import { HARMLESS_HEADERS } from './sip-identity.ts';
import { headerValue, type SipMessage } from './sip-message.ts';

/** What the far end saw of one call's first INVITE, and whether the whole call held what its door promises. */
export interface LabVerdict {
  readonly from: string;
  readonly asserted: string;
  readonly privacy: string;
  readonly contact: string;
  /** What was not as it must be, in words; empty: it held. */
  readonly faults: readonly string[];
}

const IDENTITY = ['P-Asserted-Identity', 'Privacy', 'Remote-Party-ID'] as const;

/** Every header a message to a carrier may bear, besides those that carry protocol facts. Whatever is not here is a fault, known or not. */
const PERMITTED: ReadonlySet<string> = new Set([
  ...IDENTITY,
  'Authorization',
  'Call-ID',
  'Contact',
  'From',
  'Proxy-Authorization',
  'Reason',
  'Record-Route',
  'Route',
  'Server',
  'To',
  'User-Agent',
  'Via',
]);

/** The methods a carrier may hear from the agency's PBX. */
const METHODS: ReadonlySet<string> = new Set([
  'ACK',
  'BYE',
  'CANCEL',
  'INVITE',
  'OPTIONS',
  'PRACK',
  'REGISTER',
  'UPDATE',
]);

/** A message the agency's PBX sent, or one of a dialog it began, as far as it could be read. */
interface Read extends SeenMessage {
  readonly message: SipMessage;
  readonly callId: string;
}

function values(message: SipMessage, name: string): readonly string[] {
  return message.headers.filter((header) => header.name === name).map(({ value }) => value);
}

/** The name-addr without its tag: what names somebody. */
function address(value: string): string {
  return value.replace(/;tag=[^;>]*/, '').trim();
}

/** RFC 3261 §12.1: only a request outside of any dialog, or the one that begins it, has no tag in To. */
function comesFirst(message: SipMessage): boolean {
  return message.kind === 'request' && !/;\s*tag=/i.test(headerValue(message, 'To') ?? '');
}

function opensDialog(message: SipMessage): boolean {
  return message.kind === 'request' && message.method === 'INVITE' && comesFirst(message);
}

function kindOf(message: SipMessage): string {
  const sequence = headerValue(message, 'CSeq')?.split(/\s+/)[1] ?? 'unknown';
  return message.kind === 'request' ? message.method : `${message.status} to ${sequence}`;
}

/** The exact forms of From a shape allows: with its display name, and without one. */
function allowedFroms(shape: DoorShape): readonly string[] {
  const uri = `<sip:${shape.fromUser}@${shape.fromDomain}>`;
  return shape.fromDisplay === null ? [uri] : [uri, `"${shape.fromDisplay}" ${uri}`];
}

function fromFaults(message: SipMessage, shape: DoorShape): string[] {
  const shown = values(message, 'From').map(address);
  const [only = ''] = shown;
  return shown.length === 1 && allowedFroms(shape).includes(only) ? [] : ['From is not what the door shows'];
}

/** `exact`: the door's headers and no others. `none`: none at all. `either`: one or the other. */
function identityFaults(message: SipMessage, shape: DoorShape, wanted: 'exact' | 'none' | 'either'): string[] {
  return IDENTITY.flatMap((name) => {
    const expected = shape.headers.filter((header) => header.name === name).map(({ value }) => value);
    const found = values(message, name);
    const none = found.length === 0;
    const exact = JSON.stringify(found) === JSON.stringify(expected);
    const held = wanted === 'exact' ? exact : wanted === 'none' ? none : none || exact;
    return held ? [] : [`${name} is not what the door shows`];
  });
}

/** The code that withholds (or shows the parent) stands before the number, where the door has one. */
function dialledFaults(message: SipMessage, shape: DoorShape): string[] {
  const user = /^INVITE sips?:([^@]*)@/.exec(message.startLine)?.[1] ?? '';
  return user.replaceAll('%23', '#').startsWith(shape.dialPrefix) ? [] : ["the door's code was not dialled"];
}

/** What holds for every message to a carrier, whatever door and dialog: a known method, known headers, a Contact and a body that name nobody. */
function anywhereFaults(message: SipMessage, shape: DoorShape): string[] {
  const neutral = new RegExp(`^<sips?:${shape.contactUser}@[^@]*>`);
  const described = message.body.startsWith('v=0');
  const naming = /^o=(?!- )|^s=(?!-$)|^[iuep]=/;
  return [
    ...(message.kind === 'request' && !METHODS.has(message.method) ? [`${message.method} was sent`] : []),
    ...message.headers
      .filter(({ name }) => !PERMITTED.has(name) && !HARMLESS_HEADERS.has(name))
      .map(({ name }) => `${name} may not stand in any message`),
    ...values(message, 'Contact').flatMap((contact) => (neutral.test(contact) ? [] : ['Contact names somebody'])),
    ...(described || message.body.trim() === '' ? [] : ['a body is no SDP']),
    ...message.body.split(/\r?\n/).flatMap((line) => (described && naming.test(line) ? ['SDP names somebody'] : [])),
  ];
}

/** What is wrong with one message to a carrier. `ours`: it belongs to a dialog that the agency's PBX began. */
function messageFaults(message: SipMessage, shape: DoorShape, ours: boolean): string[] {
  const general = anywhereFaults(message, shape);
  if (!ours || message.kind === 'response') return [...general, ...identityFaults(message, shape, 'none')];
  const opens = opensDialog(message);
  return [
    ...general,
    ...fromFaults(message, shape),
    ...identityFaults(message, shape, opens ? 'exact' : 'either'),
    ...(opens ? dialledFaults(message, shape) : []),
  ];
}

/** The secret words that stand in a message, in any of the spellings a plain reader would understand. */
export function canariesIn(raw: string, canaries: readonly string[]): readonly string[] {
  const unfolded = raw.replace(/\r?\n[ \t]+/g, ' ');
  const decoded = unfolded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // RFC 3261 §25.1: in a quoted string a backslash stands before any character.
  const unquoted = decoded.replace(/\\(.)/g, '$1');
  const segments = [/[A-Za-z0-9_-]{16,}/g, /[A-Za-z0-9+/]{16,}/g].flatMap((shape) => unfolded.match(shape) ?? []);
  const unpacked = segments.map((segment) => Buffer.from(segment, 'base64').toString('latin1')).join('\n');
  const text = `${unfolded}\n${decoded}\n${unquoted}\n${unpacked}`.toLowerCase();
  return canaries.filter((canary) => text.includes(canary.toLowerCase()));
}

/** The messages that could be read, and the Call-IDs of the dialogs that the agency's PBX began. */
function readDialogs(seen: readonly SeenMessage[]): { readonly read: readonly Read[]; readonly own: Set<string> } {
  const read = seen.flatMap((each) =>
    each.message === null
      ? []
      : [{ ...each, message: each.message, callId: headerValue(each.message, 'Call-ID') ?? '' }],
  );
  const begun = read.filter(({ direction, message }) => direction === 'to-carrier' && opensDialog(message));
  return { read, own: new Set(begun.map(({ callId }) => callId)) };
}

function begunByCarrier({ direction, message }: Read): boolean {
  return direction === 'to-agency' && opensDialog(message);
}

/**
 * For each dialog or transaction that a carrier began, the words it brought itself: the number it calls, and who it says calls. Hearing
 * those back tells it nothing.
 */
function wordsBrought(read: readonly Read[], canaries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const brought = new Map<string, readonly string[]>();
  for (const { callId, direction, message, raw } of read) {
    if (brought.has(callId)) continue;
    const begins = direction === 'to-agency' && comesFirst(message);
    brought.set(callId, begins ? canariesIn(raw, canaries) : []);
  }
  return brought;
}

/**
 * The secret words in every message to a carrier, whatever its method and in a dialog or not, and in every message of the dialogs that the
 * agency's PBX began. What the door itself shows (only the emergency door shows a word of the agency) may stand in those dialogs alone.
 */
function wordFaults(seen: readonly SeenMessage[], shape: DoorShape, canaries: readonly string[]): string[] {
  const { read, own } = readDialogs(seen);
  const shown = canaries.filter((word) => shape.fromUser.includes(word));
  const brought = wordsBrought(read, canaries);
  const unreadable = seen.filter(({ message }) => message === null);
  const found = read
    .filter(({ direction, callId }) => direction === 'to-carrier' || own.has(callId))
    .flatMap(({ callId, message, raw }) => {
      const excused = own.has(callId) ? shown : (brought.get(callId) ?? []);
      return canariesIn(raw, canaries)
        .filter((word) => !excused.includes(word))
        .map((word) => ({ word, where: kindOf(message) }));
    });
  const inGarbage = unreadable.flatMap(({ raw }) =>
    canariesIn(raw, canaries).map((word) => ({ word, where: 'something unreadable' })),
  );
  return [...found, ...inGarbage].map(
    ({ word, where }) => `a word of the agency was seen (no. ${canaries.indexOf(word) + 1}) in ${where}`,
  );
}

/**
 * What was not as it must be in everything seen on one trunk, when every call that left over it had to leave through the door of this shape.
 * Judged on the bytes the carrier's side saw: every message to the carrier, and every message of the dialogs the agency's PBX began. `canaries`
 * are all secret words of the agency, the site's number included. Nothing seen has no faults: whether anything had to be seen is the caller's to
 * say.
 */
export function faultsOf(
  seen: readonly SeenMessage[],
  shape: DoorShape,
  canaries: readonly string[],
): readonly string[] {
  const { read, own } = readDialogs(seen);
  const faults = [
    ...read
      .filter(({ direction }) => direction === 'to-carrier')
      .flatMap(({ message, callId }) => messageFaults(message, shape, own.has(callId))),
    ...seen.filter(({ message }) => message === null).map(() => 'a message could not be read'),
    ...wordFaults(seen, shape, canaries),
  ];
  return [...new Set(faults)];
}

/** Judges one call as `faultsOf` does. `null` when no INVITE was seen: that is a failure of the call, never a pass. */
export function judgeCall(
  seen: readonly SeenMessage[],
  shape: DoorShape,
  canaries: readonly string[],
): LabVerdict | null {
  const first = seen.find(
    ({ direction, message }) => direction === 'to-carrier' && message !== null && opensDialog(message),
  )?.message;
  if (first === undefined || first === null) return null;
  return {
    from: address(values(first, 'From')[0] ?? ''),
    asserted: values(first, 'P-Asserted-Identity')[0] ?? values(first, 'Remote-Party-ID')[0] ?? '-',
    privacy: values(first, 'Privacy')[0] ?? '-',
    contact: values(first, 'Contact')[0] ?? '-',
    faults: faultsOf(seen, shape, canaries),
  };
}

/**
 * What left although nothing may: any request to a carrier but OPTIONS, REGISTER and those of a dialog that the carrier began; and what
 * `faultsOf` finds in what may be there. Nothing seen at all has no faults: the caller must know that the mirror was there.
 */
export function departures(
  seen: readonly SeenMessage[],
  shape: DoorShape,
  canaries: readonly string[],
): readonly string[] {
  const { read } = readDialogs(seen);
  const theirs = new Set(read.filter(begunByCarrier).map(({ callId }) => callId));
  const left = read.flatMap(({ direction, message, callId }) => {
    if (direction !== 'to-carrier' || message.kind !== 'request' || theirs.has(callId)) return [];
    return message.method === 'OPTIONS' || message.method === 'REGISTER' ? [] : [`${message.method} left`];
  });
  return [...new Set([...left, ...faultsOf(seen, shape, canaries)])];
}
