import { allowedAt, configJsonSchema, type SchemaNode } from './json-schema.ts';

const HEAD = `# Withheld: sample configuration, generated from the schema. Copy to withheld.yaml and change.
# Files conf.d/*.yaml beside it are laid over it in name order: maps merge, lists replace, a value set twice is an error.
# Numbers are E.164 and in quotes. Secrets are never written here: { file: path } or { env: NAME }.
`;

/** Keys that stand in the sample although they are not required. */
const SHOWN = new Set([
  'secrets',
  'outside_line',
  'words',
  'numbers',
  'hosts',
  'decision',
  'console',
  'from',
  'to',
  'door',
]);

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${flow(item)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' && !/^[A-Za-z/][A-Za-z0-9/._-]*$/.test(value)
    ? JSON.stringify(value)
    : String(value);
}

function comment(node: SchemaNode): string {
  const written = node.default === undefined || node.properties !== undefined ? '' : ` Default: ${flow(node.default)}.`;
  const isPlain = node.properties === undefined && node.hide !== 'secret';
  const allowed = isPlain && node.type !== 'array' ? ` Allowed: ${allowedAt(node)}.` : '';
  return `# ${node.description ?? ''}${/[.!?]$/.test(node.description ?? '') ? '' : '.'}${allowed}${written}`;
}

function leaf(node: SchemaNode): string {
  return flow(node.example ?? node.default ?? node.const ?? node.enum?.[0] ?? node.minimum ?? '');
}

function isBlock(node: SchemaNode): boolean {
  return node.properties !== undefined && node.example === undefined;
}

function keyLines(key: string, node: SchemaNode, required: boolean): readonly string[] {
  const body = isBlock(node)
    ? [`${key}:`, ...mapLines(node).map((line) => `  ${line}`)]
    : node.items !== undefined && isBlock(node.items)
      ? [`${key}:`, ...itemLines(node.items).map((line) => `  ${line}`)]
      : [`${key}: ${leaf(node)}`];
  return [comment(node), ...(required || SHOWN.has(key) ? body : body.map((line) => `# ${line}`))];
}

/** One item of a list of maps; the dash stands before its first key that is not commented out. */
function itemLines(node: SchemaNode): readonly string[] {
  const lines = mapLines(node);
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return lines.map((line, at) => (at < first ? line : `${at === first ? '- ' : '  '}${line}`));
}

function mapLines(node: SchemaNode): readonly string[] {
  const required = new Set(node.required ?? []);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => keyLines(key, child, required.has(key)));
}

/** The commented sample: every key with its description, what it allows and its default. It is itself a valid configuration. */
export function sampleConfig(): string {
  const root = configJsonSchema();
  const required = new Set(root.required ?? []);
  const blocks = Object.entries(root.properties ?? {}).map(([key, node]) => keyLines(key, node, required.has(key)));
  // A blank line after a comment would make the comment belong to the next key in the eyes of formatters.
  const text = blocks.map((lines) => [...lines, lines.at(-1)?.trim().startsWith('#') ? '#' : ''].join('\n')).join('\n');
  return `${HEAD}\n${text.replace(/\n#?$/, '')}\n`;
}
