import type { CountryPack } from '../country-pack.ts';

/**
 * Emergency: 111 (MBIE, Emergency Call Services). 112 reaches it from mobiles; from a fixed line it ends in an announcement that tells
 * the caller to dial 111, so a trunk gets 111 for it. Codes: 0197 withholds (Telecom NZ "Caller Display user guide"); 0196 as its
 * opposite is hearsay: it is taken off when typed, but never sent unless the trunk names it.
 */
export const NEW_ZEALAND: CountryPack = {
  code: 'NZ',
  region: 'NZ',
  callingCode: '64',
  internationalPrefix: '00',
  trunkPrefix: '0',
  trunkPrefixOptional: false,
  prefixFree: [],
  emergency: [
    { dialled: '111', sent: '111' },
    { dialled: '112', sent: '111' },
  ],
  withholdingOverridden: [],
  typed: { withhold: ['0197', '#31#'], present: ['0196', '*31#'] },
  sent: { withhold: '0197', present: null },
};
