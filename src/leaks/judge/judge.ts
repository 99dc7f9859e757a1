import { hasCleanLines } from './clean-lines.ts';
import type { Expected, Passage } from './expected.ts';
import type { Finding, Opinion } from './finding.ts';
import { isKnownName } from './header-names.ts';
import { maskedExcerpt } from './masked-excerpt.ts';
import { foundIn, foundInAll } from './piece-search.ts';
import { receivedOpinion } from './received-message.ts';
import { sentOpinion } from './sent-opinion.ts';
import { readSip } from './sip-reader.ts';
import { VECTORS, type VectorId } from './vectors.ts';
import type { Judgement, Severity, Violation } from './violation.ts';

const MOST_VIOLATIONS = 64;
const PLACES: ReadonlySet<string> = new Set(['start-line', 'sdp', 'body']);

/** What proves nothing by itself: it may be the carrier's doing, or a fingerprint that names nobody. */
const SUSPICIOUS: ReadonlySet<VectorId> = new Set<VectorId>([
  'call-id',
  'challenge',
  'dialled-form',
  'echoed',
  'own-number-dialled',
  'reason',
  'route-address',
  'user-agent',
]);
/** What an emergency call shows of the site, or should. */
const PRESENTED = /^(?:from-|asserted-identity|remote-party-id|privacy)/;

function severityOf(vector: VectorId, expected: Expected, { direction }: Passage): Severity {
  if (vector === 'unreadable') return 'unreadable';
  if (SUSPICIOUS.has(vector)) return 'suspicious';
  return expected.door === 'emergency' && direction === 'to-carrier' && PRESENTED.test(vector) ? 'unpresented' : 'leak';
}

function violation(finding: Finding, expected: Expected, passage: Passage): Violation {
  const { vector, place, text } = finding;
  const { rows, setting } = VECTORS[vector];
  return {
    vector,
    rows,
    place: PLACES.has(place) || isKnownName(place) ? place : '(unknown header)',
    excerpt: maskedExcerpt(text, expected.canaries),
    severity: severityOf(vector, expected, passage),
    setting,
  };
}

function isKeepAlive(raw: Uint8Array): boolean {
  return (raw.length === 2 || raw.length === 4) && raw.every((byte, at) => byte === (at % 2 === 0 ? 13 : 10));
}

function opinionOf(raw: Uint8Array, passage: Passage, expected: Expected): Opinion {
  const read = readSip(raw, passage.transport !== 'udp');
  if (read.kind === 'unreadable')
    return {
      findings: read.faults.map((text) => ({ vector: 'unreadable', place: 'start-line', text })),
      pieces: [{ place: 'body', text: read.text, reading: 'open', origin: 'ours' }],
    };
  return passage.direction === 'to-carrier' ? sentOpinion(read, expected) : receivedOpinion(read, expected);
}

/** Of several alike the first of the message. */
function judgementOf(findings: readonly Finding[], passage: Passage, expected: Expected): Judgement {
  if (findings.length === 0) return { verdict: 'clean' };
  const distinct = new Map([...findings].reverse().map((finding) => [`${finding.vector} ${finding.place}`, finding]));
  const [first, ...more] = [...distinct.values()]
    .reverse()
    .slice(0, MOST_VIOLATIONS)
    .map((finding) => violation(finding, expected, passage));
  return first === undefined ? { verdict: 'clean' } : { verdict: 'violation', violations: [first, ...more] };
}

/**
 * Judges one SIP message as it stood on the wire between our PBX and a carrier.
 *
 * What we send is held against the list of what may stand there, for its door, method and place; whatever is not on the list is a violation,
 * known or not, and so is a canary in any decoded form anywhere, and whatever cannot be read. What the carrier sends is its own: there only
 * what can have come from us is looked for (`received-message.ts`), and that the message can be read at all.
 *
 * Total: no input makes it throw, its time is bounded by the size of the message (at most 16 KiB; larger is a violation unread), and the same
 * input gives the same answer, whatever is remembered of others (`clear-before.ts`). A keep-alive of line ends alone (RFC 5626 §4.4.1) is clean.
 * Nothing in the answer shows a secret.
 */
export function judge(raw: Uint8Array, passage: Passage, expected: Expected): Judgement {
  if (isKeepAlive(raw) || hasCleanLines(raw, passage, expected)) return { verdict: 'clean' };
  const { findings, pieces } = opinionOf(raw, passage, expected);
  return judgementOf([...findings, ...foundIn(pieces, expected)], passage, expected);
}

/** What `judge` must say, by the long way: everything is read and searched, nothing is glanced at or remembered. For tests to hold it against. */
export function judgedInFull(raw: Uint8Array, passage: Passage, expected: Expected): Judgement {
  if (isKeepAlive(raw)) return { verdict: 'clean' };
  const { findings, pieces } = opinionOf(raw, passage, expected);
  return judgementOf([...findings, ...foundInAll(pieces, expected)], passage, expected);
}
