import type { DoorShape } from '../identity/carrier-profile.ts';
import type { SeenMessage } from './far-end.ts';
import type { SipMessage } from './sip-message.ts';

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
/** Headers that may not stand in any message through any door, whatever they say. */
const NEVER = [
  'Diversion',
  'History-Info',
  'Referred-By',
  'Identity',
  'P-Preferred-Identity',
  'Geolocation',
  'Call-Info',
  'Organization',
  'Reply-To',
  'Subject',
];

function values(message: SipMessage, name: string): readonly string[] {
  return message.headers.filter((header) => header.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value);
}

/** The name-addr without its tag: what names somebody. */
function address(value: string): string {
  return value.replace(/;tag=[^;>]*/, '').trim();
}

/** The exact forms of From a shape allows: with its display name, and without one. */
function allowedFroms(shape: DoorShape): readonly string[] {
  const uri = `<sip:${shape.fromUser}@${shape.fromDomain}>`;
  return shape.fromDisplay === null ? [uri] : [uri, `"${shape.fromDisplay}" ${uri}`];
}

function identityFaults(invite: SipMessage, shape: DoorShape): string[] {
  return IDENTITY.flatMap((name) => {
    const expected = shape.headers.filter((header) => header.name === name).map(({ value }) => value);
    const found = values(invite, name);
    return JSON.stringify(found) === JSON.stringify(expected) ? [] : [`${name} is not what the door shows`];
  });
}

function inviteFaults(invite: SipMessage, shape: DoorShape): string[] {
  const from = address(values(invite, 'From')[0] ?? '');
  const contact = values(invite, 'Contact')[0] ?? '';
  return [
    ...(allowedFroms(shape).includes(from) ? [] : ['From is not what the door shows']),
    ...(new RegExp(`^<sips?:${shape.contactUser}@[^@]*>`).test(contact) ? [] : ['Contact names somebody']),
    ...identityFaults(invite, shape),
  ];
}

/** The secret words that stand in a message, in any of the spellings a plain reader would understand. */
export function canariesIn(raw: string, canaries: readonly string[]): readonly string[] {
  const unfolded = raw.replace(/\r\n[ \t]+/g, ' ');
  const decoded = unfolded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const segments = unfolded.match(/[A-Za-z0-9_-]{16,}/g) ?? [];
  const unpacked = segments.map((segment) => Buffer.from(segment, 'base64url').toString('latin1')).join('\n');
  const text = `${unfolded}\n${decoded}\n${unpacked}`.toLowerCase();
  return canaries.filter((canary) => text.includes(canary.toLowerCase()));
}

/**
 * Judges one call on the bytes the carrier's side saw. `canaries` are empty for the emergency door, whose very purpose is to show the site.
 * `null` when no INVITE was seen: that is a failure of the call, never a pass.
 */
export function judgeCall(
  seen: readonly SeenMessage[],
  shape: DoorShape,
  canaries: readonly string[],
): LabVerdict | null {
  const sent = seen.filter(({ direction }) => direction === 'to-carrier');
  const invites = sent.filter(({ message }) => message?.startLine.startsWith('INVITE ') ?? false);
  const first = invites[0]?.message;
  if (first === undefined || first === null) return null;
  const outbound = new Set(
    invites.map(({ message }) => (message === null ? '' : (values(message, 'Call-ID')[0] ?? ''))),
  );
  const ours = seen.filter(({ message }) => message !== null && outbound.has(values(message, 'Call-ID')[0] ?? ''));
  const faults = [
    ...invites.flatMap(({ message }) => (message === null ? [] : inviteFaults(message, shape))),
    ...seen.filter(({ message }) => message === null).map(() => 'a message could not be read'),
    ...sent.flatMap(({ message }) => NEVER.filter((name) => message !== null && values(message, name).length > 0)),
    ...ours.flatMap(({ raw }) =>
      canariesIn(raw, canaries).map((_, at) => `a word of the agency was seen (no. ${at + 1})`),
    ),
  ];
  return {
    from: address(values(first, 'From')[0] ?? ''),
    asserted: values(first, 'P-Asserted-Identity')[0] ?? values(first, 'Remote-Party-ID')[0] ?? '-',
    privacy: values(first, 'Privacy')[0] ?? '-',
    contact: values(first, 'Contact')[0] ?? '-',
    faults: [...new Set(faults)],
  };
}
