import { HEX_RUN, isNoBase64 } from './decoded-forms.ts';
import type { Glance } from './glance.ts';
import { mayHoldHexText } from './hex-text.ts';
import { LONGEST } from './runs.ts';
import { isUuidAt, UUID_LENGTH } from './uuid.ts';

/** What runs of base64 and hex hold is text from six characters on (`decoded-forms.ts`): in words of Latin-1, or in UTF-8. */
const LATIN_WORDS = /[0-9A-Za-z\u00c0-\u00ff .@+-]{6,}/g;
const UTF8_RUNS =
  /(?:[\u0020-\u007e]|[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}){6,}/g;
const LEAST_TEXT = 6;
/** Something is encoded in such text, or it may be an IPv6 address, or UTF-8 again. */
const TELLS_MORE =
  /%[0-9a-f]{2}|\\|&(?:#|[a-z]{1,8};)|=(?:[0-9a-f]{2}|\?|\n|$)|:[0-9a-f]{0,4}:|[\u00c2-\u00f4][\u0080-\u00bf]/i;
const WIDE = /[\u0080-\u00ff]/;

const BYTES = Buffer.alloc(5 * LONGEST);
const NEWLINE = 0x0a;
const MAGIC = 'z9hG4bKPj';
const NO_DIGIT = 255;
const BASE64_DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(String.fromCharCode(code));
  if (code === 0x2d) return 62;
  if (code === 0x5f) return 63;
  return digit < 0 ? NO_DIGIT : digit;
});

/** What is asked of opened bytes. */
export interface Inside {
  /** Whether it is certain that nothing is in a text without any encoding. */
  readonly isNothing: (text: string) => boolean;
  /** Whether it is certain that nothing is in the words of Latin-1 in so many bytes, apart from each other. */
  readonly isNothingInWords: (bytes: Uint8Array, length: number) => boolean;
}

/** Whether there is text of UTF-8 in so many bytes, as `UTF8_RUNS` has it. */
function holdsText(bytes: Uint8Array, length: number): boolean {
  let characters = 0;
  for (let at = 0; at < length; ) {
    const width = characterAt(bytes, at, length);
    characters = width === 0 ? 0 : characters + 1;
    if (characters === LEAST_TEXT) return true;
    at += width || 1;
  }
  return false;
}

/** How many bytes make a character here; 0: none. */
function characterAt(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  if (first >= 0x20 && first <= 0x7e) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + width > length) return 0;
  for (let behind = 1; behind < width; behind += 1) if (((bytes[at + behind] ?? 0) & 0xc0) !== 0x80) return 0;
  return width;
}

/** Of so many bytes, none of them 0. Nearly always they are no text at all. */
function isClear(length: number, { isNothing, isNothingInWords }: Inside): boolean {
  if (!holdsText(BYTES, length) && isNothingInWords(BYTES, length)) return true;
  const text = BYTES.toString('latin1', 0, length);
  const words = text.match(LATIN_WORDS);
  if (words !== null && !isNothing(words.join('\n'))) return false;
  const runs = text.match(UTF8_RUNS)?.join('\n') ?? '';
  const wide = WIDE.test(runs) ? Buffer.from(runs, 'latin1').toString('utf8') : runs;
  return wide === '' || (!TELLS_MORE.test(wide) && isNothing(wide));
}

/** Puts a byte at the end and says how many there are; bytes that are 0 are left out. */
function put(byte: number, length: number): number {
  BYTES[length] = byte;
  return byte === 0 ? length : length + 1;
}

/** From each place a group may begin at, one behind the other. What is left over at the end of a run counts as far as it makes bytes. */
function openBase64(text: Uint8Array, begin: number, end: number): number {
  let length = 0;
  for (let from = begin; from < begin + 4; from += 1) {
    let bits = 0;
    let count = 0;
    for (let at = from; at < end; at += 1) {
      bits = ((bits << 6) | (BASE64_DIGITS[text[at] as number] as number)) & 0xffffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      length = put((bits >>> count) & 255, length);
    }
    length = put(NEWLINE, length);
  }
  return length;
}

function openHex(run: string): number {
  const digits = run.replace(/[ :]/g, '');
  let length = 0;
  for (const from of [0, 1]) {
    for (let at = from; at + 1 < digits.length; at += 2)
      length = put(Number.parseInt(digits.slice(at, at + 2), 16), length);
    length = put(NEWLINE, length);
  }
  return length;
}

/** By far the most frequent run that is no base64: `z9hG4bKPj` may stand before it. */
function isChance(text: Uint8Array, begin: number, end: number): boolean {
  const from = end - UUID_LENGTH;
  if (from !== begin && from !== begin + MAGIC.length) return false;
  for (let at = begin; at < from; at += 1) if (text[at] !== MAGIC.charCodeAt(at - begin)) return false;
  return isUuidAt(text, from, end);
}

/** One word of small letters, or with a capital in front: the next most frequent. */
function isWord(text: Uint8Array, begin: number, end: number): boolean {
  const first = (text[begin] as number) | 0x20;
  if (first < 0x61 || first > 0x7a) return false;
  for (let at = begin + 1; at < end; at += 1) {
    const code = text[at] as number;
    if (code < 0x61 || code > 0x7a) return false;
  }
  return true;
}

function isNoText(text: Buffer, begin: number, end: number): boolean {
  return isChance(text, begin, end) || isWord(text, begin, end) || isNoBase64(text.toString('latin1', begin, end));
}

/** Whether there is certainly nothing in the runs of base64 and hex of a Latin-1 text that was glanced at. */
export function hidesNothing(text: Buffer, { base64, hex }: Glance, inside: Inside): boolean {
  for (let run = 0; run < base64.count; run += 1) {
    const [begin, end] = [base64.begin(run), base64.end(run)];
    if (!isNoText(text, begin, end) && !isClear(openBase64(text, begin, end), inside)) return false;
  }
  for (let run = 0; run < hex.count; run += 1) {
    const [begin, end] = [hex.begin(run), hex.end(run)];
    if (!mayHoldHexText(text, begin, end)) continue;
    for (const digits of text.toString('latin1', begin, end).match(HEX_RUN) ?? [])
      if (!isClear(openHex(digits), inside)) return false;
  }
  return true;
}
