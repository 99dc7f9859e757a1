import type { CountryPack } from './country-pack.ts';
import { everyPrefix, outsideLinesInOrder } from './dial-prefix.ts';

/**
 * Every literal dial string that means an emergency → the bare number the carrier gets. Bare; behind an outside line; behind a CLIR
 * code of any country (a frightened person types what she learnt, wherever that was); and both, in either order. No patterns: each
 * entry is one complete string, so none can catch the beginning of an ordinary number. Bare numbers come first and win.
 */
export function emergencyStrings(pack: CountryPack, outsideLines: readonly string[]): ReadonlyMap<string, string> {
  const outside = outsideLinesInOrder(outsideLines);
  const codes = everyPrefix();
  const fronts = [
    '',
    ...outside,
    ...codes,
    ...outside.flatMap((line) => codes.flatMap((code) => [`${line}${code}`, `${code}${line}`])),
  ];
  const strings = new Map<string, string>();
  for (const front of fronts) {
    for (const { dialled, sent } of pack.emergency) {
      const typed = `${front}${dialled}`;
      if (!strings.has(typed)) strings.set(typed, sent);
    }
  }
  return strings;
}
