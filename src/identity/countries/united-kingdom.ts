import type { CountryPack } from '../country-pack.ts';

/**
 * Emergency: 999 and 112 (Ofcom General Condition A3; PECR 2003 reg. 16 takes both out of the right to withhold). 18000 is reachable
 * from text telephones only and is not listed. Codes: 141 withholds, 1470 presents on a line that withholds permanently (BT, KCOM).
 */
export const UNITED_KINGDOM: CountryPack = {
  code: 'UK',
  region: 'GB',
  callingCode: '44',
  internationalPrefix: '00',
  trunkPrefix: '0',
  trunkPrefixOptional: false,
  prefixFree: [],
  emergency: [
    { dialled: '999', sent: '999' },
    { dialled: '112', sent: '112' },
  ],
  withholdingOverridden: [],
  typed: { withhold: ['141', '#31#'], present: ['1470', '*31#'] },
  sent: { withhold: '141', present: '1470' },
};
