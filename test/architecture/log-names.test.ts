import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ROOT } from './repository.ts';

const EVENT = /^[a-z]+(?:-[a-z]+)+$/;
const FIELD = /^[a-z][A-Za-z]*$/;

interface LogCall {
  readonly where: string;
  readonly event: ts.Expression | undefined;
  readonly fields: ts.Expression | undefined;
}

function isLogCall(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: receiver, name } = node.expression;
  return /^(?:info|warn|error)$/.test(name.text) && /(?:^|[.#])log$/i.test(receiver.getText());
}

function logCallsIn(name: string, text: string): readonly LogCall[] {
  // Most files have none: they need not be read as a program.
  if (!/\blog\b/i.test(text) || !/\b(?:info|warn|error)\b/.test(text)) return [];
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: LogCall[] = [];
  const visit = (node: ts.Node): void => {
    if (isLogCall(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${name}:${line + 1}`, event: node.arguments[0], fields: node.arguments[1] });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Why the names of a line are not all constants; `null` when they are. */
function fault({ event, fields }: LogCall): string | null {
  if (event === undefined || !ts.isStringLiteral(event) || !EVENT.test(event.text)) return 'the event is no constant';
  if (fields === undefined) return null;
  if (!ts.isObjectLiteralExpression(fields)) return 'the fields are not written out';
  const isConstant = fields.properties.every(
    ({ name }) => name !== undefined && ts.isIdentifier(name) && FIELD.test(name.text),
  );
  return isConstant ? null : 'a field name is no constant';
}

describe('[G7] names in the log', () => {
  test('are constants of the code everywhere, so that no secret can be one: they are printed without a mask', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.ts$/.test(name),
    );
    const calls = files.flatMap((name) => logCallsIn(name, readFileSync(join(ROOT, 'src', name), 'utf8')));

    expect(calls.length).toBeGreaterThanOrEqual(20);
    expect(calls.flatMap((call) => (fault(call) === null ? [] : [`${call.where} ${fault(call)}`]))).toEqual([]);
  });

  test.each([
    'log.info(`calling-${who}`)',
    "this.#log.warn('calling ' + who)",
    "parts.log.error('Calling')",
    "log.info('call-ended', fields)",
    "log.info('call-ended', { ...fields })",
    "log.info('call-ended', { [who]: 1 })",
    "log.info('call-ended', { 'Wilma Flint': 1 })",
  ])('%s would be found', (text) => {
    expect(logCallsIn('x.ts', text).map(fault)).not.toContain(null);
    expect(logCallsIn('x.ts', text)).toHaveLength(1);
  });
});
