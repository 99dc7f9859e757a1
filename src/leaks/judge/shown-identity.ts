import { asItMust, type Finding, notAsItMust, type Opinion, together } from './finding.ts';
import { nameAddress } from './name-address.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';
import type { VectorId } from './vectors.ts';

const IDENTITY = ['P-Asserted-Identity', 'Remote-Party-ID', 'Privacy'] as const;
type IdentityHeader = (typeof IDENTITY)[number];
/** Tags and Call-IDs of PJSIP are UUIDs or 32 chance characters. */
const CHANCE_TAG = /^tag=[0-9A-Za-z-]{16,64}$/;

/** UTF-8 text as the judge reads it: a character for each byte. */
function onTheWire(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function isIdentityHeader(name: string): name is IdentityHeader {
  return (IDENTITY as readonly string[]).includes(name);
}

/** Which part of From is not what the door shows; `null`: it is exactly that. */
function fromFault(value: string, { expected: { look } }: SentMessage): VectorId | null {
  const read = nameAddress(value);
  if (read === null) return 'from-form';
  const { display, uri, parameters } = read;
  if (uri.user !== onTheWire(look.fromUser)) return 'from-user';
  if (display !== null && (look.fromDisplay === null || display !== onTheWire(look.fromDisplay))) return 'from-display';
  if (`${uri.host}${uri.port === '' ? '' : `:${uri.port}`}`.toLowerCase() !== look.fromDomain.toLowerCase())
    return 'from-host';
  const shown = value.slice(value.indexOf('<'), value.indexOf('>') + 1);
  const exact = shown === onTheWire(`<sip:${look.fromUser}@${look.fromDomain}>`);
  return exact && parameters.length === 1 && CHANCE_TAG.test(parameters[0] ?? '') ? null : 'from-form';
}

/** From of a request in a dialog that we began, or of one outside of any: exactly what the door shows, and a tag of chance. */
export function shownFrom(sent: SentMessage): Opinion {
  const [value = '', ...more] = valuesOf(sent.message, 'From');
  const extra = more.map((second) => notAsItMust('from-form', 'From', second));
  const fault = fromFault(value, sent);
  const { look } = sent.expected;
  // What the door shows is no secret, even where it is a number of ours (emergency).
  const shown = onTheWire(`<sip:${look.fromUser}@`);
  const rest = value.includes(shown) ? value.replace(shown, '<sip:@') : value;
  if (fault === null) return together([asItMust('From', rest.slice(rest.indexOf('>') + 1)), ...extra]);
  const { pieces } = notAsItMust(fault, 'From', rest);
  return together([{ findings: [{ vector: fault, place: 'From', text: value }], pieces }, ...extra]);
}

function vectorOf(name: IdentityHeader, sent: SentMessage, found: readonly string[]): VectorId {
  if (name === 'Privacy') return found.length === 0 ? 'privacy-missing' : 'privacy';
  const base = name === 'P-Asserted-Identity' ? 'asserted-identity' : 'remote-party-id';
  if (sent.message.kind === 'response') return `${base}-in-answer`;
  return sent.inDialog ? `${base}-later` : base;
}

/**
 * `exact`: the door's header and no other. `none`: no such header at all. `either`: one or the other, which is what PJSIP does where it
 * repeats (or does not repeat) constant headers.
 */
function wanted(sent: SentMessage): 'exact' | 'none' | 'either' {
  const { message, expected, inDialog, method, outbound } = sent;
  if (!outbound) return 'none';
  // Below Asterisk 22.10.0 PJSIP itself writes the emergency door's identity, into answers too.
  if (message.kind === 'response') return expected.door === 'emergency' ? 'either' : 'none';
  if (method === 'INVITE') return inDialog ? 'either' : 'exact';
  return method === 'UPDATE' || method === 'OPTIONS' ? 'either' : 'none';
}

function identityOpinion(name: IdentityHeader, sent: SentMessage, want: 'exact' | 'none'): Opinion {
  const constant = sent.expected.look.headers.filter((header) => header.name === name).map(({ value }) => value);
  const expected = want === 'none' ? [] : constant.map(onTheWire);
  const found = valuesOf(sent.message, name);
  if (found.length === expected.length && found.every((value, at) => value === expected[at]))
    return { findings: [], pieces: [] };
  const vector = vectorOf(name, sent, found);
  const missing: Finding[] = found.length === 0 ? [{ vector, place: name, text: '' }] : [];
  const wrong = found.filter((value, at) => value !== expected[at]).map((value) => notAsItMust(vector, name, value));
  const repeated =
    wrong.length === 0 && missing.length === 0 ? [{ vector, place: name, text: found.at(-1) ?? '' }] : [];
  return together([...wrong, { findings: [...missing, ...repeated], pieces: [] }]);
}

/** P-Asserted-Identity (RFC 3325), Remote-Party-ID and Privacy (RFC 3323): the door's constants in their place, and nothing else anywhere. */
export function shownIdentity(sent: SentMessage): Opinion {
  const want = wanted(sent);
  const silent = IDENTITY.every((name) => valuesOf(sent.message, name).length === 0);
  const held = want === 'either' ? (silent ? 'none' : 'exact') : want;
  return together(IDENTITY.map((name) => identityOpinion(name, sent, held)));
}
