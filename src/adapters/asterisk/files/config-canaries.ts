import type { PhoneNumber } from '../../../call/phone-number.ts';
import type { Config } from '../../../config/config.ts';
import { countryPack } from '../../../identity/countries/lookup.ts';
import { CanarySearch } from '../../../leaks/judge/canary-search.ts';

/** What a leak test adds: what its probes say they are. */
interface MadeUp {
  readonly words: readonly string[];
  readonly numbers: readonly PhoneNumber[];
}

/** The search for everything of the agency that a configuration names. */
export function canariesOf(
  { secrets, sites, country, canary }: Config,
  also: MadeUp = { words: [], numbers: [] },
): CanarySearch {
  return new CanarySearch({
    words: [...secrets.words, ...also.words],
    parts: secrets.parts,
    numbers: [...secrets.numbers, ...also.numbers],
    called: canary.destinations.map(({ number }) => number),
    countryCode: countryPack(country).callingCode,
    extensions: sites.flatMap(({ extensions }) => extensions),
    hosts: secrets.hosts,
  });
}
