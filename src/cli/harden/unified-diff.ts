interface Step {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** Lines without their ends; a last line without one says so, as diff(1) does. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
}

/** Above this many pairs of lines a stretch is shown as taken out and put in whole: still true, only longer to read. */
const MOST_PAIRS = 4_000_000;

/** How long the longest common subsequence of what is left of both is, from each pair of places on; row by row. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let x = a.length - 1; x >= 0; x -= 1) {
    for (let y = b.length - 1; y >= 0; y -= 1) {
      const [below, right, both] = [(x + 1) * width + y, x * width + y + 1, (x + 1) * width + y + 1];
      lengths[x * width + y] =
        a[x] === b[y] ? (lengths[both] ?? 0) + 1 : Math.max(lengths[below] ?? 0, lengths[right] ?? 0);
    }
  }
  return lengths;
}

function shortestScript(a: readonly string[], b: readonly string[]): readonly Step[] {
  const out = (line: string): Step => ({ kind: '-', line });
  const put = (line: string): Step => ({ kind: '+', line });
  if (a.length * b.length > MOST_PAIRS) return [...a.map(out), ...b.map(put)];
  const lengths = commonLengths(a, b);
  const left = (x: number, y: number) => lengths[x * (b.length + 1) + y] ?? 0;
  const steps: Step[] = [];
  let [x, y] = [0, 0];
  for (let [from, to] = [a[x], b[y]]; from !== undefined && to !== undefined; [from, to] = [a[x], b[y]]) {
    const isSame = from === to;
    const isOut = !isSame && left(x + 1, y) >= left(x, y + 1);
    if (isSame) steps.push({ kind: ' ', line: from });
    else steps.push(isOut ? out(from) : put(to));
    x += isSame || isOut ? 1 : 0;
    y += isSame || !isOut ? 1 : 0;
  }
  return [...steps, ...a.slice(x).map(out), ...b.slice(y).map(put)];
}

/** What leads from one text to another, without the lines both begin and end with going through the search. */
function script(before: string, after: string): readonly Step[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]) => lines.map((line): Step => ({ kind: ' ', line }));
  const middle = shortestScript(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [...same(a.slice(0, head)), ...middle, ...same(tail === 0 ? [] : a.slice(-tail))];
}

const AROUND = 3;

/** The stretches of a script to show: every change and the lines around it. `[from, to)`. */
function stretches(steps: readonly Step[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [at, { kind }] of steps.entries()) {
    if (kind === ' ') continue;
    const [from, to] = [Math.max(0, at - AROUND), Math.min(steps.length, at + AROUND + 1)];
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

/** `from,count` as diff(1) writes it; an empty stretch names the line in front of it. */
function range(before: readonly Step[], inside: readonly Step[], other: '+' | '-'): string {
  const counts = [before, inside].map((steps) => steps.filter(({ kind }) => kind !== other).length);
  const [skipped = 0, count = 0] = counts;
  return `${count === 0 ? skipped : skipped + 1},${count}`;
}

/**
 * The difference of one file as a unified diff (POSIX diff -u), without a line end at its end. `null` as a text: there is no such file.
 * Empty when nothing differs. `patch -p1` takes it.
 */
export function unifiedDiff(path: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const steps = script(before ?? '', after ?? '');
  const hunks = stretches(steps).flatMap(([from, to]) => {
    const inside = steps.slice(from, to);
    const head = steps.slice(0, from);
    return [
      `@@ -${range(head, inside, '+')} +${range(head, inside, '-')} @@`,
      ...inside.map(({ kind, line }) => `${kind}${line}`),
    ];
  });
  const names = [
    before === null ? '--- /dev/null' : `--- a/${path}`,
    after === null ? '+++ /dev/null' : `+++ b/${path}`,
  ];
  return [...names, ...hunks].join('\n');
}
