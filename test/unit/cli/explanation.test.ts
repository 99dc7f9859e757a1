import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explanationOf } from '../../../src/cli/explanation.ts';
import type { Config } from '../../../src/config/config.ts';
import { House } from './house.ts';

let house: House;
let config: Config;
/** The same house, where nothing is dialled for a line. */
let open: Config;

beforeAll(() => {
  house = new House();
  config = house.config();
  open = { ...config, outside_line: [] };
});

afterAll(() => house.remove());

const outcome = (typed: string, from: string | null = '101') => explanationOf(config, typed, from).outcome;
const UNMATCHED = {
  kind: 'policy',
  decision: { kind: 'send', door: 'private', first: null, rule: 'unmatched' },
  trunks: ['t1', 't2'],
} as const;

/** `house`: the PBX answers it, or else what stands behind it; `out`: it leaves through the private door. */
function said(typed: string, lines: 'with' | 'without'): string {
  const { reading, outcome: result } = explanationOf(lines === 'with' ? config : open, typed, '101');
  const word = { policy: 'out', emergency: 'emergency', unreadable: 'refused' } as const;
  if (result.kind !== 'house') return `${reading.kind}: ${word[result.kind]}`;
  return `${reading.kind}: house, else ${result.otherwise === null ? 'refused' : 'out'}`;
}

describe('what would happen to a dialled string', () => {
  it('sends an ordinary number through the private door, trunks in their order, when no rule matches', () => {
    expect(outcome('0 0412 345 678')).toEqual(UNMATCHED);
  });

  it('names the rule that loosens, and only for the extension it is for', () => {
    expect(outcome('0255500201')).toMatchObject({ decision: { door: 'parent', rule: 'court-sees-the-parent' } });
    expect(outcome('0255500201', '102')).toMatchObject({ decision: { door: 'private', rule: 'unmatched' } });
    expect(outcome('0255500201', null)).toMatchObject({ decision: { door: 'private', rule: 'unmatched' } });
  });

  it('puts the trunk of a rule first and keeps the others behind it', () => {
    expect(outcome('+61255500203')).toMatchObject({ decision: { rule: 'by-the-second' }, trunks: ['t2', 't1'] });
  });

  it('tries no trunk for a refused call', () => {
    expect(outcome('0255500202')).toEqual({
      kind: 'policy',
      decision: { kind: 'refuse', rule: 'never-call' },
      trunks: [],
    });
  });

  it('grants nothing for a code typed in front, and says what it asked for', () => {
    const explanation = explanationOf(config, '1832 0412345678', '101');

    expect(explanation.reading).toEqual({ kind: 'number', place: 'domestic', asked: 'present' });
    expect(explanation.outcome).toMatchObject({ decision: { door: 'private', rule: 'unmatched' } });
    expect(explanationOf(config, '1832 1831 0412345678', '101').reading.asked).toBe('withhold');
  });

  it('tells a number abroad from one of this country', () => {
    expect(explanationOf(config, '+442079460000', null).reading).toMatchObject({ kind: 'number', place: 'abroad' });
    expect(explanationOf(config, '0131444', null).reading).toMatchObject({ kind: 'number', place: 'domestic' });
  });

  it('never holds the number it was asked about', () => {
    for (const typed of ['0412345678', '+61255500201', '+442079460000', '1832 0255500203', '0123456', '123456']) {
      for (const each of [config, open]) {
        expect(JSON.stringify(explanationOf(each, typed, '101'))).not.toMatch(/[0-9]{4}/);
      }
    }
  });
});

describe('[G3] an emergency number', () => {
  const first = {
    kind: 'emergency',
    sent: '000',
    doors: ['t1-emergency', 't2-emergency'],
    lastResort: ['t1-private', 't2-private'],
  };

  it('leads to the doors of the site of the phone, and of the first site for an unknown phone', () => {
    expect(outcome('000')).toEqual(first);
    expect(outcome('1831 0 112', null)).toEqual(first);
    expect(outcome('000', '999')).toEqual(first);
    expect(outcome('000', '201')).toEqual({
      kind: 'emergency',
      sent: '000',
      doors: ['t1-emergency-two', 't2-emergency-two'],
      lastResort: ['t1-emergency', 't2-emergency', 't1-private', 't2-private'],
    });
  });

  it.each([
    ['000', '000'],
    ['112', '000'],
    ['106', '106'],
    ['+112', '000'],
    ['+61000', '000'],
    ['000#', '000'],
    ['*67000', '000'],
    ['1831000', '000'],
    ['18321831000', '000'],
    ['1831*82141000', '000'],
  ])('is one in every spelling the PBX takes for one: %s is sent as %s', (typed, sent) => {
    for (const each of [config, open]) {
      const { reading, outcome: result } = explanationOf(each, typed, '101');

      expect(reading).toEqual({ kind: 'emergency', place: null, asked: null });
      expect(result).toMatchObject({ kind: 'emergency', sent });
    }
  });
});

