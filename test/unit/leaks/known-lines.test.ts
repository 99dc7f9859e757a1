import { describe, expect, it } from 'vitest';
import { KnownLines } from '../../../src/leaks/judge/known-lines.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

function known(lines: KnownLines, text: string, place: number): number {
  lines.part(bytes(`${text}\r\n`));
  return lines.fact(0, place);
}

function learned(lines: KnownLines, text: string, place: number, fact: number): void {
  lines.part(bytes(`${text}\r\n`));
  lines.learn(0, place, fact);
}

describe('lines that were known before', () => {
  it('are known again byte for byte in the place they stood in, and nothing else is', () => {
    const lines = new KnownLines();
    learned(lines, 'From: a', 3, 7);

    expect(known(lines, 'From: a', 3)).toBe(7);
    expect(known(lines, 'From: a', 4)).toBe(0);
    for (const other of ['From: b', 'from: a', 'From:  a', 'From: a ', 'From: ', ''])
      expect(known(lines, other, 3)).toBe(0);
    expect(known(new KnownLines(), 'From: a', 3)).toBe(0);
  });

  it('are told apart by where they begin and end, and only what ends in CRLF is parted', () => {
    const lines = new KnownLines();

    expect(lines.part(bytes('a\r\n\r\nbc\r\n'))).toBe(3);
    expect([...lines.begins.subarray(0, 3)]).toEqual([0, 3, 5]);
    expect([...lines.ends.subarray(0, 3)]).toEqual([1, 3, 7]);
    for (const text of ['a', 'a\r\nb', 'a\nb\r\n', '\n', 'a\r\n\n']) expect(lines.part(bytes(text))).toBe(-1);
    expect(lines.part(bytes('a\r\n'.repeat(64)))).toBe(64);
    expect(lines.part(bytes('a\r\n'.repeat(65)))).toBe(-1);
  });

  it('are the last some thousand: a flood of others neither grows what is kept nor is mixed up', () => {
    const lines = new KnownLines();
    for (let at = 0; at < 20_000; at += 1) learned(lines, `line ${at}`, at % 9, 1);
    for (let at = 0; at < 300_000; at += 1) learned(lines, `flood ${at}`, at % 9, 1);
    const count = (name: string, from: number, to: number, off: number) =>
      Array.from({ length: to - from }, (_, at) => known(lines, `${name} ${from + at}`, (from + at + off) % 9)).filter(
        (fact) => fact !== 0,
      ).length;

    expect(count('flood', 290_000, 300_000, 0)).toBe(10_000);
    expect(count('flood', 290_000, 300_000, 1)).toBe(0);
    expect(count('line', 0, 20_000, 0)).toBe(0);
    expect(lines.kept).toBeLessThanOrEqual(32_768);
  });

  it('are known by what stands around what chance made, where it stands', () => {
    const lines = new KnownLines();
    const [from, behind] = [6, 9];
    const alike = (text: string, place = 3, ...[chance, end]: readonly number[]): number => {
      lines.part(bytes(`${text}\r\n`));
      return lines.factAlike(0, place, chance ?? from, end ?? behind);
    };
    lines.part(bytes('CSeq: 123 BYE\r\n'));
    lines.learnAlike(0, 3, from, behind, 7);

    expect([alike('CSeq: 123 BYE'), alike('CSeq: 999 BYE'), alike('CSeq: 4 BYE', 3, 6, 7)]).toEqual([7, 7, 7]);
    expect([alike('CSeq: 123 BYE', 4), alike('CSeq: 123 BYD'), alike('CseQ: 123 BYE')]).toEqual([0, 0, 0]);
    expect([alike('CSeq: 123 BYE', 3, 5, 9), alike('CSeq: 123 BYE', 3, 6, 10)]).toEqual([0, 0]);
    expect(alike('CSeq:  123BYE', 3, 7, 10)).toBe(0);
    // What is known of those is not known of one.
    expect(lines.fact(0, 3)).toBe(0);
  });

  it('show no text', () => {
    const lines = new KnownLines();
    learned(lines, 'To: 0255501001', 3, 1);

    expect(JSON.stringify(lines)).not.toContain('0255501001');
  });
});
