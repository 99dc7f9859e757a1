/** Letters that Unicode does not take apart, as they are written where they cannot be typed. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ς', 'σ'],
]);

/** The other way to write these without their marks, usual in user names and addresses: Müller is muller or mueller. */
const WRITTEN_OUT: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['å', 'aa'],
  ['ø', 'oe'],
]);

/**
 * One character as names are compared: small, without accents, full-width and other forms made plain. May give several characters
 * (`ß`), or none for an accent or an invisible character by itself. What is neither letter nor digit stays.
 */
export function foldedCharacter(character: string): string {
  if (character <= '\u007f') return character.toLowerCase();
  const small = character.normalize('NFKD').toLowerCase().normalize('NFKD');
  const plain = small.replace(/[\p{M}\p{Cf}]/gu, '');
  return PLAIN.get(plain) ?? plain;
}

/** The letters and digits of `text` as names are compared: `Wrenfield-RÉFUGE` and `wrenfield refuge` give the same. */
export function folded(text: string): string {
  return [...text]
    .map(foldedCharacter)
    .join('')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** `text` and, where it has umlauts and the like, the same with them written out. */
export function waysToWrite(text: string): readonly string[] {
  const written = [...text.normalize('NFC')].map((letter) => WRITTEN_OUT.get(letter.toLowerCase()) ?? letter).join('');
  return written === text.normalize('NFC') ? [text] : [text, written];
}

/** The runs of letters and digits in `text`, as written. None of them folds to nothing. */
export function wordsIn(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? []).filter((word) => folded(word) !== '');
}
