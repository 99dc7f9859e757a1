import { z } from 'zod';
import type { Path } from './problem.ts';
import { configSchema } from './schema.ts';

/** The part of JSON Schema (2020-12) that our schema comes to, with the words of {@link import('./fields.ts').About}. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly allowed?: string;
  readonly example?: unknown;
  readonly hide?: 'number' | 'secret';
}

let made: SchemaNode | null = null;

/** JSON Schema of the configuration as it is written, for editors. Made once: it takes longer than reading a whole configuration. */
export function configJsonSchema(): SchemaNode {
  made ??= z.toJSONSchema(configSchema, { io: 'input', reused: 'inline' }) as SchemaNode;
  return made;
}

/** The node that describes `path`, or `null` where the schema knows nothing. */
export function nodeAt(root: SchemaNode, path: Path): SchemaNode | null {
  let node: SchemaNode | undefined = root;
  for (const step of path) {
    const properties: Readonly<Record<string, SchemaNode>> = node?.properties ?? {};
    if (typeof step === 'number') node = node?.items;
    else node = Object.hasOwn(properties, step) ? properties[step] : undefined;
    if (node === undefined) return null;
  }
  return node;
}

/** What a node allows, in words. */
export function allowedAt(node: SchemaNode): string {
  if (node.allowed !== undefined) return node.allowed;
  if (node.const !== undefined) return String(node.const);
  if (node.enum !== undefined) return node.enum.join(', ');
  if (node.type === 'integer') return `a whole number from ${node.minimum} to ${node.maximum}`;
  if (node.type === 'boolean') return 'true, false';
  if (node.properties !== undefined) return `a map of ${Object.keys(node.properties).join(', ')}`;
  return node.type === 'array' ? 'a list' : 'a text';
}
