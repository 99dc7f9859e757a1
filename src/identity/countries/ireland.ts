import type { CountryPack } from '../country-pack.ts';

/**
 * Emergency: 112 and 999 (ComReg, Emergency Call Answering Service). Codes: 141 withholds, as in the UK; 142 as its opposite could not
 * be verified: it is taken off when typed, but never sent unless the trunk names it.
 */
export const IRELAND: CountryPack = {
  code: 'IE',
  region: 'IE',
  callingCode: '353',
  internationalPrefix: '00',
  trunkPrefix: '0',
  trunkPrefixOptional: false,
  prefixFree: ['1800XXXXXX', '1850XXXXXX', '1890XXXXXX', '15XXXXXXXX'],
  emergency: [
    { dialled: '112', sent: '112' },
    { dialled: '999', sent: '999' },
  ],
  withholdingOverridden: [],
  typed: { withhold: ['141', '#31#'], present: ['142', '*31#'] },
  sent: { withhold: '141', present: null },
};
