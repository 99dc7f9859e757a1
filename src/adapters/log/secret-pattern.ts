import { folded, waysToWrite, wordsIn } from '../../call/spelling.ts';

const MASKS = String.raw`\[(?:number|name|user|secret|cut)\]`;
/** What may stand between the words of a secret: a few blanks or signs, or nothing. Brackets are left to the masks. */
const GAP = String.raw`[^\p{L}\p{N}[\]]{0,3}`;
/** The same, but something. Between two numbers: 10.1.2.3 is not 10123. In a very short secret, which without signs is found in everything. */
const SIGN = String.raw`[^\p{L}\p{N}[\]]{1,3}`;
const FEWEST_LETTERS = 4;
/** From so many letters on a single word is looked for inside longer ones: a short one would be found in words that are none. */
const LETTERS_INSIDE = 6;

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** One word in each way it is written. */
function wordSource(word: string): string {
  const ways = [...new Set(waysToWrite(word).map(folded))].map(escaped);
  return ways.length === 1 ? ways.join() : `(?:${ways.join('|')})`;
}

/** A whole secret: its words in their order, whatever stands between them. One of signs only is taken as written. */
function wholeSource(secret: string): string {
  const words = wordsIn(secret);
  if (words.length === 0) return escaped(secret);
  const isShort = folded(secret).length < FEWEST_LETTERS;
  return words
    .map((word, at) => {
      if (at === 0) return wordSource(word);
      const areNumbers = /\p{N}$/u.test(words[at - 1] ?? '') && /^\p{N}/u.test(word);
      return (areNumbers || isShort ? SIGN : GAP) + wordSource(word);
    })
    .join('');
}

function partSource(part: string): string {
  return [...part].length >= LETTERS_INSIDE ? escaped(part) : String.raw`(?<!\p{L})${escaped(part)}(?!\p{L})`;
}

/**
 * A pattern for folded text (`FoldedText`). Its first group is set where it met a mask, which must be kept: a secret word such as "name"
 * must not eat it. `secrets` are found anywhere, `parts` as words. `null` when there is nothing to look for.
 */
export function secretPattern(secrets: readonly string[], parts: readonly string[]): RegExp | null {
  const whole = secrets.map((secret) => secret.normalize('NFC').trim()).filter((secret) => secret !== '');
  const words = parts.map(folded).filter((part) => part !== '');
  // Longest first: of "Sea View" and "Sea", the alternation must take the longer.
  const sources = [...whole.sort(longestFirst).map(wholeSource), ...words.sort(longestFirst).map(partSource)];
  return sources.length === 0 ? null : new RegExp(`(${MASKS})|${[...new Set(sources)].join('|')}`, 'gu');
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}
