import { foldedCharacter } from '../../call/spelling.ts';

/** A text as names are compared (`call/spelling.ts`). Lines stay apart. */
export interface FoldedLines {
  /** Small, without accents; signs kept. */
  readonly small: string;
  /** Letters and digits only. */
  readonly joined: string;
}

/** Small letters without accents for each character of Latin-1: the judge reads bytes. */
const LATIN = Array.from({ length: 256 }, (_, code) => foldedCharacter(String.fromCharCode(code)));

/** What a character of Latin-1 folds to, and the end of a line for each that is not Latin-1 any more. */
export function foldedLatin(character: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Latin-1 is meant
  return foldedOne(character.toLowerCase()).replace(/[^\u0000-\u00ff]/gu, '\n');
}

function foldedOne(character: string): string {
  return LATIN[character.codePointAt(0) ?? 0] ?? foldedCharacter(character);
}

/** Pure; takes time in proportion to the text. */
export function foldedLines(text: string): FoldedLines {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  const small = text.toLowerCase().replace(/[^\u0000-\u007f]/gu, foldedOne);
  return { small, joined: small.replace(/[^a-z0-9\n\u0080-\u{10ffff}]+/gu, '') };
}
