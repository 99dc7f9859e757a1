import { dialledTo, registeredParty, requestUri } from './dialled-party.ts';
import { DIGEST_HEADERS, digestAnswers } from './digest-answer.ts';
import type { Expected } from './expected.ts';
import { asItMust, type Finding, notAsItMust, type Opinion, together } from './finding.ts';
import { forbiddenHeader } from './forbidden-headers.ts';
import { isKnownName } from './header-names.ts';
import { messageBody } from './message-body.ts';
import { isPlainHeader, METHODS, plainHeader } from './plain-headers.ts';
import { isKnownPhrase } from './reason-phrases.ts';
import { repeatedParties } from './repeated-parties.ts';
import { type SentMessage, sentMessage, valuesOf } from './sent-message.ts';
import { isIdentityHeader, shownFrom, shownIdentity } from './shown-identity.ts';
import type { HeaderField, SipRequestRead, SipResponseRead } from './sip-reader.ts';
import type { VectorId } from './vectors.ts';
import { isWayHeader, wayHeader, wayHeaders } from './way-headers.ts';

/** RFC 3261 §8.1.1: without these it is no message. */
export const MANDATORY = ['Call-ID', 'CSeq', 'From', 'To', 'Via'] as const;
const METHOD_VECTORS: ReadonlyMap<string, VectorId> = new Map<string, VectorId>([
  ['INFO', 'digits-by-info'],
  ['MESSAGE', 'message'],
  ['NOTIFY', 'event-notice'],
  ['PUBLISH', 'event-notice'],
  ['REFER', 'refer'],
  ['SUBSCRIBE', 'event-notice'],
]);

/** Headers that have rules of their own. */
function isJudgedElsewhere(name: string): boolean {
  const own = name === 'From' || name === 'To' || name === 'Content-Type';
  return own || isIdentityHeader(name) || isWayHeader(name) || DIGEST_HEADERS.has(name);
}

function forbidden({ name, value }: HeaderField, sent: SentMessage): Opinion {
  const text = isKnownName(name) ? value : `${name}: ${value}`;
  return notAsItMust(forbiddenHeader(name, sent.message.kind === 'response'), name, text);
}

function headerOpinion(field: HeaderField, sent: SentMessage): Opinion {
  if (isJudgedElsewhere(field.name)) return { findings: [], pieces: [] };
  const kind = sent.message.kind === 'response' ? 'answer' : sent.method;
  return plainHeader(kind, field.name, field.value, sent.expected) ?? forbidden(field, sent);
}

/** Reason (RFC 3326) may stand there for each protocol once. */
function isSingle(name: string): boolean {
  const once = name === 'CSeq' || name === 'Call-ID' || name === 'From' || name === 'To';
  return once || (isPlainHeader(name) && name !== 'Reason');
}

/** Headers that are missing, or stand there more than once although they may not. */
function countFindings({ message }: SentMessage): readonly Finding[] {
  const counts = new Map<string, number>();
  for (const { name } of message.headers) counts.set(name, (counts.get(name) ?? 0) + 1);
  const missing = MANDATORY.filter((name) => !counts.has(name));
  const twice = [...counts].filter(([name, count]) => count > 1 && isSingle(name)).map(([name]) => name);
  return [
    ...missing.map((place) => ({ vector: 'unreadable', place, text: '' }) as const),
    ...twice.map((place) => ({ vector: 'not-allowed', place, text: valuesOf(message, place).join(', ') }) as const),
  ];
}

/** From or To, by whose dialog it is and whether it is an answer. */
function party(sent: SentMessage, name: 'From' | 'To'): Opinion {
  if (sent.method === 'REGISTER') return registeredParty(sent, name);
  return name === 'From' ? shownFrom(sent) : dialledTo(sent);
}

/** Whether SIP has us repeat From and To as they are. */
function repeats({ message, method, inDialog, outbound }: SentMessage): boolean {
  return message.kind === 'response' || (method !== 'REGISTER' && !outbound && inDialog);
}

function parties(sent: SentMessage): Opinion {
  return repeats(sent) ? repeatedParties(sent) : together([party(sent, 'From'), party(sent, 'To')]);
}

function phrase({ message }: SentMessage): Opinion {
  if (message.kind === 'request') return { findings: [], pieces: [] };
  const { status, reason } = message;
  return isKnownPhrase(reason)
    ? asItMust('start-line', `${status} ${reason}`)
    : notAsItMust('not-allowed', 'start-line', reason);
}

function readingOpinion({ message }: SentMessage): Opinion {
  return together([
    { findings: message.faults.map((text) => ({ vector: 'unreadable', place: 'body', text })), pieces: [] },
    ...message.strayLines.map((text) => notAsItMust('unreadable', 'body', text)),
  ]);
}

/** A request that may not be sent at all: that it was, and everything in it. */
function unwanted(sent: SentMessage, vector: VectorId): Opinion {
  const { message } = sent;
  const everything = message.headers.map(({ name, value }) => {
    const text = isKnownName(name) ? value : `${name}: ${value}`;
    return { place: name, text, reading: 'open', origin: 'ours' } as const;
  });
  const from = sent.outbound ? shownFrom(sent).findings : [];
  const { findings } = requestUri(sent);
  return {
    findings: [{ vector, place: 'start-line', text: message.startLine }, ...from, ...findings],
    pieces: [
      ...everything,
      { place: 'start-line', text: message.startLine, reading: 'open', origin: 'ours' },
      { place: 'body', text: message.body, reading: 'open', origin: 'ours' },
    ],
  };
}

/** The start line: what is asked, or answered. Nothing else in the message is looked at, but whether it is in a dialog. */
export function startOpinion(sent: SentMessage): Opinion {
  const { message, expected } = sent;
  const asks = message.kind === 'request' && message.method === 'OPTIONS' && expected.door === 'emergency';
  return together([
    {
      findings: asks ? [{ vector: 'options-of-emergency', place: 'start-line', text: message.startLine }] : [],
      pieces: [],
    },
    requestUri(sent),
    phrase(sent),
  ]);
}

/**
 * What is said of the one header of a message: the same as among others, if no other has its name. Not for those that are judged together
 * (`isIdentityHeader`), and of Content-Type without the body.
 */
export function aloneOpinion(field: HeaderField, sent: SentMessage): Opinion {
  const { name } = field;
  if (name === 'From' || name === 'To') return repeats(sent) ? repeatedParties(sent) : party(sent, name);
  if (isWayHeader(name)) return wayHeader(name, sent);
  if (DIGEST_HEADERS.has(name)) return digestAnswers(sent);
  return name === 'Content-Type' ? messageBody(sent) : headerOpinion(field, sent);
}

/** What is said of a message our PBX sent: everything in it that is not on the list, and all pieces to look for canaries in. */
export function sentOpinion(message: SipRequestRead | SipResponseRead, expected: Expected): Opinion {
  const sent = sentMessage(message, expected);
  const reading = readingOpinion(sent);
  if (message.kind === 'request' && !METHODS.has(message.method))
    return together([reading, unwanted(sent, METHOD_VECTORS.get(message.method) ?? 'method')]);
  return together([
    reading,
    { findings: countFindings(sent), pieces: [] },
    startOpinion(sent),
    parties(sent),
    shownIdentity(sent),
    wayHeaders(sent),
    digestAnswers(sent),
    messageBody(sent),
    ...message.headers.map((field) => headerOpinion(field, sent)),
  ]);
}
