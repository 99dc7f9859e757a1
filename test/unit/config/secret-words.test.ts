import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { secretParts } from '../../../src/config/secret-parts.ts';
import { secretFinder } from '../../../src/config/secret-words.ts';
import { countryPack } from '../../../src/identity/countries/lookup.ts';

const number = PhoneNumber.fromE164('+61255500147');
if (number === null) throw new Error('not E.164');
const words = ['Élan Refuge', 'Wilma', 'Wrenfield Community House', 'Jörg Müller'].map((text, at) => ({
  text,
  place: `secrets.words[${at}]`,
}));
const hosts = ['refuge.internal', '10.1.2.3', 'pbx.finch-lodge.internal'].map((text, at) => ({
  text,
  place: `secrets.hosts[${at}]`,
}));
const finderWith = (common: readonly string[]) =>
  secretFinder({ words, numbers: [number], hosts, parts: secretParts(words, hosts, common) }, countryPack('AU'));
const find = finderWith([]);

describe('a secret is found in a text', () => {
  it.each([
    ['ELAN-REFUGE Inc', 'word'],
    ['the e l a n refuge', 'word'],
    ['xwilmax', 'word'],
    ['wrenfieldcommunityhouse', 'word'],
    ['JOERG_MUELLER', 'word'],
    ['+61 2 5550 0147', 'number'],
    ['(02) 5550-0147', 'number'],
    ['0061255500147', 'number'],
    ['55500147', 'number'],
    ['pbx.REFUGE.internal', 'host'],
    ['sip:10.1.2.3:5060', 'host'],
    ['Wrenfield Community', 'part'],
    ['WRENFIELD_trust', 'part'],
    ['mywrenfieldline', 'part'],
    ['Wrén-field', 'part'],
    ['Mueller Trust', 'part'],
    ['muller-line', 'part'],
    ['finch.example', 'part'],
    ['finchlodge', 'part'],
    ['finchline.example', 'part'],
    ['The Finch Trust', 'part'],
  ])('%s holds a secret %s', (text, kind) => {
    expect(find(text)?.kind).toBe(kind);
  });

  it.each([
    ['Erin Walsh', 'Catherine House Inc'],
    ['Stan Novak', 'Family Assistance Service'],
    ['Anna Ward', 'Howard Community Trust'],
    ['Hall Street Refuge', 'Marshall Trust'],
    ['Hope Wells', 'Wellspring Foundation'],
  ])('%s is not in %s: a short word is one by itself', (secret, parent) => {
    const one = [{ text: secret, place: 'secrets.words[0]' }];
    const finder = secretFinder(
      { words: one, numbers: [], hosts: [], parts: secretParts(one, [], []) },
      countryPack('AU'),
    );

    expect(finder(parent)).toBeNull();
  });

  it.each(['Parent Organisation', '+61255500200', 'parent.example', ''])('%s holds none', (text) => {
    expect(find(text)).toBeNull();
  });

  it('whatever stands around it', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (before, after) => find(`${before}wILma${after}`) !== null));
  });

  it('in each of its words of six letters and more, in any spelling, whatever stands around it', () => {
    const sign = fc.constantFrom('', ' ', '-', '_', '.', "'", '\u00a0', '\u200b', '\u0301');
    const spelled = fc
      .tuple(fc.constantFrom('wrenfield', 'community', 'refuge', 'muller'), fc.infiniteStream(sign), fc.boolean())
      .map(([word, signs, isLoud]) => [...(isLoud ? word.toUpperCase() : word)].map((c) => c + signs.next().value));
    fc.assert(
      fc.property(fc.string(), spelled, fc.string(), (before, letters, after) => {
        expect(find(before + letters.join('') + after)).not.toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('by the place where it is written, and nothing of it is said', () => {
    expect(find('Elan Refuge')).toEqual({ kind: 'word', place: 'secrets.words[0]' });
    expect(find('a Wrenfield House')).toEqual({
      kind: 'part',
      places: ['word 1 of secrets.words[2]', 'word 3 of secrets.words[2]'],
    });
    expect(find('Finch Lodge')).toEqual({ kind: 'part', places: ['label 2 of secrets.hosts[2]'] });
  });
});

describe('a word that gives nobody away', () => {
  const sparing = finderWith(['Community', 'house']);

  it.each(['Harbour Community Services', 'Community House', 'The House'])('does not refuse %s', (text) => {
    expect(find(text)?.kind).toBe('part');
    expect(sparing(text)).toBeNull();
  });

  it.each(['Wrenfield Community House', 'Wrenfield Community', 'wrenfieldhouse'])('still refuses %s', (text) => {
    expect(sparing(text)).not.toBeNull();
  });
});
