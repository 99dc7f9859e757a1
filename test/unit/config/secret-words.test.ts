import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { secretFinder } from '../../../src/config/secret-words.ts';
import { countryPack } from '../../../src/identity/countries/lookup.ts';

const number = PhoneNumber.fromE164('+61255500147');
if (number === null) throw new Error('not E.164');
const find = secretFinder(
  { words: ['Élan Refuge', 'Wilma'], numbers: [number], hosts: ['refuge.internal', '10.1.2.3'] },
  countryPack('AU'),
);

describe('a secret is found in a text', () => {
  it.each([
    ['ELAN-REFUGE Inc', 'word'],
    ['the e l a n refuge', 'word'],
    ['xwilmax', 'word'],
    ['+61 2 5550 0147', 'number'],
    ['(02) 5550-0147', 'number'],
    ['0061255500147', 'number'],
    ['55500147', 'number'],
    ['pbx.REFUGE.internal', 'host'],
    ['sip:10.1.2.3:5060', 'host'],
  ])('%s holds a secret %s', (text, kind) => {
    expect(find(text)).toBe(kind);
  });

  it.each(['Parent Organisation', '+61255500200', 'parent.example', ''])('%s holds none', (text) => {
    expect(find(text)).toBeNull();
  });

  it('whatever stands around it', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (before, after) => find(`${before}wILma${after}`) !== null));
  });
});
