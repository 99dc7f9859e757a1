import type { LocatedProblem, Path } from './problem.ts';
import { isNothing, type YamlTree } from './yaml-tree.ts';

/**
 * Lays `later` over `earlier`: maps merge key by key, a list replaces a list, a key with nothing behind it gives way, anything else that stands in both is a clash, because a
 * file that silently wins over another is a file nobody finds. Reports clashes into `problems` and keeps the earlier value.
 */
export function merged(earlier: YamlTree, later: YamlTree, problems: LocatedProblem[], path: Path = []): YamlTree {
  if (earlier.kind === 'map' && later.kind === 'map') {
    const entries = new Map(earlier.entries);
    for (const [key, value] of later.entries) {
      const there = entries.get(key);
      entries.set(key, there === undefined ? value : merged(there, value, problems, [...path, key]));
    }
    return { ...earlier, entries };
  }
  if (earlier.kind === 'list' && later.kind === 'list') return later;
  if (isNothing(later)) return earlier;
  if (isNothing(earlier)) return later;
  const { file, line } = later;
  const found = `a second value; the first is in ${earlier.file}:${earlier.line}`;
  problems.push({ file, line, path, found, allowed: 'a value in one file only' });
  return earlier;
}
