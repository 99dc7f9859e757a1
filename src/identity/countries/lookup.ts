import type { CountryCode, CountryPack } from '../country-pack.ts';
import { AUSTRALIA } from './australia.ts';
import { GERMANY } from './germany.ts';
import { IRELAND } from './ireland.ts';
import { NEW_ZEALAND } from './new-zealand.ts';
import { CANADA, UNITED_STATES } from './north-america.ts';
import { UNITED_KINGDOM } from './united-kingdom.ts';

export const COUNTRY_PACKS: Readonly<Record<CountryCode, CountryPack>> = {
  AU: AUSTRALIA,
  NZ: NEW_ZEALAND,
  UK: UNITED_KINGDOM,
  IE: IRELAND,
  US: UNITED_STATES,
  CA: CANADA,
  DE: GERMANY,
};

export function countryPack(code: CountryCode): CountryPack {
  return COUNTRY_PACKS[code];
}
