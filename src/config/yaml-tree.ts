import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { LocatedProblem, Path } from './problem.ts';

/** A YAML value that still knows where it stands. `text` of a scalar is what was written, `value` what YAML makes of it. */
export type YamlTree = { readonly file: string; readonly line: number } & (
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, YamlTree> }
  | { readonly kind: 'list'; readonly items: readonly YamlTree[] }
  | { readonly kind: 'scalar'; readonly value: unknown; readonly text: string }
);

/** Whether a key has nothing behind it, as when all its lines are commented out. */
export function isNothing(tree: YamlTree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}

const LARGEST = 1024 * 1024;
const DEEPEST = 32;

interface Reading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly problems: LocatedProblem[];
}

function lineOf(node: Node | null, reading: Reading, otherwise: number): number {
  const start = node?.range?.[0];
  return start === undefined ? otherwise : Math.max(1, reading.lines.linePos(start).line);
}

function refuse(reading: Reading, line: number, path: Path, found: string, allowed: string): void {
  reading.problems.push({ file: reading.file, line, path, found, allowed });
}

function mapTree(node: Node, reading: Reading, path: Path, line: number): YamlTree {
  const entries = new Map<string, YamlTree>();
  const { file } = reading;
  if (!isMap<Node, Node | null>(node)) return { file, line, kind: 'map', entries };
  for (const { key, value } of node.items) {
    const at = lineOf(key, reading, line);
    if (!isScalar(key) || isAlias(key)) {
      refuse(reading, at, path, 'a key that is a list or a map', 'keys that are plain words');
      continue;
    }
    const name = String(key.source ?? key.value);
    if (entries.has(name)) refuse(reading, at, [...path, name], 'the key a second time', 'each key once');
    else entries.set(name, treeOf(value, reading, [...path, name], at));
  }
  return { file, line, kind: 'map', entries };
}

function treeOf(node: Node | null, reading: Reading, path: Path, otherwise: number): YamlTree {
  const { file } = reading;
  const line = lineOf(node, reading, otherwise);
  const nothing: YamlTree = { file, line, kind: 'scalar', value: null, text: '' };
  if (path.length > DEEPEST) {
    refuse(reading, line, path.slice(0, 3), 'lists or maps nested too deeply', `at most ${DEEPEST} levels`);
    return nothing;
  }
  if (isMap(node)) return mapTree(node, reading, path, line);
  if (isSeq<Node | null>(node)) {
    const items = node.items.map((item, at) => treeOf(item, reading, [...path, at], line));
    return { file, line, kind: 'list', items };
  }
  if (isAlias(node)) {
    refuse(reading, line, path, 'a YAML alias (*name)', 'the value itself');
    return nothing;
  }
  if (!isScalar(node)) return nothing;
  return { file, line, kind: 'scalar', value: node.value, text: node.source ?? String(node.value ?? '') };
}

/**
 * Reads one YAML 1.2 document (core schema). Refused: syntax errors (the first only; what follows is noise), more than one document,
 * duplicate keys, aliases, tags, more than 1 MiB, more than 32 levels. An empty text is an empty map. Never throws: the library's own
 * messages quote the file, so only their codes are used.
 */
export function readYaml(file: string, text: string): { readonly tree: YamlTree; readonly problems: LocatedProblem[] } {
  const lines = new LineCounter();
  const reading: Reading = { file, lines, problems: [] };
  const empty: YamlTree = { file, line: 1, kind: 'map', entries: new Map() };
  if (text.length > LARGEST) {
    refuse(reading, 1, [], 'a file of more than 1 MiB', 'a smaller file');
    return { tree: empty, problems: reading.problems };
  }
  try {
    const document = parseDocument<Node>(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      version: '1.2',
      logLevel: 'error',
    });
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault !== undefined) {
      refuse(
        reading,
        Math.max(1, lines.linePos(fault.pos[0]).line),
        [],
        `broken YAML (${fault.code})`,
        'one YAML 1.2 document',
      );
      return { tree: empty, problems: reading.problems };
    }
    const tree = document.contents === null ? empty : treeOf(document.contents, reading, [], 1);
    if (tree.kind === 'map') return { tree, problems: reading.problems };
    refuse(reading, tree.line, [], 'no map of keys', 'a map of keys at the top');
  } catch {
    refuse(reading, 1, [], 'text that is not readable as YAML', 'one YAML 1.2 document');
  }
  return { tree: empty, problems: reading.problems };
}
