import { UUID } from './uuid.ts';

/** A text as a reader of the message could understand it. */
export interface DecodedForm {
  readonly text: string;
  /** `opened`: what came out of base64 or hex and is not plainly text. Chance gives short words there, so only long ones are looked for. */
  readonly nature: 'written' | 'opened';
}

/** All forms, and whether there were more than anybody may put into one message. */
export interface DecodedForms {
  readonly forms: readonly DecodedForm[];
  readonly exhausted: boolean;
}

const MOST_FORMS = 24;
const DEEPEST = 4;
const MOST_CHARACTERS = 200_000;

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\n';
}

/** RFC 3986 §2.1. */
function percentless(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** RFC 3261 §25.1: in a quoted string a backslash stands before any character. */
function unquoted(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

/** XML 1.0 §4.1. */
function entityless(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,8})|#(\d{1,9})|([a-z]{1,8}));?/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return character(Number.parseInt(hex, 16));
    if (decimal !== undefined) return character(Number.parseInt(decimal, 10));
    return NAMED_ENTITIES.get(String(name).toLowerCase()) ?? whole;
  });
}

/** RFC 8259 §7, as in a PASSporT. */
function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * A `=41` that encodes: anywhere but in front of the UUID that is a whole tag, as in every From and To. Its first two digits would be undone to one
 * character before a rest that is hex and dashes.
 */
const ENCODED = `(?:(?<!;tag)=|=(?!${UUID}(?![0-9A-Za-z+/_-])))([0-9A-Fa-f]{2})`;
const ENCODED_EACH = new RegExp(ENCODED, 'g');

/** Quoted-printable (RFC 2045 §6.7) and the Q form of RFC 2047 §4.2. */
function unprinted(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(ENCODED_EACH, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The underscore of RFC 2047 §4.2, and the plus of forms. */
function spaced(text: string): string {
  return text.replace(/[_+]/g, ' ');
}

/** Bytes read one by one, taken as UTF-8 where they are. */
function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '');
}

/** Each way to undo an encoding, with what a text must have for it to be worth a try. */
const WAYS: readonly (readonly [sign: RegExp, undo: (text: string) => string])[] = [
  [/%[0-9a-f]{2}/i, percentless],
  [/\\u[0-9a-f]{4}/i, unescaped],
  [/\\/, unquoted],
  [/&(?:#|[a-z]{1,8};)/i, entityless],
  [new RegExp(String.raw`${ENCODED}|=\r?\n`), unprinted],
  [/=\?[^?]{1,40}\?q\?/i, spaced],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: UTF-16 leaves a NUL in every second place
  [/\u0000/, withoutNul],
];

/** Runs that may be base64, in both alphabets (RFC 4648 §4, §5): six bytes or more. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{8,}/g;
/** Runs that may be the hex digits of six bytes or more. */
export const HEX_RUN = /(?:[0-9a-f]{2}[ :]?){6,}/gi;
/** What base64 of a text never looks like: UUIDs, numbers, and plain words, alone or joined by a dash. */
const NO_BASE64 = new RegExp(`^(?:(?:z9hG4bKPj)?${UUID}|[A-Za-z][a-z]+(?:-[A-Za-z]?[a-z]*)*|[A-Z]{1,12}|[0-9-]+)$`);

/** Whether a run, whole, is nothing that base64 of a text could be. */
export function isNoBase64(run: string): boolean {
  return NO_BASE64.test(run);
}

/** What is left of opened bytes: runs that are text in UTF-8 or in Latin-1. Six characters, as the shortest word that is looked for in them. */
const TEXT_RUN = /[^\p{C}\ufffd]{6,}/gu;
const LATIN_RUN = /[0-9A-Za-z\u00c0-\u00ff .@+-]{6,}/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
const PLAIN = /^[\u0000-\u007f]*$/;

/** The text in opened bytes; empty where there is none, as nearly always in what was no encoding. */
function textIn(bytes: Buffer): string {
  const latin = bytes.toString('latin1').replaceAll('\u0000', '');
  const isPlain = PLAIN.test(latin);
  const runs = (isPlain ? latin : utf8(latin)).match(TEXT_RUN) ?? [];
  return [...runs, ...(isPlain ? [] : (latin.match(LATIN_RUN) ?? []))].join('\n');
}

/** What stands in runs of base64, from each place a group may begin at, and in runs of hex digits. */
function opened(text: string): string {
  const bytes: Buffer[] = [];
  for (const [run] of text.matchAll(BASE64_RUN)) {
    if (isNoBase64(run)) continue;
    for (let from = 0; from < 4; from += 1) bytes.push(Buffer.from(run.slice(from), 'base64'));
  }
  for (const [run] of text.matchAll(HEX_RUN)) {
    const digits = run.replace(/[ :]/g, '');
    bytes.push(Buffer.from(digits, 'hex'), Buffer.from(digits.slice(1), 'hex'));
  }
  return bytes
    .map(textIn)
    .filter((found) => found !== '')
    .join('\n');
}

/** A text that was Latin-1 so far, also as the UTF-8 it may be. */
function readings(text: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII and Latin-1 are meant
  return PLAIN.test(text) || /[^\u0000-\u00ff]/.test(text) ? [text] : [text, utf8(text)];
}

/**
 * Every form in which a reader could understand a Latin-1 text: escapes of URIs, quoted strings, XML, JSON, mail and their mixtures undone, UTF-8
 * read, base64 and hex opened. Takes time in proportion to the text; what would need more is told as `exhausted`, never left out in silence.
 */
export function decodedForms(text: string): DecodedForms {
  const forms: DecodedForm[] = [];
  const seen = new Set<string>();
  let characters = 0;
  let exhausted = false;
  const take = (candidate: string, nature: DecodedForm['nature'], depth: number): void => {
    for (const reading of readings(candidate)) {
      if (seen.has(reading)) continue;
      if (forms.length >= MOST_FORMS || characters + reading.length > MOST_CHARACTERS) {
        exhausted = true;
        return;
      }
      seen.add(reading);
      characters += reading.length;
      forms.push({ text: reading, nature });
      follow(reading, nature, depth);
    }
  };
  const follow = (reading: string, nature: DecodedForm['nature'], depth: number): void => {
    const signs = WAYS.filter(([sign]) => sign.test(reading));
    if (depth >= DEEPEST) {
      exhausted ||= nature === 'written' && signs.length > 0;
      return;
    }
    for (const [, undo] of signs) take(undo(reading), nature, depth + 1);
    if (nature === 'opened') return;
    const inside = opened(reading);
    if (inside !== '') take(inside, 'opened', DEEPEST - 1);
  };
  take(text, 'written', 0);
  return { forms, exhausted };
}
