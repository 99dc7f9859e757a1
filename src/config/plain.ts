import { nodeAt, type SchemaNode } from './json-schema.ts';
import type { Path } from './problem.ts';
import { isNothing, type YamlTree } from './yaml-tree.ts';

/**
 * The tree as plain values. Where the schema wants text, a plain scalar that YAML takes for a number is taken as written: `+61…` must
 * not lose its `+`, nor `0197` its zero. A key with nothing behind it (all its lines commented out) takes its default, if it has one. Maps
 * have no prototype, so a key may be called anything.
 */
export function plainValue(tree: YamlTree, node: SchemaNode | undefined): unknown {
  if (tree.kind === 'list') return tree.items.map((item) => plainValue(item, node?.items));
  if (tree.kind === 'map') {
    const plain: Record<string, unknown> = Object.create(null);
    for (const [key, value] of tree.entries) {
      const child = node === undefined ? undefined : (nodeAt(node, [key]) ?? undefined);
      if (child?.default !== undefined && isNothing(value)) continue;
      plain[key] = plainValue(value, child);
    }
    return plain;
  }
  return node?.type === 'string' && typeof tree.value === 'number' ? tree.text : tree.value;
}

/** The subtree at `path`, or `null`; and the nearest thing that exists on the way there, for a line number. */
export function treeAt(root: YamlTree, path: Path): { readonly exact: YamlTree | null; readonly nearest: YamlTree } {
  let at = root;
  for (const step of path) {
    const next = childOf(at, step);
    if (next === undefined) return { exact: null, nearest: at };
    at = next;
  }
  return { exact: at, nearest: at };
}

function childOf(tree: YamlTree, step: string | number): YamlTree | undefined {
  if (tree.kind === 'map') return tree.entries.get(String(step));
  return tree.kind === 'list' && typeof step === 'number' ? tree.items[step] : undefined;
}
