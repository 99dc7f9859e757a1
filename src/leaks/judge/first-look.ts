import { FOUND } from './automaton.ts';
import { plainDigits } from './digit-runs.ts';
import { foldedLines } from './folded-lines.ts';
import { Glance } from './glance.ts';
import { hidesNothing, type Inside } from './hidden-text.ts';
import { NameFinder } from './name-finder.ts';
import { NumberFinder } from './number-finder.ts';
import { LONGEST } from './runs.ts';
import { COLONS, ENCODES, ESCAPES, WIDE, withoutEscapes } from './text-signs.ts';

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
/** Bytes that are UTF-8: any others stand for nothing when they are read as such. Also what is no byte. */
const UTF8 = /[\u00c2-\u00f4][\u0080-\u00bf]|[^\u0000-\u00ff]/;
const WIDER = /[^\u0000-\u00ff]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: bytes are meant
/** Without two colons near each other there is no IPv6 address. What is folded may become a hex digit. */
const NEAR_COLONS = /:[0-9a-f\u0080-\u00ff]{0,4}:/i;
const NONE = new NumberFinder([]);
/** The text that is looked at, the same with each `=41` undone, and what is inside of a run of base64 or hex. */
const [TEXT, PLAIN, INSIDE] = [Buffer.alloc(LONGEST), Buffer.alloc(LONGEST), Buffer.alloc(8 * LONGEST)];

/**
 * The first look at a text: a few cheap passes that are certain, of nearly every text of an ordinary message, that nothing is in it. What they
 * are not certain of is left to the search, which undoes every encoding.
 */
export class FirstLook {
  readonly #sought: Sought;
  readonly #names: NameFinder;
  readonly #hosts: NameFinder;
  readonly #numbers: NumberFinder;
  /** By whether words count, and numbers. */
  readonly #glances: readonly Glance[];
  readonly #inside = new WeakMap<Counting, Inside>();
  /** Some word has letters that are folded to no letter of ASCII. */
  readonly #isForeign: boolean;

  constructor(sought: Sought) {
    const { endings, hosts, words } = sought;
    const latin = words.filter((word) => /^[a-z0-9]+$/.test(word));
    this.#sought = sought;
    this.#names = new NameFinder(latin, hosts);
    this.#hosts = new NameFinder([], hosts);
    this.#numbers = new NumberFinder(endings);
    this.#glances = [NONE, this.#numbers].flatMap((numbers) =>
      [this.#hosts, this.#names].map((names) => new Glance(names, numbers)),
    );
    this.#isForeign = latin.length < words.length;
  }

  /** Whether it is certain that none of what counts stands in a Latin-1 text, in any form. Takes time in proportion to the text. */
  isClear(text: string, counting: Counting): boolean {
    if (text.length > LONGEST) return false;
    return this.#isClear(TEXT.write(text, 0, 'latin1'), counting);
  }

  /** The same of the text that so many bytes are. */
  isClearIn(bytes: Buffer, begin: number, end: number, counting: Counting): boolean {
    if (end - begin > LONGEST) return false;
    bytes.copy(TEXT, 0, begin, end);
    return this.#isClear(end - begin, counting);
  }

  /** Of {@link TEXT}. */
  #isClear(length: number, counting: Counting): boolean {
    const signs = this.#signsIfClear(TEXT, length, counting);
    if (signs === FOUND || (signs & ESCAPES) === 0) return signs !== FOUND;
    if (counting.open) return false;
    const rest = withoutEscapes(TEXT, length, PLAIN);
    const signsInRest = this.#signsIfClear(PLAIN, rest, counting);
    return signsInRest !== FOUND && (signsInRest & ESCAPES) === 0;
  }

  /** The signs in a text in which there is certainly nothing, without any `=41` undone; {@link FOUND}: that is not certain. */
  #signsIfClear(text: Buffer, length: number, counting: Counting): number {
    const glance = this.#glances[Number(counting.words) + 2 * Number(counting.numbers)] as Glance;
    const signs = glance.signs(text, length);
    if (signs === FOUND || (signs & ENCODES) !== 0) return FOUND;
    const isWide = (signs & WIDE) !== 0;
    if (isWide && (counting.open || this.#isForeign || UTF8.test(text.toString('latin1', 0, length)))) return FOUND;
    // Where it ends depends on how bytes beside it are read.
    if ((signs & COLONS) !== 0 && (isWide || this.#sought.holdsAddress(small(text, length)))) return FOUND;
    if (counting.open && this.#holdsOpen(text, length, counting)) return FOUND;
    return hidesNothing(text, glance, this.#insideOf(counting)) ? signs : FOUND;
  }

  /** Digits joined over signs, and what counts by itself only. */
  #holdsOpen(text: Buffer, length: number, { numbers }: Counting): boolean {
    return (numbers && this.#numbers.isIn(text, length, true)) || this.#sought.holdsAlone(small(text, length));
  }

  #insideOf(counting: Counting): Inside {
    const known = this.#inside.get(counting);
    if (known !== undefined) return known;
    const inside: Inside = {
      isNothing: (text) => this.#isClearInside(text, counting),
      isNothingInWords: (bytes, length) => !this.#holdsInWords(bytes, length, counting),
    };
    this.#inside.set(counting, inside);
    return inside;
  }

  #isClearInside(inside: string, counting: Counting): boolean {
    if (inside.length > INSIDE.length) return false;
    // Some of Latin-1 folds to letters that are foreign to it: the micro sign is a mu.
    if (this.#isForeign && !ASCII.test(inside)) return false;
    if (LATIN.test(inside)) return !this.#holds(INSIDE, INSIDE.write(inside, 0, 'latin1'), counting);
    const lines = foldedLines(inside);
    // What is folded may have become an IPv6 address, or an IPv4 one in hex.
    if (NEAR_COLONS.test(lines.small)) return false;
    const digits = counting.numbers ? plainDigits(inside) : '';
    // What is folded may have become longer.
    if (lines.small.length > INSIDE.length || digits.length > INSIDE.length) return false;
    if (this.#holdsNames(INSIDE, signed(lines.small), counting)) return false;
    return !this.#numbers.isIn(INSIDE, signed(digits), false);
  }

  #holdsInWords(bytes: Uint8Array, length: number, counting: Counting): boolean {
    if ((counting.words ? this.#names : this.#hosts).isInWords(bytes, length)) return true;
    return counting.numbers && this.#numbers.isIn(bytes, length, false);
  }

  #holds(bytes: Uint8Array, length: number, counting: Counting): boolean {
    return this.#holdsNames(bytes, length, counting) || (counting.numbers && this.#numbers.isIn(bytes, length, false));
  }

  #holdsNames(bytes: Uint8Array, length: number, { words }: Counting): boolean {
    return (words ? this.#names : this.#hosts).isIn(bytes, length);
  }
}

function small(text: Buffer, length: number): string {
  return text.toString('latin1', 0, length).toLowerCase();
}

/** Puts a text into {@link INSIDE}, with a sign for each character that is not of Latin-1, and says how long it is there. */
function signed(text: string): number {
  return INSIDE.write(text.replace(WIDER, ' '), 0, 'latin1');
}
