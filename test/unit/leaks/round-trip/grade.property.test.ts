import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRADES } from '../../../../src/call/round-trip.ts';
import { grade } from '../../../../src/leaks/round-trip/grade.ts';
import type { Delivered } from '../../../../src/ports/round-trip-caller.ts';
import { CALLED, delivered, KNOWN } from './delivered.ts';

const gradeOf = (given: Partial<Delivered>) => grade(delivered(given), KNOWN, [CALLED]).grade;
const CARRIER = 'carrier.example';

describe('what a far end was given', () => {
  it('gets some grade whatever it is, and an agency number in From always the worst', () => {
    const text = fc.string({ maxLength: 80, unit: 'binary' });
    const texts = fc.array(text, { maxLength: 3 });
    fc.assert(
      fc.property(text, texts, texts, texts, text, (value, asserted, diversion, identity, name) => {
        const given = { from: value, asserted, diversion, identity, name };
        expect(GRADES).toContain(gradeOf(given));
        expect(gradeOf({ ...given, from: `${value} <sip:+61255500147@${CARRIER}>` })).toBe('agency-shown');
      }),
      { numRuns: 500 },
    );
  });
});
