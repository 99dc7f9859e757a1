import { type CanaryKind, MOST_AT_A_GLANCE, wayToCount } from './canary-search.ts';
import type { Expected } from './expected.ts';
import type { Finding, Piece } from './finding.ts';
import type { VectorId } from './vectors.ts';

function vectorOf(kind: CanaryKind, { origin, reading }: Piece): VectorId {
  if (reading === 'dialled' && kind === 'agency-number') return 'own-number-dialled';
  return origin === 'echo' ? 'echoed' : kind;
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

function found(piece: Piece, { canaries }: Expected): readonly Finding[] {
  const { place, text, reading, only } = piece;
  const { kinds, exhausted } = canaries.kindsIn(text, reading);
  const counting = only === undefined ? kinds : kinds.filter((kind) => only.includes(kind));
  const findings = counting.map((kind) => ({ vector: vectorOf(kind, piece), place, text }));
  return exhausted ? [...findings, { vector: 'unreadable', place, text }] : findings;
}

/** Every canary in the pieces, place by place. Everything is looked through; nothing is remembered. */
export function foundInAll(pieces: readonly Piece[], expected: Expected): readonly Finding[] {
  return merged(pieces).flatMap((piece) => found(piece, expected));
}

/** The pieces of which it is not certain at a glance that nothing is in them. */
function doubtful(pieces: readonly Piece[], { canaries }: Expected): readonly Piece[] {
  const { clearBefore } = canaries;
  const left: Piece[] = [];
  let length = 0;
  for (const piece of pieces) length += piece.text.length + 1;
  if (length > MOST_AT_A_GLANCE) return pieces;
  const fresh: Piece[][] = [[], [], [], [], [], [], [], []];
  for (const piece of pieces) {
    const way = wayToCount(piece.reading, piece.only);
    if (!clearBefore.has(piece.text, way)) fresh[way]?.push(piece);
  }
  fresh.forEach((group, way) => {
    const [first] = group;
    if (first === undefined) return;
    const all = group.length === 1 ? first.text : group.map(({ text }) => text).join('\n');
    const isClear = canaries.isClear(all, first.reading, first.only);
    for (const piece of group) {
      if (isClear || (group.length > 1 && canaries.isClear(piece.text, piece.reading, piece.only)))
        clearBefore.add(piece.text, way);
      else left.push(piece);
    }
  });
  return left;
}

/**
 * The same: only what is not seen to be clear at a glance is looked through, with everything that stands in its place, and what was seen to be
 * clear before is not looked at again. A piece is remembered for what a glance at it alone is certain of, never for what it was found to be among
 * others: a word may go on from one value to the next.
 */
export function foundIn(pieces: readonly Piece[], expected: Expected): readonly Finding[] {
  const left = doubtful(pieces, expected);
  if (left.length === 0) return [];
  const { searchedBefore } = expected.canaries;
  const places = new Set(left.map(placedAs));
  return merged(pieces.filter((piece) => places.has(placedAs(piece)))).flatMap((piece) => {
    const { text, reading, only } = piece;
    // What may be dialled, or anything, may not stand everywhere.
    if (reading !== 'fact') return found(piece, expected);
    const way = wayToCount(reading, only);
    if (searchedBefore.has(text, way)) return [];
    const findings = found(piece, expected);
    if (findings.length === 0) searchedBefore.add(text, way);
    return findings;
  });
}
