import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../../src/cli/harden/unified-diff.ts';

/** Applies a unified diff by the rules of POSIX patch, without looking for the place. */
function patched(before: string, diff: string): string {
  const left = before.split(/(?<=\n)/).filter((line) => line !== '');
  const length = left.length;
  const result: string[] = [];
  const [, , ...hunks] = diff.split(/\n(?=@@ )|(?<=^---[^\n]*)\n/);
  for (const hunk of hunks) {
    const [head = '', ...lines] = hunk.replaceAll('\n\\ No newline at end of file', '\0').split('\n');
    const [, from, count] = /^@@ -(\d+),(\d+) \+/.exec(head) ?? [];
    result.push(...left.splice(0, Number(from) - (count === '0' ? 0 : 1) - (length - left.length)));
    const texts = lines.map((line) => ({
      kind: line[0],
      text: line.endsWith('\0') ? line.slice(1, -1) : `${line.slice(1)}\n`,
    }));
    const old = texts.filter(({ kind }) => kind !== '+').map(({ text: each }) => each);
    if (left.splice(0, old.length).join('') !== old.join('')) throw new Error('other lines stand there');
    result.push(...texts.filter(({ kind }) => kind !== '-').map(({ text: each }) => each));
  }
  return [...result, ...left].join('');
}

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', '; x'), { maxLength: 25 }), fc.boolean())
  .map(([lines, closed]) => lines.join('\n') + (closed && lines.length > 0 ? '\n' : ''));

describe('a unified diff', () => {
  it('leads from one text to the other, always', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff('x.conf', before, after);
        expect(before === after ? before : patched(before, diff)).toBe(after);
      }),
      { numRuns: 1_000, seed: 20_261_124 },
    );
  });

  it('is one that diff and patch of this machine agree with', () => {
    const directory = mkdtempSync(join(tmpdir(), 'withheld-diff-'));
    const before = `${Array.from({ length: 40 }, (_, at) => `line ${at}`).join('\n')}\n`;
    const after = before.replace('line 3\n', '').replace('line 20', 'another').replace('line 39\n', 'line 39\nlast');
    writeFileSync(join(directory, 'x.conf'), before);
    writeFileSync(join(directory, 'x.diff'), `${unifiedDiff('x.conf', before, after)}\n`);
    execFileSync('git', ['apply', 'x.diff'], { cwd: directory });
    const result = readFileSync(join(directory, 'x.conf'), 'utf8');
    rmSync(directory, { recursive: true });

    expect(result).toBe(after);
  });

  it('shows only what is around a change, and a new file as one', () => {
    const before = Array.from({ length: 30 }, (_, at) => `${at}\n`).join('');
    expect(unifiedDiff('x', before, before.replace('15\n', 'new\n')).split('\n')).toHaveLength(2 + 1 + 3 + 2 + 3);
    expect(unifiedDiff('x', null, 'a\n')).toBe('--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+a');
    expect(unifiedDiff('x', 'a\n', 'a\n')).toBe('');
  });
});
