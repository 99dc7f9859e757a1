import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { COUNTRY_PACKS } from '../../../src/identity/countries/lookup.ts';
import { everyPrefix } from '../../../src/identity/dial-prefix.ts';
import { emergencyStrings } from '../../../src/identity/emergency-strings.ts';
import { dialReader } from '../../../src/identity/numbering.ts';

const packs = Object.values(COUNTRY_PACKS);
const anyPack = fc.constantFrom(...packs);
const outsideLines = fc.uniqueArray(fc.stringMatching(/^[0-9*#]{1,2}$/), { maxLength: 3 });
const oneDigitLines = fc.uniqueArray(fc.stringMatching(/^[0-9*#]$/), { maxLength: 3 });

describe('emergency strings', () => {
  it('hold every one-digit outside line and every CLIR code in both orders, and lead to a bare emergency number', () => {
    fc.assert(
      fc.property(anyPack, oneDigitLines, (pack, lines) => {
        const strings = emergencyStrings(pack, lines);
        const codes = ['', ...everyPrefix()];
        const fronts = ['', ...lines].flatMap((line) => codes.flatMap((code) => [line + code, code + line]));
        const typed = pack.emergency.flatMap(({ dialled }) => fronts.map((front) => front + dialled));
        expect(typed.filter((each) => !strings.has(each))).toEqual([]);
        const sent = new Set(pack.emergency.map((each) => each.sent));
        for (const to of strings.values()) expect(sent.has(to)).toBe(true);
      }),
    );
  });

  it('are read as emergencies, every one, with the same number', () => {
    fc.assert(
      fc.property(anyPack, outsideLines, (pack, lines) => {
        const read = dialReader(pack, lines);
        for (const [typed, number] of emergencyStrings(pack, lines)) {
          expect(read(typed)).toEqual({ kind: 'emergency', number });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are never an ordinary number that a person in that country could mean, unless it begins with the outside line', () => {
    const lines = Array.from({ length: 110 }, (_, n) => (n < 10 ? String(n) : String(n - 10).padStart(2, '0')));
    const ordinary = packs.flatMap((pack) =>
      ['', ...lines].flatMap((line) =>
        [...emergencyStrings(pack, [line]).keys()]
          .filter((typed) => typed.startsWith(pack.trunkPrefix) && (line === '' || !typed.startsWith(line)))
          .filter((typed) => /^[0-9]+$/.test(typed) && parsePhoneNumberFromString(typed, pack.region)?.isValid())
          .map((typed) => `${pack.code} ${line} ${typed}`),
      ),
    );

    expect(ordinary).toEqual([]);
  });
});
