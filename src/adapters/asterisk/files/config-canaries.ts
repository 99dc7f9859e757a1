import { PhoneNumber } from '../../../call/phone-number.ts';
import type { Config } from '../../../config/config.ts';
import { countryPack } from '../../../identity/countries/lookup.ts';
import { type Canaries, CanarySearch } from '../../../leaks/judge/canary-search.ts';

/** What a leak test adds: what its probes say they are. */
interface MadeUp {
  readonly words: readonly string[];
  readonly numbers: readonly PhoneNumber[];
}

/** Canaries as plain values that can be handed to a thread, numbers in clear: they live in memory only, never log them. */
export type PlainCanaries = Omit<Canaries, 'numbers' | 'called'> & {
  readonly numbers: readonly string[];
  readonly called: readonly string[];
};

/** Everything of the agency that a configuration names. */
export function plainCanariesOf(
  { secrets, sites, country, canary }: Config,
  also: MadeUp = { words: [], numbers: [] },
): PlainCanaries {
  return {
    words: [...secrets.words, ...also.words],
    parts: secrets.parts,
    numbers: [...secrets.numbers, ...also.numbers].map((number) => number.reveal()),
    called: canary.destinations.map(({ number }) => number.reveal()),
    countryCode: countryPack(country).callingCode,
    extensions: sites.flatMap(({ extensions }) => extensions),
    hosts: secrets.hosts,
  };
}

export function searchFor(canaries: PlainCanaries): CanarySearch {
  return new CanarySearch({ ...canaries, numbers: numbersOf(canaries.numbers), called: numbersOf(canaries.called) });
}

function numbersOf(plain: readonly string[]): readonly PhoneNumber[] {
  return plain.flatMap((text) => PhoneNumber.fromE164(text) ?? PhoneNumber.fromService(text) ?? []);
}
