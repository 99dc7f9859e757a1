const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
const WORDS = 6;

/** Sixteen bits as a word of five letters that can be read aloud: consonants carry four bits, vowels two. */
function wordOf(bits: number): string {
  const consonant = (shift: number) => CONSONANTS[(bits >> shift) & 15] ?? '';
  const vowel = (shift: number) => VOWELS[(bits >> shift) & 3] ?? '';
  return `${consonant(12)}${vowel(10)}${consonant(6)}${vowel(4)}${consonant(0)}`;
}

/** The first 96 bits of a digest as six words, for two people to compare by voice. `digest`: twelve bytes at least. */
export function fingerprintWords(digest: Uint8Array): string {
  return Array.from({ length: WORDS }, (_, at) =>
    wordOf(((digest[2 * at] ?? 0) << 8) | (digest[2 * at + 1] ?? 0)),
  ).join(' ');
}

/** What the fingerprint of an owner's keys is a digest (SHA-256) of. */
export function fingerprintText({ recipient, signing }: { readonly recipient: string; readonly signing: string }) {
  return `withheld keys v1\n${recipient}\n${signing}`;
}
