import type { CountryCode, CountryPack } from '../../../identity/country-pack.ts';

/**
 * Complete national numbers without the trunk prefix, as Asterisk patterns: what must hold before digits that do not start with a prefix
 * are taken for one (an outside line "0" and a trunk prefix "0" look the same).
 */
const NATIONAL: Record<CountryCode, readonly string[]> = {
  AU: ['[23478]XXXXXXXX'],
  NZ: ['[34679]XXXXXXX', '2XXXXXXX', '2XXXXXXXX', '2XXXXXXXXX', '800XXXXXX', '508XXXXXX'],
  UK: ['[1-37-9]XXXXXXXXX', '1XXXXXXXX', '800XXXXXX', '800XXXX'],
  IE: ['1XXXXXXX', '[24-79]XXXXXX', '[24-79]XXXXXXX', '[24-79]XXXXXXXX', '8XXXXXXXX'],
  US: ['NXXNXXXXXX'],
  CA: ['NXXNXXXXXX'],
  DE: ['ZXXXX!'],
};

/** Where short service numbers look like the beginning of a national one, digits without a prefix must be more. */
const WITHOUT_PREFIX: Partial<Record<CountryCode, readonly string[]>> = { DE: ['ZXXXXXX!'] };

/** A pattern and the E.164 text it stands for, as a dialplan expression over `EXTEN`. */
export interface NumberPattern {
  readonly pattern: string;
  readonly e164: string;
}

/** Every way this country writes a full number. Asterisk picks the most specific pattern, so the order does not matter. */
export function numberPatterns(country: CountryPack): readonly NumberPattern[] {
  const national = `+${country.callingCode}`;
  const { internationalPrefix, trunkPrefix } = country;
  return [
    { pattern: '_+ZXXXXX!', e164: `+\${EXTEN:1}` },
    { pattern: `_${internationalPrefix}ZXXXXX!`, e164: `+\${EXTEN:${internationalPrefix.length}}` },
    ...country.prefixFree.map((shape) => ({ pattern: `_${shape}`, e164: `${national}\${EXTEN}` })),
    ...NATIONAL[country.code].map((shape) => ({
      pattern: `_${trunkPrefix}${shape}`,
      e164: `${national}\${EXTEN:${trunkPrefix.length}}`,
    })),
    ...(WITHOUT_PREFIX[country.code] ?? NATIONAL[country.code]).map((shape) => ({
      pattern: `_${shape}`,
      e164: `${national}\${EXTEN}`,
    })),
  ];
}
