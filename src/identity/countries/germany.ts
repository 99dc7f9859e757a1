import type { CountryPack } from '../country-pack.ts';

/**
 * Emergency: 110 and 112 (NotrufV §1). 116117 and 124124: TDDDG §15(1), the network may not suppress presentation; they are not
 * emergency numbers and go through the private door, where the network shows the parent's asserted number. Codes: on fixed lines `*31#`
 * WITHHOLDS, on GSM the same `*31#` PRESENTS (3GPP TS 22.030). Typed, it is read as the safe one; sent, the trunk must say which
 * network it is on, so there is no default.
 */
export const GERMANY: CountryPack = {
  code: 'DE',
  region: 'DE',
  callingCode: '49',
  internationalPrefix: '00',
  trunkPrefix: '0',
  trunkPrefixOptional: false,
  prefixFree: [],
  emergency: [
    { dialled: '112', sent: '112' },
    { dialled: '110', sent: '110' },
  ],
  withholdingOverridden: ['116117', '124124'],
  typed: { withhold: ['*31#', '#31#'], present: [] },
  sent: { withhold: null, present: null },
};
