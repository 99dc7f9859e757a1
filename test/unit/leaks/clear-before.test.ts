import { describe, expect, it } from 'vitest';
import { ClearBefore } from '../../../src/leaks/judge/clear-before.ts';

describe('what was clear before', () => {
  it('is known again, in the way it was read, and nothing else is', () => {
    const before = new ClearBefore();
    before.add(';tag=a', 3);

    expect(before.has(';tag=a', 3)).toBe(true);
    expect(before.has(';tag=a', 7)).toBe(false);
    expect(before.has(';tag=b', 3)).toBe(false);
    expect(new ClearBefore().has(';tag=a', 3)).toBe(false);
  });

  it('mixes up none of a hundred thousand texts, and remembers the last some thousand of them', () => {
    const before = new ClearBefore();
    for (let at = 0; at < 100_000; at += 1) before.add(`text ${at}`, 3);
    const known = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => before.has(`text ${from + at}`, 3)).filter(Boolean).length;

    expect(known(100_000, 200_000)).toBe(0);
    expect(known(95_000, 100_000)).toBe(5_000);
    expect(known(0, 50_000)).toBe(0);
  });

  it('shows no text', () => {
    const before = new ClearBefore();
    before.add('0255501001', 3);

    expect(JSON.stringify(before)).toBe('{}');
  });
});
