import { describe, expect, it } from 'vitest';
import { secretParts } from '../../../src/config/secret-parts.ts';

const words = (names: readonly string[], hosts: readonly string[] = [], common: readonly string[] = []) =>
  secretParts(
    names.map((text) => ({ text, place: 'a name' })),
    hosts.map((text) => ({ text, place: 'a host' })),
    common,
  ).map(({ word }) => word);

describe('of a secret name are looked for by themselves', () => {
  it.each([
    ['Wrenfield Refuge', ['wrenfield', 'refuge']],
    ['WRENFIELD_REFUGE', ['wrenfield', 'refuge']],
    ["Wrenfield Women's House", ['wrenfield', 'women', 'house', 'womens']],
    ["Maeve O'Hara", ['maeve', 'hara', 'ohara']],
    ['Jörg Müller', ['jorg', 'joerg', 'muller', 'mueller']],
    ['Anna Lüdke-Ng', ['anna', 'ludke', 'luedke']],
  ])('%s: %j', (name, parts) => {
    expect([...words([name])].sort()).toEqual([...parts].sort());
  });

  it.each([
    ['a name of one word, which is looked for as a whole', 'Wrenfield'],
    ['words of fewer than four letters', 'The Oak Inn'],
    ['digits', '1184 2044'],
  ])('not %s', (_what, name) => {
    expect(words([name])).toEqual([]);
  });

  it('not the words that give nobody away, however they are written', () => {
    expect(words(["Wrenfield Women's Community Services"], [], ['COMMUNITY', 'Services', "women's"])).toEqual([
      'wrenfield',
    ]);
    expect(words(["Wrenfield Women's Services"], [], ['women', 'service'])).toEqual(['wrenfield']);
    expect(words(['Wrenfield Service'], [], ['services'])).toEqual(['wrenfield', 'service']);
  });
});

describe('of a secret host are looked for by themselves', () => {
  it.each([
    ['pbx.wrenfield-refuge.internal', ['refuge', 'wrenfield', 'wrenfieldrefuge']],
    ['wrenfieldpbx', ['wrenfieldpbx']],
    ['pbx.wrenfield.org.au', ['wrenfield']],
    ['asterisk1.office.wrenfield.local:5060', ['wrenfield']],
    ['the-oak.internal', ['theoak']],
    ['voip-server.example', []],
    ['10.1.2.3', []],
    ['10.1.2.3:5060', []],
    ['fd00:dead:beef::1', []],
  ])('%s: %j', (host, parts) => {
    expect([...words([], [host])].sort()).toEqual(parts);
  });
});
