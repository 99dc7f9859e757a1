import type { Opinion } from './finding.ts';
import { isUuidAt, UUID_LENGTH, uuidIn } from './uuid.ts';

export const CSEQ = 'CSeq: ';
const LETTER_S = 0x53;
/** Of the number in CSeq (RFC 3261 §8.1.1.5). */
const MOST_DIGITS = 10;

/**
 * Headers that are in every message are new in each call by what chance made in them alone: the UUID in Via, From, To and Call-ID, the number in
 * CSeq. Whatever one of them is allowed, one with other chance in it is: no rule tells one UUID from another, or one number from another. What may be
 * read in it, or in it and what is beside it, has to be looked for each time, in all of the line.
 *
 * Where chance made something in one of those lines; -1: nowhere.
 */
export function chanceIn(bytes: Uint8Array, begin: number, end: number): number {
  return bytes[begin + 1] === LETTER_S ? begin + CSEQ.length : uuidIn(bytes, begin, end);
}

/** Where it ends; where it begins, if there is none. */
export function chanceEnd(bytes: Uint8Array, chance: number): number {
  if (isUuidAt(bytes, chance, bytes.length)) return chance + UUID_LENGTH;
  let end = chance;
  while (end - chance < MOST_DIGITS && (bytes[end] as number) >= 0x30 && (bytes[end] as number) <= 0x39) end += 1;
  return end;
}

/**
 * Whether an opinion of a line holds for any other chance in it, if nothing is found in all of that line: what is looked at with it must be a part of
 * the line as it stands there, alone of its kind, read as a `fact`.
 */
export function isSaidOfAnyChance({ pieces }: Opinion, chance: string, line: string): boolean {
  const facts = pieces.filter(({ reading }) => reading === 'fact');
  return (
    facts.length <= 1 &&
    pieces.every(({ reading, text }) => !text.includes(chance) || (reading === 'fact' && line.endsWith(text)))
  );
}
