import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCode, WrongCodes } from '../../../src/contacts/return-codes.ts';
import { token } from './kept-calls.ts';

const MINUTE = 60_000;

describe('a return code', () => {
  it('is three digits, of nobody else, no emergency number, and never three alike', () => {
    const never = new Set(['000', '112', '106']);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 150 }), fc.nat(), (used, chance) => {
        const inUse = new Set(used.map((code) => String(code).padStart(3, '0')));
        const code = newCode(inUse, never, (below) => chance % below) ?? '';
        expect(code).toMatch(/^[0-9]{3}$/);
        expect(code).not.toMatch(/^(.)\1\1$/);
        expect(inUse.has(code) || never.has(code)).toBe(false);
      }),
    );
  });

  it('is not given when so many are in use that a guess would often be right', () => {
    const inUse = new Set(Array.from({ length: 200 }, (_, code) => String(code).padStart(3, '0')));

    expect(newCode(inUse, new Set(), () => 0)).toBeNull();
  });
});

describe('wrong codes', () => {
  const line = token('line');

  it('close the way of codes on their helpline at the fifth in ten minutes, for ten minutes', () => {
    const wrong = new WrongCodes();
    const said = [0, 1, 2, 3, 4].map((at) => wrong.count(line, at * MINUTE));

    expect(said).toEqual(['counted', 'counted', 'counted', 'counted', 'closed']);
    expect(wrong.isClosed(line, 13.9 * MINUTE)).toBe(true);
    expect(wrong.isClosed(line, 14 * MINUTE)).toBe(false);
    expect(wrong.isClosed(token('another'), 5 * MINUTE)).toBe(false);
  });

  it('are forgotten after ten minutes', () => {
    const wrong = new WrongCodes();
    const said = [0, 3, 6, 9, 12, 15, 18].map((at) => wrong.count(line, at * MINUTE));

    expect(said).not.toContain('closed');
  });
});
