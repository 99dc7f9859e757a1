import { describe, expect, it } from 'vitest';
import { countryPack } from '../../../src/identity/countries/lookup.ts';
import { COUNTRY_CODES } from '../../../src/identity/country-pack.ts';
import { emergencyStrings } from '../../../src/identity/emergency-strings.ts';
import { fictionalCalling, fictionalDialled } from '../../../src/identity/fictional-number.ts';

describe.each(COUNTRY_CODES)('the numbers of probes in %s', (code) => {
  const pack = countryPack(code);
  const dialled = fictionalDialled(code).reveal();
  const calling = fictionalCalling(code).reveal();

  it('are of the country, and told apart by their last digits', () => {
    for (const number of [dialled, calling]) expect(number.startsWith(`+${pack.callingCode}`)).toBe(true);
    expect(dialled.slice(-4)).not.toBe(calling.slice(-4));
  });

  it('[G3] are no emergency number in any form in which they could be dialled', () => {
    const emergency = emergencyStrings(pack, []);
    const national = dialled.slice(1 + pack.callingCode.length);

    for (const typed of [dialled, dialled.slice(1), national, `${pack.trunkPrefix}${national}`])
      expect(emergency.has(typed)).toBe(false);
  });
});
