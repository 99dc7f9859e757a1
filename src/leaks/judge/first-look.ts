import { unprinted } from './decoded-forms.ts';
import { plainDigits } from './digit-runs.ts';
import { foldedLines } from './folded-lines.ts';
import { hidesNothing } from './hidden-text.ts';
import { NameFinder } from './name-finder.ts';
import { NumberFinder } from './number-finder.ts';

/** What is looked for, as the search has compiled it. Holds secrets: never log it. */
export interface Sought {
  /** Folded, looked for inside of anything. */
  readonly words: readonly string[];
  /** Names and IPv4 addresses as they are written. */
  readonly hosts: readonly string[];
  /** Digits by which a number is recognised in any form. */
  readonly endings: readonly string[];
  /** Whether a text without any encoding, in small letters, holds an address that is looked for. */
  readonly holdsAddress: (small: string) => boolean;
  /** Whether such a text holds a word or an extension that counts by itself only. */
  readonly holdsAlone: (small: string) => boolean;
}

/** What counts in a text. */
export interface Counting {
  readonly words: boolean;
  readonly numbers: boolean;
  /** Digits joined over signs, and what counts by itself only. */
  readonly open: boolean;
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: bytes are meant
const ASCII = /^[\u0000-\u007f]*$/;
const LATIN = /^[\u0000-\u00ff]*$/;
/** Signs of encodings (`decoded-forms.ts`) but `=41`: also `=` where a line may go on behind it, and `=?`. */
const ENCODES = /%[0-9a-f]{2}|\\|&(?:#|[a-z]{1,8};)|\u0000|=(?:\?|\r?(?:\n|$))/i;
/** Bytes that are UTF-8: any others stand for nothing when they are read as such. Also what is no byte. */
const UTF8 = /[\u00c2-\u00f4][\u0080-\u00bf]|[^\u0000-\u00ff]/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: bytes are meant
const ESCAPED = /=[0-9a-f]{2}/i;
/** Without two colons near each other there is no IPv6 address. What is folded may become a hex digit. */
const COLONS = /:[0-9a-f\u0080-\u00ff]{0,4}:/i;

/**
 * The first look at a text: a few cheap passes that are certain, of nearly every text of an ordinary message, that nothing is in it. What they
 * are not certain of is left to the search, which undoes every encoding.
 */
export class FirstLook {
  readonly #sought: Sought;
  readonly #names: NameFinder;
  readonly #hosts: NameFinder;
  readonly #numbers: NumberFinder;
  /** Some word is written in letters that nothing of Latin-1 folds to. */
  readonly #isForeign: boolean;

  constructor(sought: Sought) {
    const { endings, hosts, words } = sought;
    const latin = words.filter((word) => /^[a-z0-9]+$/.test(word));
    this.#sought = sought;
    this.#names = new NameFinder(latin, hosts);
    this.#hosts = new NameFinder([], hosts);
    this.#numbers = new NumberFinder(endings);
    this.#isForeign = latin.length < words.length;
  }

  /** Whether it is certain that none of what counts stands in a Latin-1 text, in any form. Takes time in proportion to the text. */
  isClear(text: string, counting: Counting): boolean {
    if (!this.#isClearWritten(text, counting)) return false;
    if (!ESCAPED.test(text)) return true;
    if (counting.open) return false;
    const lines = text.split('\n').filter((line) => ESCAPED.test(line));
    const plain = unprinted(lines.join('\n'));
    return !ESCAPED.test(plain) && this.#isClearWritten(plain, counting);
  }

  /** Without any `=41` undone. */
  #isClearWritten(text: string, counting: Counting): boolean {
    if (ENCODES.test(text)) return false;
    const isPlain = ASCII.test(text);
    if (!isPlain && (counting.open || this.#isForeign || UTF8.test(text))) return false;
    if (this.#holds(text, text, counting, counting.open)) return false;
    // Where it ends depends on how bytes beside it are read.
    if (COLONS.test(text) && (!isPlain || this.#sought.holdsAddress(text.toLowerCase()))) return false;
    if (counting.open && this.#sought.holdsAlone(text.toLowerCase())) return false;
    return hidesNothing(text, {
      isNothing: (inside) => this.#isClearInside(inside, counting),
      isNothingInWords: (bytes, length) => !this.#holdsInWords(bytes, length, counting),
    });
  }

  #isClearInside(inside: string, counting: Counting): boolean {
    if (LATIN.test(inside)) return !this.#holds(inside, inside, counting, false);
    const { small } = foldedLines(inside);
    // What is folded may have become an IPv6 address, or an IPv4 one in hex.
    if (COLONS.test(small)) return false;
    return !this.#isForeign && !this.#holds(plainDigits(inside), small, counting, false);
  }

  #holdsInWords(bytes: Uint8Array, length: number, counting: Counting): boolean {
    if ((counting.words ? this.#names : this.#hosts).isInWords(bytes, length)) return true;
    return counting.numbers && this.#numbers.isInBytes(bytes, length);
  }

  #holds(digits: string, names: string, counting: Counting, joining: boolean): boolean {
    if ((counting.words ? this.#names : this.#hosts).isIn(names)) return true;
    return counting.numbers && this.#numbers.isIn(digits, joining);
  }
}
