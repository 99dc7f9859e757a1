import { asItMust, type Finding, notAsItMust, type Opinion, type Piece, together } from './finding.ts';
import { nameAddress, sipUri } from './name-address.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';

/** What can be dialled to a carrier: digits, a plus, and the keys of service codes. */
const DIALLED = /^\+?[0-9*#]{1,40}$/;

function keys(user: string): string {
  return user
    .replace(/%23/g, '#')
    .replace(/%2[aA]/g, '*')
    .replace(/%2[bB]/g, '+');
}

/** A SIP URI in which the user was dialled or given by the carrier, as pieces. */
function addressed(place: string, text: string, user: string, origin: Piece['origin'], checked: boolean): Piece[] {
  const rest = user === '' ? text : text.replace(user, '');
  return [
    { place, text: user, reading: 'dialled', origin },
    { place, text: rest, reading: checked ? 'fact' : 'open', origin },
  ];
}

/** The Request-URI of the INVITE that begins a call: the carrier's host, a number, and the door's code before it. */
function callUri(sent: SentMessage, text: string): Opinion {
  const { expected } = sent;
  const place = 'start-line';
  const uri = sipUri(text);
  if (uri === null) return notAsItMust('dialled-form', place, text);
  const user = keys(uri.user);
  const findings: Finding[] = [];
  if (expected.door === 'in') findings.push({ vector: 'inbound-door-calls', place, text });
  if (!DIALLED.test(user)) findings.push({ vector: 'dialled-form', place, text });
  if (!user.startsWith(expected.look.dialPrefix)) findings.push({ vector: 'code-not-dialled', place, text });
  if (!expected.carrier.has(uri.host)) findings.push({ vector: 'route-address', place, text });
  const known =
    uri.headers === '' && uri.parameters.every((each) => /^(?:transport=(?:udp|tcp|tls)|user=phone)$/i.test(each));
  if (!known) findings.push({ vector: 'not-allowed', place, text });
  return { findings, pieces: addressed(place, text, uri.user, 'ours', findings.length === 0) };
}

/** The Request-URI of any other request: of OPTIONS and REGISTER the carrier's host alone, within a dialog what the carrier gave as Contact. */
function otherUri(sent: SentMessage, text: string): Opinion {
  const place = 'start-line';
  const uri = sipUri(text);
  if (uri === null) return notAsItMust('not-allowed', place, text);
  const known = sent.expected.carrier.has(uri.host);
  const foreign: Finding[] = known ? [] : [{ vector: 'route-address', place, text }];
  if (!sent.inDialog && (sent.method === 'OPTIONS' || sent.method === 'REGISTER')) {
    const bare = uri.user === '' && uri.headers === '';
    return bare
      ? { findings: foreign, pieces: [{ place, text, reading: 'open', origin: 'ours' }] }
      : notAsItMust('dialled-form', place, text);
  }
  const pieces = addressed(place, text, uri.user, 'echo', false);
  // On the door for calls from the carrier it names the caller, whose number may be any.
  return {
    findings: foreign,
    pieces: sent.outbound ? pieces : pieces.map((piece) => ({ ...piece, only: ['inside-host', 'secret-word'] })),
  };
}

export function requestUri(sent: SentMessage): Opinion {
  if (sent.message.kind === 'response') return { findings: [], pieces: [] };
  const { uri, method } = sent.message;
  return method === 'INVITE' && !sent.inDialog ? callUri(sent, uri) : otherUri(sent, uri);
}

/** To of a request in a dialog that we began, or outside of any: where it goes, without any name. */
export function dialledTo(sent: SentMessage): Opinion {
  const [value = '', ...more] = valuesOf(sent.message, 'To');
  const extra = more.map((second) => notAsItMust('not-allowed', 'To', second));
  const read = nameAddress(value);
  const parameters = read?.parameters.every((each) => /^\s*tag=[^"<>;, ]{1,256}$/.test(each)) ?? false;
  if (read === null || read.display !== null || !parameters || read.uri.headers !== '')
    return together([notAsItMust('to-form', 'To', value), ...extra]);
  const { uri } = read;
  const known = uri.parameters.every((each) => /^(?:transport=(?:udp|tcp|tls)|user=phone)$/i.test(each));
  if (!known || !(DIALLED.test(keys(uri.user)) || uri.user === ''))
    return together([notAsItMust('to-form', 'To', value), ...extra]);
  const foreign: Finding[] = sent.expected.carrier.has(uri.host)
    ? []
    : [{ vector: 'route-address', place: 'To', text: value }];
  return together([{ findings: foreign, pieces: addressed('To', value, uri.user, 'ours', known) }, ...extra]);
}

/** From and To of REGISTER: the account, and nothing else (RFC 3261 §10.2). */
export function registeredParty(sent: SentMessage, name: 'From' | 'To'): Opinion {
  const { account, carrier } = sent.expected;
  return together(
    valuesOf(sent.message, name).map((value) => {
      const read = nameAddress(value);
      const named = read !== null && read.display === null && read.uri.user === account && account !== null;
      const plain = named && carrier.has(read.uri.host) && read.uri.headers === '';
      const bare =
        plain &&
        [...read.uri.parameters, ...read.parameters].every((each) => /^(?:transport|tag)=[\w-]{1,64}$/.test(each));
      return bare ? asItMust(name, value) : notAsItMust('account', name, value);
    }),
  );
}
