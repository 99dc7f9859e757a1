import { expect, test } from 'vitest';
import { isWireSafe } from '../../../../src/adapters/asterisk/wire-text.ts';

test('ordinary text of any script may go to the PBX', () => {
  for (const text of ['', 'withheld-private', 'PJSIP/t1', 'Zoë €', '😀', 'CHANNEL(name)'])
    expect(isWireSafe(text)).toBe(true);
});

test('no control character, line separator or broken character may', () => {
  const codes = [
    ...Array(0x20).keys(),
    0x7f,
    ...Array.from({ length: 0x20 }, (_, i) => 0x80 + i),
    0x2028,
    0x2029,
    0xd800,
    0xdfff,
  ];

  expect(codes.filter((code) => isWireSafe(`a${String.fromCharCode(code)}b`))).toEqual([]);
});

test('text over the limit may not', () => {
  expect([isWireSafe('x'.repeat(1024)), isWireSafe('x'.repeat(1025))]).toEqual([true, false]);
});
