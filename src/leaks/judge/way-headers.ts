import { asItMust, notAsItMust, type Opinion, together } from './finding.ts';
import { hostPort, nameAddress, valuesIn } from './name-address.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';

const VIA = /^SIP\/2\.0\/(?:UDP|TCP|TLS) ([^ ;,]{1,260})((?:;[^;,]{1,256})*)$/;
const VIA_PARAMETER = /^(?:rport(?:=\d{1,5})?|alias|branch=z9hG4bK[0-9A-Za-z-]{16,64})$/;
const CONTACT_PARAMETER = /^transport=(?:udp|tcp|tls)$/i;
/** `line`: by which PJSIP knows its registration again. */
const REGISTERED_PARAMETER = /^(?:transport=(?:udp|tcp|tls)|line=[A-Za-z0-9]{1,32})$/i;
const CALL_ID = /^[0-9A-Za-z-]{16,64}$/;

/** Via of a request: one, ours, with nothing in it but what PJSIP writes (RFC 3261 §20.42). */
function ownVia({ message, expected }: SentMessage): Opinion {
  const values = valuesOf(message, 'Via');
  if (values.length > 1) return together(values.slice(1).map((value) => notAsItMust('via-address', 'Via', value)));
  const [value = ''] = values;
  const read = VIA.exec(value);
  const where = hostPort(read?.[1] ?? '');
  if (read === null || where === null) return notAsItMust('not-allowed', 'Via', value);
  if (!expected.ours.has(where.host)) return notAsItMust('via-address', 'Via', value);
  const parameters = (read[2] ?? '').split(';').slice(1);
  const known = parameters.every((parameter) => VIA_PARAMETER.test(parameter));
  return known ? asItMust('Via', value) : notAsItMust('call-id', 'Via', value);
}

function contactOpinion(value: string, { expected, method, message }: SentMessage): Opinion {
  const registers = message.kind === 'request' && method === 'REGISTER';
  if (registers && value === '*') return asItMust('Contact', value);
  const read = nameAddress(value);
  if (read === null) return notAsItMust('contact-form', 'Contact', value);
  const { display, uri, parameters } = read;
  // Asterisk 16 answers without a user.
  if (display !== null || (uri.user !== '' && uri.user !== expected.look.contactUser))
    return notAsItMust('contact-user', 'Contact', value);
  if (!expected.ours.has(uri.host)) return notAsItMust('contact-address', 'Contact', value);
  const inside = registers ? REGISTERED_PARAMETER : CONTACT_PARAMETER;
  const known = uri.headers === '' && uri.parameters.every((parameter) => inside.test(parameter));
  const told = parameters.every((parameter) => registers && /^expires=\d{1,10}$/.test(parameter.trim()));
  return known && told ? asItMust('Contact', value) : notAsItMust('contact-form', 'Contact', value);
}

const MAY_HAVE_CONTACT = new Set(['INVITE', 'OPTIONS', 'REGISTER', 'UPDATE']);

/** Contact: the neutral user at one of our outside addresses, and nothing else (RFC 3261 §20.10). */
function ownContact(sent: SentMessage): Opinion {
  const values = valuesOf(sent.message, 'Contact').flatMap(valuesIn);
  const may = sent.message.kind === 'response' || MAY_HAVE_CONTACT.has(sent.method);
  return together(
    values.map((value) => (may ? contactOpinion(value, sent) : notAsItMust('not-allowed', 'Contact', value))),
  );
}

/** Route of a request: what the carrier gave us as Record-Route, or its proxy (RFC 3261 §12.1.2). */
function routes({ message, expected }: SentMessage): Opinion {
  const values = valuesOf(message, 'Route').flatMap(valuesIn);
  return together(
    values.map((value) => {
      const host = nameAddress(value)?.uri.host;
      const known = host !== undefined && (expected.carrier.has(host) || expected.ours.has(host));
      const piece = { place: 'Route', text: value, reading: 'open', origin: 'echo' } as const;
      return { findings: known ? [] : [{ vector: 'route-address', place: 'Route', text: value }], pieces: [piece] };
    }),
  );
}

/** What an answer must repeat of the request (RFC 3261 §8.2.6.2, §12.1.1): the carrier's, and ours where it is a dialog that we began. */
function repeated(name: string, { message }: SentMessage): Opinion {
  const pieces = valuesOf(message, name).map(
    (text) => ({ place: name, text, reading: 'fact', origin: 'echo' }) as const,
  );
  return { findings: [], pieces };
}

/** Call-ID: chance where we made it, without a host of ours where the carrier did (RFC 3261 §8.1.1.4). */
function callId({ message, expected, inDialog, outbound }: SentMessage): Opinion {
  const [value = ''] = valuesOf(message, 'Call-ID');
  const made = message.kind === 'request' && (outbound || !inDialog);
  if (made) return CALL_ID.test(value) ? asItMust('Call-ID', value) : notAsItMust('call-id', 'Call-ID', value);
  const host = value.slice(value.lastIndexOf('@') + 1);
  const ours = value.includes('@') && expected.ours.has(hostPort(host)?.host ?? host);
  const piece = { place: 'Call-ID', text: value, reading: 'fact', origin: 'echo' } as const;
  return { findings: ours ? [{ vector: 'call-id', place: 'Call-ID', text: value }] : [], pieces: [piece] };
}

function notAllowed(name: string, { message }: SentMessage): Opinion {
  return together(valuesOf(message, name).map((value) => notAsItMust('not-allowed', name, value)));
}

type WayHeader = 'Call-ID' | 'Contact' | 'Record-Route' | 'Route' | 'Via';
const OF_REQUESTS: readonly WayHeader[] = ['Contact', 'Call-ID', 'Via', 'Route', 'Record-Route'];
const OF_ANSWERS: readonly WayHeader[] = ['Contact', 'Call-ID', 'Via', 'Record-Route', 'Route'];
const WAY_HEADERS: ReadonlySet<string> = new Set(OF_REQUESTS);

/** Whether it is one of the headers that say by which way a message goes and to what it belongs. */
export function isWayHeader(name: string): name is WayHeader {
  return WAY_HEADERS.has(name);
}

/** What is said of one of them. Nothing else in the message is looked at, but for its start line. */
export function wayHeader(name: WayHeader, sent: SentMessage): Opinion {
  const answers = sent.message.kind === 'response';
  switch (name) {
    case 'Call-ID':
      return callId(sent);
    case 'Contact':
      return ownContact(sent);
    case 'Record-Route':
      return answers ? repeated(name, sent) : notAllowed(name, sent);
    case 'Route':
      return answers ? notAllowed(name, sent) : routes(sent);
    case 'Via':
      return answers ? repeated(name, sent) : ownVia(sent);
  }
}

export function wayHeaders(sent: SentMessage): Opinion {
  const names = sent.message.kind === 'response' ? OF_ANSWERS : OF_REQUESTS;
  return together(names.map((name) => wayHeader(name, sent)));
}
