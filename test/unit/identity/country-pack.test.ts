import { describe, expect, it } from 'vitest';
import { COUNTRY_PACKS } from '../../../src/identity/countries/lookup.ts';
import { typedPrefixes } from '../../../src/identity/dial-prefix.ts';
import { emergencyStrings } from '../../../src/identity/emergency-strings.ts';
import { readDialled } from '../../../src/identity/numbering.ts';

const packs = Object.values(COUNTRY_PACKS);

describe('emergency strings', () => {
  it.each([
    ['AU', ['0'], '1831000', '000'],
    ['AU', ['0'], '0000', '000'],
    ['AU', ['0'], '0106', '106'],
    ['AU', ['9'], '9112', '000'],
    ['NZ', ['1'], '1112', '111'],
    ['UK', ['9'], '9141999', '999'],
    ['UK', ['9'], '1419999', '999'],
    ['IE', [], '142112', '112'],
    ['US', ['9'], '9*67911', '911'],
    ['US', ['9'], '*679911', '911'],
    ['CA', [], '1831911', '911'],
    ['DE', ['0'], '0#31#110', '110'],
  ] as const)('in %s behind %j: %s reaches %s', (country, outside, typed, sent) => {
    expect(emergencyStrings(COUNTRY_PACKS[country], outside).get(typed)).toBe(sent);
  });

  it.each(['933', '988', '112'])('%s is none in the US', (typed) => {
    expect(emergencyStrings(COUNTRY_PACKS.US, []).has(typed)).toBe(false);
  });

  it('leave a Dublin subscriber alone whose number looks like a foreign code, a two-digit outside line and 112', () => {
    expect(emergencyStrings(COUNTRY_PACKS.IE, ['74']).has('019774112')).toBe(false);
    expect(readDialled('019774112', COUNTRY_PACKS.IE, ['74']).kind).toBe('number');
  });

  it('are literal: no wildcard, only what a phone can type', () => {
    for (const pack of packs)
      for (const typed of emergencyStrings(pack, ['0', '9']).keys()) expect(typed).toMatch(/^[0-9*#]+$/);
  });
});

describe('prefix lists', () => {
  it('put the longer before the shorter, so that the first match is the right one', () => {
    for (const pack of packs) {
      const lengths = typedPrefixes(pack).map(({ code }) => code.length);
      expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    }
  });

  it('read *31# as the safe meaning where fixed and mobile networks differ', () => {
    const asks = (country: 'DE' | 'AU') =>
      typedPrefixes(COUNTRY_PACKS[country]).find(({ code }) => code === '*31#')?.asks;

    expect([asks('DE'), asks('AU')]).toEqual(['withhold', 'present']);
  });

  it('take no code made of digits alone from another country, where it can begin an ordinary number', () => {
    expect(typedPrefixes(COUNTRY_PACKS.UK).map(({ code }) => code)).not.toContain('0197');
  });
});
