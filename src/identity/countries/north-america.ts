import type { CountryPack } from '../country-pack.ts';

/**
 * Emergency: 911 (47 CFR 9; CRTC Telecom Decision 2005-21 for VoIP). 112 is an alias of mobile networks only and is not listed; 933 is
 * a provider's test of the 911 address and 988 a crisis line: both are ordinary calls, never sent through the emergency door. Codes:
 * *67 withholds and *82 presents (47 CFR 64.1601(b)); 1167 and 1182 are their rotary spellings.
 */
const NORTH_AMERICA = {
  callingCode: '1',
  internationalPrefix: '011',
  trunkPrefix: '1',
  trunkPrefixOptional: true,
  prefixFree: [],
  emergency: [{ dialled: '911', sent: '911' }],
  withholdingOverridden: [],
  typed: { withhold: ['*67', '1167', '#31#'], present: ['*82', '1182', '*31#'] },
  sent: { withhold: '*67', present: '*82' },
} as const satisfies Partial<CountryPack>;

export const UNITED_STATES: CountryPack = { ...NORTH_AMERICA, code: 'US', region: 'US' };
export const CANADA: CountryPack = { ...NORTH_AMERICA, code: 'CA', region: 'CA' };
