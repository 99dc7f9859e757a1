import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT } from './repository.ts';

const LONGEST = 300;
const FEWEST_SOURCES = 100;
/** Words that say nothing about what is inside. */
const EMPTY_NAMES = /(?:^|[-.])(?:utils?|helpers?|managers?|common|misc|index)(?=[-.]|$)/;

/** Declarations are named for the package they describe. */
const named = [...filesBelow('src'), ...filesBelow('test'), ...filesBelow('dialplan')].filter(
  (path) => !path.endsWith('.d.ts'),
);
const sources = filesBelow('src').filter((path) => path.endsWith('.ts'));
const ours = [...sources, ...filesBelow('test').filter((path) => path.endsWith('.ts')), ...filesBelow('dialplan')];
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('every source file', () => {
  it('was looked at', () => {
    expect(sources.length).toBeGreaterThanOrEqual(FEWEST_SOURCES);
  });

  it(`is at most ${LONGEST} lines long`, () => {
    expect(ours.filter((path) => text(path).trimEnd().split('\n').length > LONGEST)).toEqual([]);
  });

  it('is named for what it holds, never utils, helpers, manager, common or index', () => {
    expect(
      ['src/x/utils.ts', 'src/x/call-helper.ts', 'src/x/index.ts'].every((path) => EMPTY_NAMES.test(basename(path))),
    ).toBe(true);
    expect(named.filter((path) => EMPTY_NAMES.test(basename(path)))).toEqual([]);
  });

  it('passes nothing on that it did not make: no barrels', () => {
    expect(sources.filter((path) => /^export (?:\*|\{[^}]*\}|type \{[^}]*\}) from/m.test(text(path)))).toEqual([]);
  });
});

describe('ports', () => {
  it('are types only: nothing of them is left once the types are taken out', () => {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true };
    const remains = (path: string) =>
      ts.transpileModule(text(path), { compilerOptions: { ...options, removeComments: true } }).outputText.trim();
    const ports = filesBelow('src/ports');

    expect(ports.length).toBeGreaterThanOrEqual(8);
    expect(ports.filter((path) => remains(path) !== 'export {};')).toEqual([]);
  });
});

describe('the repository', () => {
  it('names no place of the machine it was written on', () => {
    const homes = ['work', 'root', 'Users', 'home/[a-z]+'].join('|');
    const local = new RegExp(`(?<![A-Za-z0-9._-])/(?:${homes})/`);
    expect(local.test(`see ${['', 'work', 'main', 'src'].join('/')}`)).toBe(true);

    expect(filesBelow().filter((path) => local.test(text(path)))).toEqual([]);
  });

  it('names no place to fetch packages from: that is the machine that installs them', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved":/);
  });
});
