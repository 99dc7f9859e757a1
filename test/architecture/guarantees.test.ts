import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT } from './repository.ts';

const TESTS = filesBelow('test').filter((path) => path.endsWith('.test.ts'));

/** Whether `call` is `it(…)`, `test.each(…)(…)`, `describe.skipIf(…)(…)` and the like. */
function namesTest(call: ts.CallExpression): boolean {
  let callee: ts.Expression = call.expression;
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) callee = callee.expression;
  return ts.isIdentifier(callee) && ['it', 'test', 'describe'].includes(callee.text);
}

function titlesIn(path: string): readonly string[] {
  const file = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2023, true);
  const titles: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && namesTest(node)) {
      const [title] = node.arguments;
      if (title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)))
        titles.push(title.getText());
    }
    ts.forEachChild(node, look);
  };
  look(file);
  return titles;
}

const idsIn = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, id = '']) => id));

describe('the guarantees', () => {
  const readme = existsSync(join(ROOT, 'README.md')) ? readFileSync(join(ROOT, 'README.md'), 'utf8') : '';
  const promised = idsIn(readme, /\b(G[1-9][0-9]*)\b/g);
  const shown = idsIn(TESTS.flatMap(titlesIn).join('\n'), /\[(G[1-9][0-9]*)\]/g);

  it('are named in the README', () => {
    expect(promised.size).toBeGreaterThan(0);
  });

  it('are each shown by a test that carries their id in its title', () => {
    expect([...promised].filter((id) => !shown.has(id))).toEqual([]);
  });

  it('that a test claims to show are promised', () => {
    expect([...shown].filter((id) => !promised.has(id))).toEqual([]);
  });
});
