import { BASE64_RUN, HEX_RUN, isNoBase64 } from './decoded-forms.ts';

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

/** Bytes one character each, without those that are 0. */
function latin(length: number): string {
  const text = BYTES.toString('latin1', 0, length);
  return text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
}

function isClear(text: string, isNothing: (inside: string) => boolean): boolean {
  const words = text.match(LATIN_WORDS);
  if (words !== null && !isNothing(words.join('\n'))) return false;
  const runs = text.match(UTF8_RUNS)?.join('\n') ?? '';
  const wide = WIDE.test(runs) ? Buffer.from(runs, 'latin1').toString('utf8') : runs;
  return wide === '' || (!TELLS_MORE.test(wide) && isNothing(wide));
}

/** From each place a group may begin at, one behind the other. */
function openedBase64(run: string): string {
  let length = 0;
  for (let from = 0; from < 4; from += 1) {
    length += BYTES.write(run.slice(from), length, 'base64');
    BYTES[length] = NEWLINE;
    length += 1;
  }
  return latin(length);
}

function openedHex(run: string): string {
  const digits = run.replace(/[ :]/g, '');
  let length = BYTES.write(digits, 0, 'hex');
  BYTES[length] = NEWLINE;
  length += 1;
  length += BYTES.write(digits.slice(1, -1), length, 'hex');
  return latin(length);
}

/**
 * Whether there is certainly nothing in the runs of base64 and hex of a Latin-1 text. `isNothing` is asked of everything that may be read
 * there, without any encoding.
 */
export function hidesNothing(text: string, isNothing: (inside: string) => boolean): boolean {
  if (text.length > LONGEST) return false;
  for (const run of text.match(BASE64_RUN) ?? [])
    if (!isNoBase64(run) && !isClear(openedBase64(run), isNothing)) return false;
  if (!HEX_TEXT.test(text)) return true;
  for (const run of text.match(HEX_RUN) ?? []) if (!isClear(openedHex(run), isNothing)) return false;
  return true;
}
