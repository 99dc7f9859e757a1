import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, foldedCharacter, waysToWrite, wordsIn } from '../../../src/call/spelling.ts';

describe('folding a name', () => {
  it.each([
    ['WRENFIELD_REFUGE', 'wrenfieldrefuge'],
    ['Wrenfield-Refuge', 'wrenfieldrefuge'],
    ['Élan', 'elan'],
    ['Łódź', 'lodz'],
    ['Weiß', 'weiss'],
    ['Ｗｒｅｎ', 'wren'],
    ['Wren\u200b\u00adfield', 'wrenfield'],
    ['İnan Işık', 'inanisik'],
    ['Μαρίας', 'μαριασ'],
    ["O'Hara", 'ohara'],
  ])('%s gives %s', (name, plain) => {
    expect(folded(name)).toBe(plain);
  });

  it('twice gives the same as once, in either case and composed or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(folded(folded(text))).toBe(folded(text));
        expect(folded(text.normalize('NFD'))).toBe(folded(text.normalize('NFC')));
        expect(folded(text)).toMatch(/^[\p{L}\p{N}]*$/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves signs as they are, one by one', () => {
    expect([...'-_.[]%'].map(foldedCharacter).join('')).toBe('-_.[]%');
  });
});

describe('a name', () => {
  it('with umlauts is also written without them', () => {
    expect(waysToWrite('Jörg Mu\u0308ller')).toEqual(['Jörg Mu\u0308ller', 'Joerg Mueller']);
    expect(waysToWrite('Wilma')).toEqual(['Wilma']);
  });

  it('is taken apart at whatever is neither letter nor digit', () => {
    expect(wordsIn('Wren-field_Refuge  No.7')).toEqual(['Wren', 'field', 'Refuge', 'No', '7']);
    for (const signs of ['···', '\u0301', '\ufe70']) expect(wordsIn(signs)).toEqual([]);
  });
});
