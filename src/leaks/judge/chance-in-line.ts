import type { Opinion } from './finding.ts';
import { stands } from './stands.ts';
import { UUID_LENGTH, uuidIn } from './uuid.ts';

export const CSEQ = 'CSeq: ';
const CALL_ID = 'Call-ID: ';
/** What stands in front of a UUID where SIP has chance stand (RFC 3261 §8.1.1.7, §19.3), as PJSIP writes it, and as Asterisk answers. */
const IN_FRONT = [';tag=', ';branch=z9hG4bKPj', ';tag=z9hG4bKPj'];
const [SPACE, LETTER_S] = [0x20, 0x53];
/** Of the number in CSeq (RFC 3261 §8.1.1.5). */
const MOST_DIGITS = 10;

function digitsEnd(bytes: Uint8Array, begin: number): number {
  let end = begin;
  while (end - begin < MOST_DIGITS && (bytes[end] as number) >= 0x30 && (bytes[end] as number) <= 0x39) end += 1;
  return end;
}

/** A UUID is chance as a tag, a branch, or a whole Call-ID; elsewhere it may be a name: of an account, or of a host. */
function isChance(bytes: Uint8Array, begin: number, end: number, uuid: number): boolean {
  if (uuid < 0) return false;
  if (stands(bytes, begin, CALL_ID)) return uuid === begin + CALL_ID.length && uuid + UUID_LENGTH === end;
  return IN_FRONT.some((text) => uuid - text.length > begin && stands(bytes, uuid - text.length, text));
}

/**
 * Headers that are in every message are new in each call by what chance made in them alone: the UUID of a tag, a branch or a Call-ID, the number in
 * CSeq. Whatever one of them is allowed, one with other chance in it is: no rule tells one from another there. What may be read in it, or in it and
 * what is beside it, has to be looked for each time, in all of the line.
 *
 * Where chance made something in one of those lines; -1: nowhere.
 */
export function chanceIn(bytes: Uint8Array, begin: number, end: number): number {
  if (bytes[begin + 1] !== LETTER_S) {
    const uuid = uuidIn(bytes, begin, end);
    return isChance(bytes, begin, end, uuid) ? uuid : -1;
  }
  const number = begin + CSEQ.length;
  const behind = digitsEnd(bytes, number);
  return behind > number && bytes[behind] === SPACE ? number : -1;
}

/** Where what chance made there ends. */
export function chanceEnd(bytes: Uint8Array, begin: number, chance: number): number {
  return bytes[begin + 1] === LETTER_S ? digitsEnd(bytes, chance) : chance + UUID_LENGTH;
}

/**
 * Whether an opinion of a line holds for any other chance in it, if nothing is found in all of that line: what is looked at with it is one part of the
 * line as it stands there, up to its end, alone of its kind, read as a `fact`.
 */
export function isSaidOfAnyChance({ pieces }: Opinion, chance: string, line: string): boolean {
  const facts = pieces.filter(({ reading }) => reading === 'fact');
  const [fact] = facts;
  const others = pieces.filter(({ reading }) => reading !== 'fact');
  if (fact === undefined || facts.length > 1 || others.some(({ text }) => text.includes(chance))) return false;
  return fact.text.includes(chance) && line.endsWith(fact.text);
}
