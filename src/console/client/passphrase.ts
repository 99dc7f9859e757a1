import { fingerprintWords } from '../../call/fingerprint.ts';
import { randomBytes } from './bytes.ts';

const SHORTEST = 16;
const FEWEST_KINDS = 8;

/** Why a passphrase is too weak, in words for its owner; `null`: it will do. A thief of the server's disk can guess at leisure, so length is what counts. */
export function weaknessOf(passphrase: string, box: string): string | null {
  const text = passphrase.normalize('NFKC').trim().toLowerCase();
  if ([...text].length < SHORTEST)
    return `It has ${[...text].length} characters; ${SHORTEST} is the least. Four or more words that do not belong together are easiest.`;
  if (new Set(text).size < FEWEST_KINDS) return 'It repeats the same few characters. Take different words.';
  if (/^[0-9\s.-]+$/.test(text)) return 'It is made of digits only. Take words.';
  if (/(.{3,})(?:\W*\1){2,}/.test(text)) return 'It repeats the same part. Take different words.';
  if (box !== '' && text.replaceAll(box, '').length < SHORTEST - 4)
    return 'It is little more than the number of the mailbox.';
  return null;
}

/** Six made-up words, 96 random bits. */
export function suggestedPassphrase(): string {
  return fingerprintWords(randomBytes(12));
}
