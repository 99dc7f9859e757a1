import type { PhoneNumber } from '../../call/phone-number.ts';
import { folded, waysToWrite } from '../../call/spelling.ts';
import { ClearBefore } from './clear-before.ts';
import { decodedForms } from './decoded-forms.ts';
import { type Digits, digitForms, holdsNumber, numberDigits } from './digit-runs.ts';
import { type Counting, FirstLook } from './first-look.ts';
import { foldedLines } from './folded-lines.ts';
import { canonicalHost } from './host-list.ts';
import { KnownLines } from './known-lines.ts';
import { UUID } from './uuid.ts';

/** What of the agency may never be seen outside. */
export interface Canaries {
  /** Whole names, as they are written. */
  readonly words: readonly string[];
  /** Words that are looked for by themselves because a name holds them. */
  readonly parts: readonly string[];
  readonly numbers: readonly PhoneNumber[];
  /** Those of them that the product itself calls over the public network: dialling one tells nothing. */
  readonly called?: readonly PhoneNumber[];
  /** Digits of the agency's country code (`61`): what stands in front of a national number. */
  readonly countryCode: string;
  readonly extensions: readonly string[];
  /** Names and addresses of the inside. None of them may be one of the addresses the carrier knows. */
  readonly hosts: readonly string[];
}

export type CanaryKind = 'secret-word' | 'agency-number' | 'extension' | 'inside-host';

/**
 * How a text is to be read.
 *
 * - `open`: anything may stand there. Everything is looked for, short words and extensions where nothing is joined to them.
 * - `fact`: its form was checked and is a protocol fact, or chance made it. Short words and extensions are found in such by chance, and digits
 *   join by chance: only long words, hosts, and numbers that end a run of digits.
 * - `dialled`: the number that was dialled. A short one may be the same as an extension, and the last digits the same as ours in another area.
 */
export type Reading = 'open' | 'fact' | 'dialled';

export interface Found {
  readonly kinds: readonly CanaryKind[];
  /** More encodings than can be undone within bounds: nobody can say what it tells. */
  readonly exhausted: boolean;
}

/** What more than this can hold within bounds is not seen at a glance. */
export const MOST_AT_A_GLANCE = 4_096;
const WORDS_COUNT = 1;
const NUMBERS_COUNT = 2;
const ALL_COUNTS = 4;

/** What counts in a text, as a small number: texts that agree in it can be glanced at as one. Hosts always count. */
export function wayToCount(reading: Reading, only?: readonly CanaryKind[]): number {
  const words = only === undefined || only.includes('secret-word') ? WORDS_COUNT : 0;
  const numbers = only === undefined || only.includes('agency-number') ? NUMBERS_COUNT : 0;
  return words | numbers | (reading === 'open' ? ALL_COUNTS : 0);
}

const EVERYTHING: Counting = { words: true, numbers: true, open: true };
const FACT: Counting = { words: true, numbers: true, open: false };
/** What counts, by the way. */
const COUNTINGS: readonly Counting[] = Array.from({ length: ALL_COUNTS * 2 }, (_, way) => ({
  words: (way & WORDS_COUNT) !== 0,
  numbers: (way & NUMBERS_COUNT) !== 0,
  open: (way & ALL_COUNTS) !== 0,
}));

/** From so many letters on a word is looked for inside longer ones. */
const LETTERS_INSIDE = 6;
/** Chance makes such words in tokens of hex digits. */
const HEX = /^[0-9a-f]+$/;
/** Tokens of chance: UUIDs, runs of hex, and the values of these parameters. */
const CHANCE = new RegExp(
  String.raw`${UUID}|\b[0-9a-f]{16,}\b|\b(?:branch|tag|nonce|cnonce|opaque|response|line|ftag)=["\w./+-]{8,256}`,
  'gi',
);

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** Any of these where neither comes directly before or behind, or `null` for none. */
function aloneIn(words: readonly string[], before: string, behind: string): RegExp | null {
  const any = [...new Set(words.filter((word) => word !== ''))].map(escaped).join('|');
  return any === '' ? null : new RegExp(`(?<!${before})(?:${any})(?!${behind})`, 'u');
}

/** Any of these anywhere, or `null` for none. */
function anyOf(words: readonly string[]): RegExp | null {
  const any = [...new Set(words.filter((word) => word !== ''))].map(escaped).join('|');
  return any === '' ? null : new RegExp(any, 'u');
}

const LETTER = String.raw`[\p{L}\p{N}]`;

function withoutChance(text: string): string {
  return text.replace(CHANCE, ' ');
}

/**
 * Looks for what may never be seen. Compiled once: the same text always gives the same answer. Holds secrets: never log it.
 */
export class CanarySearch {
  /** What was seen to be clear at a glance, each text by itself. */
  readonly clearBefore = new ClearBefore();
  /** Lines of which all is known. */
  readonly knownLines = new KnownLines();
  /** What was searched, whole, and found to be clear. */
  readonly searchedBefore = new ClearBefore();
  readonly #long: readonly string[];
  readonly #short: RegExp | null;
  readonly #extensions: RegExp | null;
  /** Of both, the shortest way to see that neither is there. */
  readonly #either: RegExp | null;
  readonly #numbers: readonly Digits[];
  /** Those that tell something when they are dialled. */
  readonly #undialled: readonly Digits[];
  readonly #names: readonly string[];
  readonly #addresses: ReadonlySet<string>;
  readonly #firstLook: FirstLook;

