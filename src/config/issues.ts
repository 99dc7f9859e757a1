import type { z } from 'zod';
import { allowedAt, nodeAt, type SchemaNode } from './json-schema.ts';
import { treeAt } from './plain.ts';
import { type Path, type Problem, printable } from './problem.ts';
import type { YamlTree } from './yaml-tree.ts';

/** What stands at a place, as far as it may be shown: of numbers the shape, of secrets the length. */
function foundText(tree: YamlTree | null, hide: SchemaNode['hide']): string {
  if (tree === null) return 'nothing';
  if (tree.kind === 'map') return 'a map';
  if (tree.kind === 'list') return `a list of ${tree.items.length}`;
  if (tree.value === null) return 'nothing';
  if (hide === 'secret') return `a value of ${tree.text.length} characters`;
  if (hide === 'number')
    return `text of the shape ${shown(tree.text.replace(/[0-9]/g, 'N').replace(/\p{L}/gu, (c) => (c === 'N' ? 'N' : 'x')))}`;
  return typeof tree.value === 'string' ? shown(tree.text) : printable(tree.text);
}

function shown(text: string): string {
  return `"${printable(text)}"`;
}

/** The deepest `hide` on the way to a path: what is under a secret is secret, even where the schema knows no such key. */
function hideAt(schema: SchemaNode, path: Path): SchemaNode['hide'] {
  let hide: SchemaNode['hide'];
  for (let depth = 0; depth <= path.length; depth += 1) hide = nodeAt(schema, path.slice(0, depth))?.hide ?? hide;
  return hide;
}

function problemsOf(issue: z.core.$ZodIssue, schema: SchemaNode, tree: YamlTree): readonly Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const node = nodeAt(schema, path);
  if (issue.code === 'unrecognized_keys') {
    const keys = Object.keys(node?.properties ?? {}).join(', ');
    return issue.keys.map((key) => ({ path: [...path, key], found: 'an unknown key', allowed: keys }));
  }
  const found = foundText(treeAt(tree, path).exact, hideAt(schema, path));
  return [{ path, found, allowed: node === null ? 'another value' : allowedAt(node) }];
}

/** Zod's issues as problems, one per path. */
export function schemaProblems(error: z.core.$ZodError, schema: SchemaNode, tree: YamlTree): readonly Problem[] {
  const byPath = new Map<string, Problem>();
  for (const issue of error.issues) {
    for (const problem of problemsOf(issue, schema, tree)) {
      const key = JSON.stringify(problem.path);
      if (!byPath.has(key)) byPath.set(key, problem);
    }
  }
  return [...byPath.values()];
}
