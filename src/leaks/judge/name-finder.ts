import { type Automaton, automatonOf, FOUND, type Pattern } from './automaton.ts';
import { foldedLatin } from './folded-lines.ts';

/** Signs are 0, in words left out; then letters and digits; a line's end breaks a word. */
const SYMBOLS = '\u0000abcdefghijklmnopqrstuvwxyz0123456789';
const BREAK = SYMBOLS.length;
const HOST_SYMBOLS = `${SYMBOLS}.-_`;
/** Of characters that are not followed here, as `²`, a digit in one reading and none in another: wherever one stands, anything may. */
const UNSURE = HOST_SYMBOLS.length;
const WIDTH = UNSURE + 1;

function wordSymbol(folded: string): number {
  return folded >= '\u0080' || folded === '\n' ? BREAK : Math.max(0, SYMBOLS.indexOf(folded));
}

function hostSymbol(folded: string): number {
  return Math.max(0, HOST_SYMBOLS.indexOf(folded));
}

const FOLDED = Array.from({ length: 256 }, (_, code) => foldedLatin(String.fromCharCode(code)));

/** The symbol of the character at this place of what each character of Latin-1 folds to. */
function tableOf(symbolOf: (folded: string) => number, at: number): Uint8Array {
  return Uint8Array.from(FOLDED, (folded, code) => {
    if (folded.length === 0 || folded.length > 2 || (code >= 0x80 && /\d/.test(folded))) return UNSURE;
    return at < folded.length ? symbolOf(folded[at] ?? '') : 0;
  });
}

export const WORD = tableOf(wordSymbol, 0);
export const HOST = tableOf(hostSymbol, 0);
/** The second of what one character folds to (`ß`). */
export const WORD_BEHIND = tableOf(wordSymbol, 1);
export const HOST_BEHIND = tableOf(hostSymbol, 1);
export const IS_TWO = Uint8Array.from(FOLDED, (folded) => Number(folded.length === 2));
/** What words of Latin-1 are made of where no sign parts them but these (`decoded-forms.ts`); all else ends a word. */
const IN_WORDS = /[0-9A-Za-z\u00c0-\u00ff .@+-]/;
const WORD_APART = WORD.map((symbol, code) => (IN_WORDS.test(String.fromCharCode(code)) ? symbol : BREAK));
const HOST_APART = HOST.map((symbol, code) => (IN_WORDS.test(String.fromCharCode(code)) ? symbol : 0));

const NONE: ReadonlySet<number> = new Set();
const HOST_DIGITS = new Set([...'0123456789'].map((digit) => HOST_SYMBOLS.indexOf(digit)));

function patternOf(text: string, alphabet: string, unless = NONE): Pattern {
  return { symbols: [...text].map((character) => Math.max(0, alphabet.indexOf(character))), unless };
}

/** An address whose last number has less than three digits goes on with a digit behind it: `10.0.0.1` is not in `10.0.0.12`. */
function hostPattern(host: string): Pattern {
  return patternOf(host, HOST_SYMBOLS, /^[\d.]+\.\d{1,2}$/.test(host) ? HOST_DIGITS : NONE);
}

/**
 * Finds words inside of anything, whatever signs stand between their letters, and hosts as they are written, in one pass over a text. May take
 * for a host what is none (`310.0.0.1`). Holds secrets: never log it.
 */
export class NameFinder {
  readonly words: Automaton;
  readonly hosts: Automaton;

  /** `words`: folded, of ASCII. `hosts`: names and IPv4 addresses. */
  constructor(words: readonly string[], hosts: readonly string[]) {
    const unsure = { symbols: [UNSURE], unless: NONE };
    this.words = automatonOf([...words.map((word) => patternOf(word, SYMBOLS)), unsure], WIDTH, { skips: true });
    this.hosts = automatonOf([...hosts.map(hostPattern), unsure], WIDTH);
  }

  /** Whether one of them stands in so many bytes of a Latin-1 text, or may. */
  isIn(bytes: Uint8Array, length: number): boolean {
    return this.#stands(bytes, length, WORD, HOST);
  }

  /** The same of the words of Latin-1 in them: of each by itself, whatever it stands among. */
  isInWords(bytes: Uint8Array, length: number): boolean {
    return this.#stands(bytes, length, WORD_APART, HOST_APART);
  }

  #stands(bytes: Uint8Array, length: number, wordOf: Uint8Array, hostOf: Uint8Array): boolean {
    const words = this.words;
    const hosts = this.hosts;
    let word = 0;
    let host = 0;
    for (let at = 0; at < length; at += 1) {
      const code = bytes[at] as number;
      word = words[word + (wordOf[code] as number)] as number;
      host = hosts[host + (hostOf[code] as number)] as number;
      if ((word | host) < 0) return true;
      if (IS_TWO[code] !== 1) continue;
      word = words[word + (WORD_BEHIND[code] as number)] as number;
      host = hosts[host + (HOST_BEHIND[code] as number)] as number;
      if ((word | host) < 0) return true;
    }
    // Nothing stands behind the end.
    return hosts[host] === FOUND;
  }
}
