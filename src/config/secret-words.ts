import type { PhoneNumber } from '../call/phone-number.ts';
import { folded, waysToWrite, wordsIn } from '../call/spelling.ts';
import type { CountryPack } from '../identity/country-pack.ts';
import { nationalDigits } from '../identity/numbering.ts';
import type { PlacedSecret, SecretPart } from './secret-parts.ts';

/** What must never leave, with the words of `secrets.file` added. */
export interface SecretThings {
  readonly words: readonly PlacedSecret[];
  readonly numbers: readonly PhoneNumber[];
  readonly hosts: readonly PlacedSecret[];
  readonly parts: readonly SecretPart[];
}

/** What was found, without any of it, so that it can be printed. `places`: where the secrets stand. */
export type SecretFound =
  | { readonly kind: 'word' | 'host'; readonly place: string }
  | { readonly kind: 'number' }
  | { readonly kind: 'part'; readonly places: readonly string[] };

/** From so many letters on a single word is looked for inside longer ones. */
const LETTERS_INSIDE = 6;

/** The digit runs that betray a number: international, national, and its last eight digits. */
function spellings(number: PhoneNumber, pack: CountryPack): readonly string[] {
  const international = number.reveal().slice(1);
  const national = nationalDigits(number, pack);
  const all = [international, international.slice(-8), ...(national === null ? [] : [national])];
  return [...new Set(all)].filter((digits) => digits.length >= 6);
}

/** Looks for secrets in one text that will be shown. `named`: the part of it in which single words are looked for; else all of it. */
export type SecretFinder = (text: string, named?: string) => SecretFound | null;

/** Pure. The finder answers with the first kind of secret that `text` contains in any spelling, or `null`. */
export function secretFinder(secrets: SecretThings, pack: CountryPack): SecretFinder {
  const words = secrets.words.flatMap(({ text, place }) =>
    waysToWrite(text).map((way) => ({ word: folded(way), place })),
  );
  const whole = words.filter(({ word }) => word.length >= 3);
  const hosts = secrets.hosts.map(({ text, place }) => ({ host: text.toLowerCase(), place }));
  const numbers = secrets.numbers.flatMap((number) => spellings(number, pack));
  return (text, named = text) => {
    const letters = folded(text);
    const digits = text.replace(/[^0-9]/g, '');
    const small = text.toLowerCase();
    const word = whole.find((each) => letters.includes(each.word));
    if (word !== undefined) return { kind: 'word', place: word.place };
    if (numbers.some((number) => digits.includes(number))) return { kind: 'number' };
    const host = hosts.find((each) => small.includes(each.host));
    if (host !== undefined) return { kind: 'host', place: host.place };
    const looked = folded(named);
    const singly = new Set(wordsIn(named).flatMap((each) => waysToWrite(each).map(folded)));
    // A short word is found in many that are none: Erin in Catherine, Ward in Howard. Where words are not parted, it is looked for all the same.
    const isRunTogether = !/\s/u.test(named.trim());
    const parts = secrets.parts.filter(({ word: part }) =>
      isRunTogether || [...part].length >= LETTERS_INSIDE ? looked.includes(part) : singly.has(part),
    );
    return parts.length === 0 ? null : { kind: 'part', places: [...new Set(parts.map(({ place }) => place))] };
  };
}
