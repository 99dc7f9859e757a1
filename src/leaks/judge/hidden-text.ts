import { HEX_RUN, isNoBase64 } from './decoded-forms.ts';

/** What runs of base64 and hex hold is text from six characters on (`decoded-forms.ts`): in words of Latin-1, or in UTF-8. */
const LATIN_WORDS = /[0-9A-Za-z\u00c0-\u00ff .@+-]{6,}/g;
const UTF8_RUNS =
  /(?:[\u0020-\u007e]|[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}){6,}/g;
/** Something is encoded in such text, or it may be an IPv6 address, or UTF-8 again. */
const TELLS_MORE =
  /%[0-9a-f]{2}|\\|&(?:#|[a-z]{1,8};)|=(?:[0-9a-f]{2}|\?|\n|$)|:[0-9a-f]{0,4}:|[\u00c2-\u00f4][\u0080-\u00bf]/i;
/** Hex digits that hold six characters of text, whatever they begin with; digits of zero bytes between them do not count. */
const HEX_TEXT =
  /(?:(?:[2-7][ :]?[0-9a-f]|[c-f][ :]?[0-9a-f](?:[ :]?(?:0[ :]?0[ :]?)*[89ab][ :]?[0-9a-f]){0,3})[ :]?(?:0[ :]?0[ :]?)*){6}/i;
const WIDE = /[\u0080-\u00ff]/;

const LONGEST = 4_096;
const BYTES = Buffer.alloc(5 * LONGEST);
const NEWLINE = 0x0a;

/** What is asked about opened bytes. */
export interface Inside {
  /** Of a text without any encoding that may be read there. */
  isNothing(inside: string): boolean;
  /** Of all runs of characters that are printed in Latin-1, as lines. Certain where true. */
  isNothingIn(lines: string): boolean;
}

const ASCII = /[\u0020-\u007e]/;
/** In UTF-8 a character is or begins here. */
const STARTS = tableOf((character, byte) => ASCII.test(character) || following(byte) > 0);
/** It is more than ASCII, or a sign that `TELLS_MORE` begins with. */
const TELLS = tableOf((character, byte) => '%\\&=:'.includes(character) || following(byte) > 0);
const FOLLOWS = tableOf((_, byte) => byte >= 0x80 && byte < 0xc0);

function tableOf(holds: (character: string, byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(holds(String.fromCharCode(byte), byte)));
}

/** How many bytes belong to the character of UTF-8 that this one begins; 0: it begins none. */
function following(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

/** Printed in Latin-1: all that `LATIN_WORDS` and `UTF8_RUNS` read there as a character of its own. */
const IS_PRINTED = tableOf((character, byte) => ASCII.test(character) || byte >= 0xc0);
const PRINTED_LINES = Buffer.alloc(BYTES.length);
const SHORTEST = 6;

/** Whether some run of `UTF8_RUNS`, bytes that are 0 left out, may hold more than ASCII without any encoding. */
function mayTellMore(length: number): boolean {
  let characters = 0;
  let more = 0;
  let missing = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = BYTES[at] ?? 0;
    if (byte === 0) continue;
    if (missing > 0 && FOLLOWS[byte] === 1) {
      missing -= 1;
      continue;
    }
    const starts = STARTS[byte] ?? 0;
    // A character that is not whole ends the run.
    const goesOn = Number(missing === 0);
    characters = (characters * goesOn + 1) * starts;
    more = ((more & goesOn) | (TELLS[byte] ?? 0)) * starts;
    missing = following(byte);
    if (more === 1 && characters >= SHORTEST) return true;
  }
  return false;
}

function printedLines(length: number): string {
  let end = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = BYTES[at] ?? 0;
    if (byte === 0) continue;
    PRINTED_LINES[end] = IS_PRINTED[byte] === 1 ? byte : NEWLINE;
    end += 1;
  }
  return PRINTED_LINES.toString('latin1', 0, end);
}

