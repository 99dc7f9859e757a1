import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTRY_PACKS } from '../../../src/identity/countries/lookup.ts';
import { typedPrefixes } from '../../../src/identity/dial-prefix.ts';
import { readDialled } from '../../../src/identity/numbering.ts';

const anyPack = fc.constantFrom(...Object.values(COUNTRY_PACKS));

describe('what a phone dialled is read as', () => {
  it('never throws, and never reads a number that still begins with a code typed in front', () => {
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^[0-9*#+]{0,24}$/));
    fc.assert(
      fc.property(typed, anyPack, fc.constantFrom([], ['0'], ['9'], ['0', '9']), (text, pack, outside) => {
        const result = readDialled(text, pack, outside);
        if (result.kind === 'number') expect(result.number.reveal()).toMatch(/^\+[1-9][0-9]{5,14}$/);
        if (result.kind === 'service') expect(result.digits).toMatch(/^[1-9][0-9]{1,5}$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('a code changes what is asked, not who is called', () => {
    const typed = fc.stringMatching(/^0[2-9][0-9]{6,9}$/);
    fc.assert(
      fc.property(anyPack, typed, (pack, digits) => {
        const plain = readDialled(digits, pack, []);
        fc.pre(plain.kind === 'number');
        for (const { code, asks } of typedPrefixes(pack)) {
          const coded = readDialled(`${code}${digits}`, pack, []);
          expect(coded).toMatchObject({ kind: 'number', asked: asks });
          expect(coded.kind === 'number' && plain.kind === 'number' && coded.number.equals(plain.number)).toBe(true);
        }
      }),
    );
  });
});
