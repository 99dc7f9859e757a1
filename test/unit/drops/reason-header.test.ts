import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReasons } from '../../../src/drops/classify/reason-header.ts';

describe('the reader of Reason headers', () => {
  it.each([
    ['Q.850;cause=16', [{ protocol: 'q850', cause: 16, location: null }]],
    ['Q.850;text="Network out of order";cause=38;location=LN', [{ protocol: 'q850', cause: 38, location: 'LN' }]],
    ['q.850 ; CAUSE = 41 ; Location = u', [{ protocol: 'q850', cause: 41, location: 'U' }]],
    ['Q.850;text="a;cause=16,b \\" c";cause=102', [{ protocol: 'q850', cause: 102, location: null }]],
    [
      'SIP;cause=503;text="Service Unavailable", Q.850;cause=34',
      [
        { protocol: 'sip', cause: 503, location: null },
        { protocol: 'q850', cause: 34, location: null },
      ],
    ],
    ['Q.850;cause=1600', [{ protocol: 'q850', cause: null, location: null }]],
    ['Q.850;cause=16;cause=38', [{ protocol: 'q850', cause: 16, location: null }]],
    ['X.Int;reasoncode=0x1', [{ protocol: 'other', cause: null, location: null }]],
    ['', []],
    [' , ,', []],
  ])('reads %s', (raw, values) => {
    expect(readReasons(raw)).toEqual(values);
  });

  it('reads anything at all, and keeps nothing of its text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const values = readReasons(`Q.850;text="${text}";cause=38`);
        expect(values.length).toBeLessThanOrEqual(8);
        for (const { protocol, location } of values) {
          expect(['q850', 'sip', 'other']).toContain(protocol);
          expect(location === null || /^[A-Z]{1,6}$/.test(location)).toBe(true);
        }
      }),
    );
  });

  it('takes the order of parameters as it comes', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['cause=38', 'location=TN', 'text="x;y,z"'], { minLength: 3 }), (parameters) => {
        expect(readReasons(`Q.850;${parameters.join(';')}`)).toEqual([{ protocol: 'q850', cause: 38, location: 'TN' }]);
      }),
    );
  });
});