/** Whether there is certainly nothing in the first bytes, each a character. */
function isClear(length: number, inside: Inside): boolean {
  if (!mayTellMore(length) && inside.isNothingIn(printedLines(length))) return true;
  const written = BYTES.toString('latin1', 0, length);
  const text = written.includes('\u0000') ? written.replaceAll('\u0000', '') : written;
  const words = text.match(LATIN_WORDS);
  if (words !== null && !inside.isNothing(words.join('\n'))) return false;
  const runs = text.match(UTF8_RUNS)?.join('\n') ?? '';
  const wide = WIDE.test(runs) ? Buffer.from(runs, 'latin1').toString('utf8') : runs;
  return wide === '' || (!TELLS_MORE.test(wide) && inside.isNothing(wide));
}

/** What each character of both alphabets stands for (RFC 4648 §4, §5). */
const SEXTETS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  const at = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(character);
  return at < 0 ? (character === '-' ? 62 : 63) : at;
});

/** Opens a run from each place a group may begin at, one behind the other; how many bytes that are. */
function openedBase64(run: string): number {
  let length = 0;
  for (let from = 0; from < 4; from += 1) {
    let bits = 0;
    let held = 0;
    for (let at = from; at < run.length; at += 1) {
      bits = (bits << 6) | (SEXTETS[run.charCodeAt(at)] ?? 0);
      held += 6;
      if (held < 8) continue;
      held -= 8;
      BYTES[length] = bits >> held;
      bits &= (1 << held) - 1;
      length += 1;
    }
    BYTES[length] = NEWLINE;
    length += 1;
  }
  return length;
}

function openedHex(run: string): number {
  const digits = run.replace(/[ :]/g, '');
  let length = BYTES.write(digits, 0, 'hex');
  BYTES[length] = NEWLINE;
  length += 1;
  return length + BYTES.write(digits.slice(1, -1), length, 'hex');
}

const IN_BASE64 = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[A-Za-z0-9+/_-]/.test(String.fromCharCode(code))),
);
const SHORTEST_BASE64 = 8;

/** The runs of `BASE64_RUN` that may be base64. */
function base64Runs(text: string): readonly string[] {
  const runs: string[] = [];
  let begin = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (IN_BASE64[text.charCodeAt(at)] === 1) continue;
    if (at - begin >= SHORTEST_BASE64) {
      const run = text.slice(begin, at);
      if (!isNoBase64(run)) runs.push(run);
    }
    begin = at + 1;
  }
  return runs;
}

const [NEITHER, HEX_DIGIT, BETWEEN] = [0, 1, 2];
const IN_HEX = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[0-9a-f]/i.test(character) ? HEX_DIGIT : / |:/.test(character) ? BETWEEN : NEITHER;
});
const SHORTEST_HEX = 12;

/** Whether `HEX_TEXT` is in a text, which it is nowhere but in digits with no more than one sign between two of them. */
function holdsHexText(text: string): boolean {
  let begin = 0;
  let digits = 0;
  let last = NEITHER;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = IN_HEX[text.charCodeAt(at)] ?? NEITHER;
    if (kind === HEX_DIGIT) digits += 1;
    else if (kind === NEITHER || last !== HEX_DIGIT) {
      if (digits >= SHORTEST_HEX && HEX_TEXT.test(text.slice(begin, at))) return true;
      begin = at + 1;
      digits = 0;
    }
    last = kind;
  }
  return false;
}

/** Whether there is certainly nothing in the runs of base64 of a Latin-1 text. */
export function hidesNothingInBase64(text: string, inside: Inside): boolean {
  return text.length <= LONGEST && base64Runs(text).every((run) => isClear(openedBase64(run), inside));
}

/** The same of runs of hex. They may go on over signs, from one value of a line to the next. */
export function hidesNothingInHex(text: string, inside: Inside): boolean {
  if (text.length > LONGEST) return false;
  return !holdsHexText(text) || (text.match(HEX_RUN) ?? []).every((run) => isClear(openedHex(run), inside));
}

/**
 * Whether there is certainly nothing in the runs of base64 and hex of a Latin-1 text. `inside` is asked of everything that may be read
 * there.
 */
export function hidesNothing(text: string, inside: Inside): boolean {
  return hidesNothingInBase64(text, inside) && hidesNothingInHex(text, inside);
}
