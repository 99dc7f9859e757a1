import type { CountryPack } from '../country-pack.ts';

/**
 * Emergency: Telecommunications (Emergency Call Service) Determination 2019 and the Numbering Plan name 000, 106 and 112. ACMA
 * ("Emergency call service FAQ"): 112 can only be dialled on a digital mobile phone, so a trunk gets 000 for it. 106 is for text
 * telephones and goes out as it is. Codes: 1831/1832 are features of
 * fixed-line exchanges, mobiles use the GSM ones.
 */
export const AUSTRALIA: CountryPack = {
  code: 'AU',
  region: 'AU',
  callingCode: '61',
  internationalPrefix: '0011',
  trunkPrefix: '0',
  trunkPrefixOptional: false,
  prefixFree: ['13XXXX', '1300XXXXXX', '180XXXX', '1800XXXXXX', '190XXXXXXX'],
  emergency: [
    { dialled: '000', sent: '000' },
    { dialled: '106', sent: '106' },
    { dialled: '112', sent: '000' },
  ],
  withholdingOverridden: [],
  typed: { withhold: ['1831', '#31#'], present: ['1832', '*31#'] },
  sent: { withhold: '1831', present: '1832' },
};
