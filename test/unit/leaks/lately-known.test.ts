import { describe, expect, it } from 'vitest';
import { LatelyKnown } from '../../../src/leaks/judge/lately-known.ts';

/** Apart by the number of slots of a store that holds sixteen, or not: those stand in one another's way. */
const HALVES = [0, 1, 32, 64];
const PLACES = [0, 1, 2, 3, 32, 33, 34, 64, 65, 96];

/** Every hash in every place, of few. */
function all(): { low: number; high: number; place: number }[] {
  return HALVES.flatMap((low) => HALVES.flatMap((high) => PLACES.map((place) => ({ low, high, place }))));
}

describe('what is lately known', () => {
  it('is known of that hash in that place, and of nothing that stands beside it', () => {
    for (const one of all()) {
      const known = new LatelyKnown(16);
      known.learn(one.low, one.high, one.place, 7);
      const found = all().filter(({ low, high, place }) => known.fact(low, high, place) !== 0);
      expect(found).toEqual([one]);
    }
  });

  it('is what was said last of it, or nothing: never what was said of another', () => {
    const known = new LatelyKnown(16);
    const said = new Map<string, number>();
    let fact = 0;
    for (let turn = 0; turn < 5; turn += 1) {
      for (const { low, high, place } of all().reverse()) {
        fact += 1;
        known.learn(low, high, place, fact);
        said.set(`${low} ${high} ${place}`, fact);
        expect(known.fact(low, high, place)).toBe(fact);
      }
      for (const { low, high, place } of all()) {
        expect([0, said.get(`${low} ${high} ${place}`)]).toContain(known.fact(low, high, place));
      }
    }
  });

  it('stays while it is asked for, goes when it is not, and never grows', () => {
    const known = new LatelyKnown(16);
    known.learn(-1, -1, 3, 9);
    known.learn(-2, -2, 3, 9);
    for (let other = 1; other <= 200; other += 1) {
      known.learn(other, other, 0, 1);
      expect(known.fact(-1, -1, 3)).toBe(9);
      expect(known.kept).toBeLessThanOrEqual(32);
    }
    expect(known.fact(-2, -2, 3)).toBe(0);
  });
});
