import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryPack } from './country-pack.ts';
import { everyPrefix, outsideLinesInOrder } from './dial-prefix.ts';

/**
 * Whether a person in this country could mean an ordinary number by it: 0197 74 112 is a New Zealand code, an outside line and 112, but in
 * Dublin a subscriber. Sent through the emergency door it would show the site's number to a stranger's emergency operator.
 */
function isOrdinary(typed: string, pack: CountryPack): boolean {
  if (!typed.startsWith(pack.trunkPrefix) || !/^[0-9]+$/.test(typed)) return false;
  return parsePhoneNumberFromString(typed, pack.region)?.isValid() ?? false;
}

/**
 * Every literal dial string that means an emergency → the bare number the carrier gets. Bare; behind an outside line; behind a CLIR
 * code of any country (a frightened person types what she learnt, wherever that was); and both, in either order. No patterns: each
 * entry is one complete string, so none can catch the beginning of an ordinary number, and none that begins with a code is one. Bare
 * numbers come first and win.
 */
export function emergencyStrings(pack: CountryPack, outsideLines: readonly string[]): ReadonlyMap<string, string> {
  const outside = outsideLinesInOrder(outsideLines);
  const codes = everyPrefix();
  const strings = new Map<string, string>();
  const add = (front: string, keep: (typed: string) => boolean) => {
    for (const { dialled, sent } of pack.emergency) {
      const typed = `${front}${dialled}`;
      if (!strings.has(typed) && keep(typed)) strings.set(typed, sent);
    }
  };
  for (const line of ['', ...outside]) add(line, () => true);
  for (const code of codes) {
    for (const line of ['', ...outside]) {
      add(`${code}${line}`, (typed) => !isOrdinary(typed, pack));
      add(`${line}${code}`, (typed) => line !== '' || !isOrdinary(typed, pack));
    }
  }
  return strings;
}
