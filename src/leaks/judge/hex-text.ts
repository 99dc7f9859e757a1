import { LONGEST } from './runs.ts';

/** The value of a hex digit, or this. */
const NONE = 16;
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[0-9a-f]/i.test(character) ? Number.parseInt(character, 16) : NONE;
});

/** Text is looked for from six characters on (`decoded-forms.ts`). */
const LEAST_TEXT = 6;
/** So many bytes of UTF-8 may go on with a character. */
const MOST_BEHIND = 3;
const STATES_EACH = MOST_BEHIND + 1;

/** Where a byte leads to from so many characters in a row, the last of which so many bytes may still go on with. */
function after(byte: number, characters: number, behind: number): number {
  // Bytes that are 0 stand between the characters of UTF-16.
  if (byte === 0) return characters * STATES_EACH + behind;
  if (byte >= 0xc0) return (characters + 1) * STATES_EACH + MOST_BEHIND;
  if (byte >= 0x80) return behind === 0 ? 0 : characters * STATES_EACH + behind - 1;
  return byte < 0x20 ? 0 : (characters + 1) * STATES_EACH;
}

const ENOUGH = LEAST_TEXT * STATES_EACH;
const NEXT = Uint8Array.from({ length: ENOUGH * 256 }, (_, from) => {
  const state = from >> 8;
  return after(from & 255, Math.floor(state / STATES_EACH), state % STATES_EACH);
});

/** The digits of one run, one number each. */
const RUN = new Uint8Array(LONGEST);

/** Whether six characters stand in a run, if the digits of their bytes begin at every other place from one on. */
function holdsCharacters(from: number, length: number): boolean {
  let state = 0;
  for (let at = from; at + 1 < length; at += 2) {
    const byte = ((RUN[at] as number) << 4) | (RUN[at + 1] as number);
    state = NEXT[(state << 8) | byte] as number;
    if (state >= ENOUGH) return true;
  }
  return false;
}

function isText(length: number): boolean {
  return length >= 2 * LEAST_TEXT && (holdsCharacters(0, length) || holdsCharacters(1, length));
}

/**
 * Whether text may stand in the hex digits of a run, at most {@link LONGEST}: six characters of ASCII or beginnings of UTF-8, whatever digit they
 * begin at. Blanks and colons between digits are passed over. Takes time in proportion to the run.
 */
export function mayHoldHexText(bytes: Uint8Array, begin: number, end: number): boolean {
  let digits = 0;
  for (let at = begin; at < end; at += 1) {
    const digit = DIGITS[bytes[at] as number] as number;
    if (digit === NONE) continue;
    RUN[digits] = digit;
    digits += 1;
  }
  return isText(digits);
}
