import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explanationOf } from '../../../src/cli/explanation.ts';
import type { Config } from '../../../src/config/config.ts';
import { House } from './house.ts';

let house: House;
let config: Config;

beforeAll(() => {
  house = new House();
  config = house.config();
});

afterAll(() => house.remove());

const outcome = (typed: string, from: string | null = '101') => explanationOf(config, typed, from).outcome;

describe('what would happen to a dialled string', () => {
  it('sends an ordinary number through the private door, trunks in their order, when no rule matches', () => {
    expect(outcome('0 0412 345 678')).toEqual({
      kind: 'policy',
      decision: { kind: 'send', door: 'private', first: null, rule: 'unmatched' },
      trunks: ['t1', 't2'],
    });
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

  it('leads an emergency number to the doors of the site of the phone, and of the first site for an unknown phone', () => {
    const first = { kind: 'emergency', sent: '000', doors: ['t1-emergency', 't2-emergency'] };

    expect(outcome('000')).toEqual(first);
    expect(outcome('1831 0 112', null)).toEqual(first);
    expect(outcome('000', '999')).toEqual(first);
    expect(outcome('000', '201')).toEqual({ ...first, doors: ['t1-emergency-two', 't2-emergency-two'] });
  });

  it('grants nothing for a code typed in front, and says what it asked for', () => {
    const explanation = explanationOf(config, '1832 0412345678', '101');

    expect(explanation.reading).toEqual({ kind: 'number', place: 'domestic', asked: 'present' });
    expect(explanation.outcome).toMatchObject({ decision: { door: 'private', rule: 'unmatched' } });
  });

  it('tells a number abroad, a service number, something of the house and the unreadable apart', () => {
    expect(explanationOf(config, '+442079460000', null).reading).toMatchObject({ kind: 'number', place: 'abroad' });
    expect(explanationOf(config, '0131444', null).reading.kind).toBe('number');
    expect(outcome('*98')).toEqual({ kind: 'house', leaves: false });
    expect(outcome('1234')).toEqual({ kind: 'house', leaves: true });
    expect(outcome('not a number')).toEqual({ kind: 'unreadable' });
  });

  it('never holds the number it was asked about', () => {
    for (const typed of ['0412345678', '+61255500201', '+442079460000', '1832 0255500203']) {
      const text = JSON.stringify(explanationOf(config, typed, '101'));

      expect(text).not.toMatch(/[0-9]{4}/);
    }
  });
});
