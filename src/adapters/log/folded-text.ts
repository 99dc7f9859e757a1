import { foldedCharacter } from '../../call/spelling.ts';

const ASCII = /^\p{ASCII}*$/u;
// A percent-escape (RFC 3986 §2.1), itself escaped any number of times.
const ESCAPE = /%(?:25)*([0-9a-f]{2})/iy;

/**
 * A text as names are compared (`call/spelling.ts`), percent-escapes undone, and the way back: what is found in `folded` can be replaced
 * in the text itself.
 */
export class FoldedText {
  readonly folded: string;
  readonly #text: string;
  /** For each unit of `folded`, where in the text its character begins and ends; `null` when they are the same places. */
  readonly #begins: readonly number[] | null;
  readonly #ends: readonly number[] | null;

  constructor(text: string) {
    this.#text = text;
    if (ASCII.test(text) && !text.includes('%')) {
      this.folded = text.toLowerCase();
      this.#begins = null;
      this.#ends = null;
      return;
    }
    const begins: number[] = [];
    const ends: number[] = [];
    let folded = '';
    for (let at = 0; at < text.length; ) {
      const { character, length } = characterAt(text, at);
      const plain = foldedCharacter(character);
      for (let unit = 0; unit < plain.length; unit++) begins.push(at);
      at += length;
      for (let unit = 0; unit < plain.length; unit++) ends.push(at);
      folded += plain;
      // An accent goes with the letter before it.
      if (plain === '' && ends.length > 0) ends[ends.length - 1] = at;
    }
    this.folded = folded;
    this.#begins = begins;
    this.#ends = ends;
  }

  /** The text with every match of `pattern` in `folded` replaced by what `instead` gives for it; `null` leaves it as it was. */
  replace(pattern: RegExp, instead: (match: RegExpExecArray) => string | null): string {
    let replaced = '';
    let from = 0;
    for (const match of this.folded.matchAll(pattern)) {
      const put = instead(match);
      if (put === null || match[0] === '') continue;
      const [first, last] = [match.index, match.index + match[0].length - 1];
      // Two letters of one character (`ß`) can belong to two matches.
      const begin = Math.max(from, this.#begins?.[first] ?? first);
      replaced += this.#text.slice(from, begin) + put;
      from = this.#ends?.[last] ?? last + 1;
    }
    return replaced + this.#text.slice(from);
  }
}

interface CharacterThere {
  readonly character: string;
  /** In UTF-16 units of the text. */
  readonly length: number;
}

/** The character at a place, read out of its percent-escapes when it is written so and they are UTF-8. */
function characterAt(text: string, at: number): CharacterThere {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return (character === '%' ? escapedAt(text, at) : null) ?? { character, length: character.length };
}

function escapedAt(text: string, at: number): CharacterThere | null {
  const bytes: string[] = [];
  let end = at;
  for (let wanted = 1; bytes.length < wanted; ) {
    ESCAPE.lastIndex = end;
    const found = ESCAPE.exec(text);
    if (found === null) return null;
    const [whole, byte = ''] = found;
    if (bytes.length === 0) wanted = lengthInBytes(Number.parseInt(byte, 16));
    bytes.push(`%${byte}`);
    end += whole.length;
  }
  try {
    return { character: decodeURIComponent(bytes.join('')), length: end - at };
  } catch {
    return null;
  }
}

/** How many bytes a character takes that begins with this one (RFC 3629 §3). */
function lengthInBytes(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