  constructor(canaries: Canaries) {
    const words = [...canaries.words, ...canaries.parts].flatMap(waysToWrite).map(folded);
    const isLong = (word: string): boolean => word.length >= LETTERS_INSIDE && !HEX.test(word);
    const named = canaries.hosts.map(canonicalHost);
    const isAddress = (host: string): boolean => /^\d+(?:\.\d+){3,}$/.test(host);
    const bare = named.filter((host) => !host.includes('.'));
    this.#long = [...new Set(words.filter(isLong))];
    const short = [...words.filter((word) => !isLong(word)), ...bare];
    this.#short = aloneIn(short, LETTER, LETTER);
    this.#either = anyOf([...short, ...canaries.extensions]);
    // Not a part of an address, nor its port.
    this.#extensions = aloneIn(
      canaries.extensions,
      String.raw`${LETTER}|\d[.:]|[0-9a-f\]]:`,
      String.raw`${LETTER}|\.\d`,
    );
    const digitsOf = (number: PhoneNumber): Digits => numberDigits(number.reveal(), canaries.countryCode);
    const isCalled = (number: PhoneNumber): boolean => canaries.called?.some((each) => each.equals(number)) ?? false;
    this.#numbers = canaries.numbers.map(digitsOf);
    this.#undialled = canaries.numbers.filter((number) => !isCalled(number)).map(digitsOf);
    this.#names = named.filter((host) => host.includes('.') && !isAddress(host));
    this.#addresses = new Set(named.filter(isAddress));
    this.#firstLook = new FirstLook({
      words: this.#long,
      hosts: [...this.#names, ...[...this.#addresses].filter((address) => address.split('.').length === 4)],
      endings: this.#numbers.map(({ ending }) => ending),
      holdsAddress: (small) => this.#hasAddress(small),
      holdsAlone: (small) => this.#alone(small).length > 0,
    });
  }

  /** Whether digits are one of the numbers, in any form it can be dialled or shown in. */
  isNumber(digits: string): boolean {
    return this.#numbers.some((number) => number.whole.has(digits.replace(/[^0-9]/g, '')));
  }

  /**
   * Whether it is certain, at a glance, that `kindsIn` finds none of these kinds (absent: of all) and is not exhausted. `false` says nothing. Also
   * of several such texts as lines of one, if all are at most {@link MOST_AT_A_GLANCE} characters.
   */
  isClear(text: string, reading: Reading, only?: readonly CanaryKind[]): boolean {
    return this.#firstLook.isClear(text, COUNTINGS[wayToCount(reading, only)] ?? EVERYTHING);
  }

  /** The same of the text that bytes are, from one place to another, read as a `fact`. */
  isClearFact(bytes: Buffer, begin: number, end: number): boolean {
    return this.#firstLook.isClearIn(bytes, begin, end, FACT);
  }

  /** Which kinds of canary stand in a Latin-1 text, in any form a reader could understand. Bounded time; never throws. */
  kindsIn(text: string, reading: Reading): Found {
    if (text === '') return { kinds: [], exhausted: false };
    const { forms, exhausted } = decodedForms(text);
    const kinds = new Set<CanaryKind>();
    for (const form of forms) {
      const how = form.nature === 'opened' && reading === 'open' ? 'opened' : reading;
      this.#wordsAndHosts(form.text, how === 'open', kinds);
      if (this.#numbersIn(form.text, how)) kinds.add('agency-number');
    }
    return { kinds: [...kinds], exhausted };
  }

  /** The words of syntax that may be printed beside a mask: none that a secret holds. */
  isPrintable(word: string): boolean {
    const plain = folded(word);
    return ![...this.#long].some((secret) => plain.includes(secret)) && !this.#short?.test(plain);
  }

  #wordsAndHosts(text: string, open: boolean, kinds: Set<CanaryKind>): void {
    const lines = foldedLines(text);
    if (this.#long.some((word) => lines.joined.includes(word))) kinds.add('secret-word');
    if (this.#names.some((name) => lines.small.includes(name)) || this.#hasAddress(lines.small))
      kinds.add('inside-host');
    if (!open) return;
    for (const kind of this.#alone(lines.small)) kinds.add(kind);
  }

  #alone(small: string): readonly CanaryKind[] {
    if (!this.#either?.test(small)) return [];
    const telling = withoutChance(small);
    const word: readonly CanaryKind[] = this.#short?.test(telling) ? ['secret-word'] : [];
    return this.#extensions?.test(telling) ? [...word, 'extension'] : word;
  }

  #hasAddress(small: string): boolean {
    if (this.#addresses.size === 0) return false;
    for (const [address] of small.matchAll(/\d{1,3}(?:\.\d{1,3}){3}/g)) if (this.#addresses.has(address)) return true;
    // Without two colons near each other there is no IPv6 address.
    if (!/:[0-9a-f]{0,4}:/.test(small)) return false;
    for (const [address] of small.matchAll(/[0-9a-f:.]{3,45}/g)) {
      if (address.includes(':') && this.#addresses.has(canonicalHost(address))) return true;
    }
    return false;
  }

  #numbersIn(text: string, reading: Reading | 'opened'): boolean {
    if (this.#numbers.length === 0) return false;
    const runs = digitForms(text, reading === 'open');
    const numbers = reading === 'dialled' ? this.#undialled : this.#numbers;
    return numbers.some((number) => holdsNumber(runs, number, reading));
  }
}