describe('[G3] where a digit is dialled for a line', () => {
  it.each([
    ['0000', '000'],
    ['0106#', '106'],
    ['0*82112', '000'],
    ['018321831000', '000'],
  ])('an emergency number behind it is one too: %s is sent as %s', (typed, sent) => {
    expect(outcome(typed)).toMatchObject({ kind: 'emergency', sent });
  });
});

describe('what is short or coded is explained as the dialplan does it, with and without a digit for a line', () => {
  it.each([
    // typed, where 0 gets a line, where nothing does
    ['7', 'unreadable: refused', 'unreadable: refused'],
    ['12', 'internal: house, else refused', 'service: house, else out'],
    ['1234', 'internal: house, else refused', 'service: house, else out'],
    ['123456', 'internal: house, else refused', 'service: house, else out'],
    ['1234567', 'unreadable: refused', 'unreadable: refused'],
    ['101', 'internal: house, else refused', 'service: house, else out'],
    ['0', 'unreadable: refused', 'unreadable: refused'],
    ['00', 'unreadable: refused', 'unreadable: refused'],
    ['07', 'unreadable: refused', 'unreadable: refused'],
    ['012', 'service: out', 'unreadable: refused'],
    ['01234', 'service: out', 'unreadable: refused'],
    ['0123456', 'service: out', 'unreadable: refused'],
    ['01234567', 'unreadable: refused', 'unreadable: refused'],
    ['0012', 'unreadable: refused', 'unreadable: refused'],
    ['131444', 'number: out', 'number: out'],
    ['0131444', 'number: out', 'unreadable: refused'],
    ['*98', 'internal: house, else refused', 'internal: house, else refused'],
    ['*1', 'internal: house, else refused', 'internal: house, else refused'],
    ['*21*1234#', 'unreadable: refused', 'unreadable: refused'],
    ['#1', 'internal: house, else refused', 'internal: house, else refused'],
    ['0*98', 'unreadable: refused', 'unreadable: refused'],
    ['*67*98', 'unreadable: refused', 'unreadable: refused'],
    ['*671234', 'service: out', 'service: out'],
    ['#31#12', 'service: out', 'service: out'],
    ['18311234', 'service: out', 'service: out'],
    ['018311234', 'service: out', 'unreadable: refused'],
    ['*67*67183212', 'unreadable: refused', 'unreadable: refused'],
    ['*31#', 'unreadable: refused', 'unreadable: refused'],
    ['1832', 'unreadable: refused', 'unreadable: refused'],
    ['+12', 'unreadable: refused', 'unreadable: refused'],
    ['0412345678', 'number: out', 'number: out'],
    ['00412345678', 'number: out', 'unreadable: refused'],
    ['not a number', 'unreadable: refused', 'unreadable: refused'],
    ['1'.repeat(41), 'unreadable: refused', 'unreadable: refused'],
  ])('%s', (typed, withLine, without) => {
    expect(said(typed, 'with')).toBe(withLine);
    expect(said(typed, 'without')).toBe(without);
  });

  it('is the house first, and then what the policy says of the digits, where nothing is dialled for a line', () => {
    const rules = [{ name: 'no-premium', to: ['1234'], refuse: true as const }];
    const ruled = { ...open, rules } as unknown as Config;

    expect(explanationOf(open, '1234', '101').outcome).toEqual({ kind: 'house', otherwise: UNMATCHED });
    expect(explanationOf(ruled, '1234', '101').outcome).toMatchObject({
      otherwise: { decision: { kind: 'refuse', rule: 'no-premium' }, trunks: [] },
    });
  });
});
