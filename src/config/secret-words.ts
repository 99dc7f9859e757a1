import type { PhoneNumber } from '../call/phone-number.ts';
import type { CountryPack } from '../identity/country-pack.ts';
import { nationalDigits } from '../identity/numbering.ts';

/** What must never leave, with the words of `secrets.file` added. */
export interface SecretThings {
  readonly words: readonly string[];
  readonly numbers: readonly PhoneNumber[];
  readonly hosts: readonly string[];
}

/** Which kind of secret was found. It says no more, so that it can be printed. */
type SecretKind = 'word' | 'number' | 'host';

/** Letters and digits only, small, without accents: `Wilma-Éxample` and `wilma example` are the same. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The digit runs that betray a number: international, national, and its last eight digits. */
function spellings(number: PhoneNumber, pack: CountryPack): readonly string[] {
  const international = number.reveal().slice(1);
  const national = nationalDigits(number, pack);
  const all = [international, international.slice(-8), ...(national === null ? [] : [national])];
  return [...new Set(all)].filter((digits) => digits.length >= 6);
}

/** Looks for secrets in one text that will be shown. */
export type SecretFinder = (text: string) => SecretKind | null;

/** Pure. The finder answers with the first kind of secret that `text` contains in any spelling, or `null`. */
export function secretFinder(secrets: SecretThings, pack: CountryPack): SecretFinder {
  const words = secrets.words.map(folded).filter((word) => word.length >= 3);
  const hosts = secrets.hosts.map((host) => host.toLowerCase());
  const numbers = secrets.numbers.flatMap((number) => spellings(number, pack));
  return (text) => {
    const letters = folded(text);
    const digits = text.replace(/[^0-9]/g, '');
    const small = text.toLowerCase();
    if (words.some((word) => letters.includes(word))) return 'word';
    if (numbers.some((number) => digits.includes(number))) return 'number';
    if (hosts.some((host) => small.includes(host))) return 'host';
    return null;
  };
}
