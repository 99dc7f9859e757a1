import { type CanaryKind, MOST_AT_A_GLANCE, wayToCount } from './canary-search.ts';
import type { Expected, Passage } from './expected.ts';
import type { Finding, Opinion, Piece } from './finding.ts';
import { isKnownName } from './header-names.ts';
import { maskedExcerpt } from './masked-excerpt.ts';
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

function vectorOf(kind: CanaryKind, { origin, reading }: Piece): VectorId {
  if (reading === 'dialled' && kind === 'agency-number') return 'own-number-dialled';
  return origin === 'echo' ? 'echoed' : kind;
}

function countingKinds({ text, reading, only }: Piece, { canaries }: Expected) {
  const { kinds, exhausted } = canaries.kindsIn(text, reading);
  return { kinds: only === undefined ? kinds : kinds.filter((kind) => only.includes(kind)), exhausted };
}

/** Where a piece stands and how it is read: pieces that agree in it are looked through as one. */
function placedAs({ place, reading, origin, only }: Piece): string {
  return [place, reading, origin, ...(only ?? ['all'])].join(' ');
}

function merged(pieces: readonly Piece[]): readonly Piece[] {
  const groups = new Map<string, { readonly first: Piece; readonly texts: string[] }>();
  for (const piece of pieces) {
    const group = groups.get(placedAs(piece));
    if (group === undefined) groups.set(placedAs(piece), { first: piece, texts: [piece.text] });
    else group.texts.push(piece.text);
  }
  return [...groups.values()].map(({ first, texts }) => ({ ...first, text: texts.join('\n') }));
}

/** Pieces in which the same counts, by that; without those that were clear a short while ago. */
function alike(pieces: readonly Piece[], { canaries }: Expected): ReadonlyMap<number, readonly Piece[]> {
  const groups = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const way = wayToCount(piece.reading, piece.only);
    if (canaries.clearBefore.has(piece.text, way)) continue;
    const group = groups.get(way);
    if (group === undefined) groups.set(way, [piece]);
    else group.push(piece);
  }
  return groups;
}

/** The pieces in which there may be something. All are glanced at as a few texts first, and where that is not certain one by one. */
function doubtful(pieces: readonly Piece[], expected: Expected): readonly Piece[] {
  const { canaries } = expected;
  const { clearBefore } = canaries;
  if (pieces.reduce((sum, { text }) => sum + text.length + 1, 0) > MOST_AT_A_GLANCE) return pieces;
  return [...alike(pieces, expected)].flatMap(([way, group]) => {
    const [first] = group;
    const all = group.map(({ text }) => text).join('\n');
    const isClear = first === undefined || canaries.isClear(all, first.reading, first.only);
    const left = isClear ? [] : group.filter(({ text, reading, only }) => !canaries.isClear(text, reading, only));
    for (const piece of group) if (!left.includes(piece)) clearBefore.add(piece.text, way);
    return left;
  });
}

/** Nearly everything in a clean message is seen to be clear at a glance; only what is not is looked through, place by place. */
function canaryFindings(pieces: readonly Piece[], expected: Expected): readonly Finding[] {
  const places = new Set(doubtful(pieces, expected).map(placedAs));
  if (places.size === 0) return [];
  return merged(pieces.filter((piece) => places.has(placedAs(piece)))).flatMap((piece) => {
    const { kinds, exhausted } = countingKinds(piece, expected);
    const { place, text, reading, only } = piece;
    // What may be dialled may not stand everywhere.
    if (kinds.length === 0 && !exhausted && reading !== 'dialled')
      expected.canaries.clearBefore.add(text, wayToCount(reading, only));
    const found = kinds.map((kind) => ({ vector: vectorOf(kind, piece), place, text }));
    return exhausted ? [...found, { vector: 'unreadable', place, text } as const] : found;
  });
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
  if (isKeepAlive(raw)) return { verdict: 'clean' };
  const { findings, pieces } = opinionOf(raw, passage, expected);
  const all = [...findings, ...canaryFindings(pieces, expected)];
  // Of several alike the first of the message.
  const distinct = new Map(all.reverse().map((finding) => [`${finding.vector} ${finding.place}`, finding]));
  const [first, ...more] = [...distinct.values()]
    .reverse()
    .slice(0, MOST_VIOLATIONS)
    .map((finding) => violation(finding, expected, passage));
  return first === undefined ? { verdict: 'clean' } : { verdict: 'violation', violations: [first, ...more] };
}
