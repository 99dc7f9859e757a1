import { randomInt } from 'node:crypto';

const CONSONANTS = 'klmnprstvz';
const VOWELS = 'aeiou';
const SYLLABLES = 5;

/**
 * A word that nobody is called and that no part of a message holds by chance: ten letters, new for each test. Probes carry it in a worker's place,
 * so that no log of the PBX gets a worker's name for it.
 */
export function madeUpWord(): string {
  const letters = Array.from(
    { length: SYLLABLES },
    () => `${CONSONANTS[randomInt(CONSONANTS.length)]}${VOWELS[randomInt(VOWELS.length)]}`,
  ).join('');
  return `${letters.charAt(0).toUpperCase()}${letters.slice(1)}`;
}
