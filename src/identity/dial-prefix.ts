import { COUNTRY_PACKS } from './countries/lookup.ts';
import type { CountryPack } from './country-pack.ts';

/** What a typed CLIR code asks for. It is a wish: whether it is granted is policy. */
export type Asked = 'withhold' | 'present';

export interface TypedPrefix {
  readonly code: string;
  readonly asks: Asked;
}

/** Longest first, so that the first match is the right one; equal lengths in text order, so that generated files do not wander. */
function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : Number(a > b));
}

/** Outside-line digits without duplicates and blanks, in the order in which they must be tried. */
export function outsideLinesInOrder(outsideLines: readonly string[]): readonly string[] {
  return [...new Set(outsideLines)].filter((line) => line !== '').sort(longestFirst);
}

/** Every CLIR code of every country, in the order in which they must be tried. For emergency strings only: see {@link typedPrefixes}. */
export function everyPrefix(): readonly string[] {
  const codes = Object.values(COUNTRY_PACKS).flatMap(({ typed }) => [...typed.withhold, ...typed.present]);
  return [...new Set(codes)].sort(longestFirst);
}

/**
 * The codes that are taken off an ordinary number in this country, in the order in which they must be tried: the country's own, and
 * every code of any country that contains `*` or `#`. Foreign codes of digits alone are not among them: 0197 is New Zealand's code and
 * the beginning of British area codes. A code with two meanings withholds.
 */
export function typedPrefixes(pack: CountryPack): readonly TypedPrefix[] {
  const asks = new Map<string, Asked>();
  for (const { typed } of Object.values(COUNTRY_PACKS)) {
    const coded = (code: string) => /[*#]/.test(code);
    for (const code of typed.present.filter(coded)) asks.set(code, 'present');
    for (const code of typed.withhold.filter(coded)) asks.set(code, 'withhold');
  }
  // The country's own meaning last: DE fixed-line `*31#` must not turn the GSM `*31#` of the others round, nor they it.
  for (const code of pack.typed.present) asks.set(code, 'present');
  for (const code of pack.typed.withhold) asks.set(code, 'withhold');
  return [...asks].map(([code, wish]) => ({ code, asks: wish })).sort((a, b) => longestFirst(a.code, b.code));
}
