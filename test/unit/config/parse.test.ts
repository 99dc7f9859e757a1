import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { configJsonSchema, type SchemaNode } from '../../../src/config/json-schema.ts';
import { sampleConfig } from '../../../src/config/sample.ts';
import { parse, problemsOf, SECRET } from './parsed-sample.ts';

describe('the sample configuration', () => {
  it('is a valid configuration', () => {
    expect(problemsOf(parse(sampleConfig()))).toEqual(['accepted']);
  });

  it('is the one that is checked in', () => {
    const checkedIn = readFileSync(new URL('../../../config/withheld.sample.yaml', import.meta.url), 'utf8');

    expect(checkedIn).toBe(sampleConfig());
  });

  it('loosens nothing', () => {
    const result = parse(sampleConfig());

    expect(result.ok && result.config.rules).toEqual([]);
  });
});

describe('the schema', () => {
  it('describes every key', () => {
    const bare = (node: SchemaNode, path: string): readonly string[] => [
      ...(node.description === undefined ? [path] : []),
      ...(node.items === undefined ? [] : bare(node.items, `${path}[]`)),
      ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => bare(child, `${path}.${key}`)),
    ];

    expect(bare(configJsonSchema(), '')).toEqual([]);
  });
});

describe('a configuration that holds', () => {
  const result = parse(`${sampleConfig()}`.replace('# file: /etc', 'file: /etc'));

  it('fills in what depends on other keys', () => {
    if (!result.ok) throw new Error(result.problems.join('\n'));
    const [trunk] = result.config.trunks;

    expect(trunk?.number.reveal()).toBe('+61255500200');
    expect(trunk).toMatchObject({ port: 5061, privacy: ['id'], prefix: { withhold: '1831', present: '1832' } });
    expect(result.config.secrets.numbers.map((n) => n.reveal())).toEqual(['+61255500147']);
    expect(result.config.secrets.words).toContain('Bettina Secondcanary');
    expect(result.config.asterisk.ari.password.reveal()).toBe(SECRET);
  });

  it('cannot print a number or a secret', () => {
    if (!result.ok) throw new Error(result.problems.join('\n'));
    const printed = inspect(result.config, { depth: null, showHidden: true }) + JSON.stringify(result.config);

    expect(printed).not.toContain(SECRET);
    expect(printed).not.toMatch(/\+?61255500/);
  });

  it('keeps the plus and the leading zero of numbers and codes written without quotes', () => {
    const text = sampleConfig()
      .replace('"+61255500200"', '+61255500200')
      .replace('["101", "102", "103"]', '[0101, 102]');
    const unquoted = parse(text);

    if (!unquoted.ok) throw new Error(unquoted.problems.join('\n'));
    expect(unquoted.config.organisation.numbers[0]?.reveal()).toBe('+61255500200');
    expect(unquoted.config.sites[0]?.extensions).toEqual(['0101', '102']);
  });
});

describe('files laid over one another', () => {
  it('merge maps and replace lists', () => {
    const result = parse(sampleConfig(), 'outside_line: ["9"]\nconsole: { port: 9000 }\n');

    expect(result.ok && result.config.outside_line).toEqual(['9']);
    expect(result.ok && result.config.console).toEqual({ host: '127.0.0.1', port: 9000 });
  });

  it('clash where a value stands in two of them, and both files are named', () => {
    const [line, ...more] = problemsOf(parse(sampleConfig(), 'country: NZ\n'));

    expect(line).toMatch(
      /^1\.yaml:1 country: found a second value; the first is in 0\.yaml:\d+; allowed: a value in one file only$/,
    );
    expect(more).toEqual([]);
  });

  it('say in which file and line a wrong value stands', () => {
    expect(problemsOf(parse(sampleConfig(), '\nconsole:\n  port: 0\n'))).toEqual([
      '1.yaml:3 console.port: found 0; allowed: a whole number from 1 to 65535',
    ]);
  });
});

describe('whatever is written', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('the key %s is unknown like any other', (key) => {
    expect(problemsOf(parse(`${sampleConfig()}\n${key}: 1\n`))).toEqual([
      expect.stringContaining(` ${key}: found an unknown key; allowed: version`),
    ]);
  });

  it('broken YAML is one line, with the place and without a word of the file', () => {
    expect(problemsOf(parse('organisation:\n  name: [Wilma\ncountry: AU\n'))).toEqual([
      expect.stringMatching(/^0\.yaml:\d (root)?.*: found broken YAML \([A-Z_]+\); allowed: one YAML 1\.2 document$/),
    ]);
  });

  it('a text nested ten thousand levels deep is refused', () => {
    expect(problemsOf(parse('['.repeat(10_000)))).toHaveLength(1);
    expect(problemsOf(parse(`a: ${'['.repeat(2000)}${']'.repeat(2000)}`))).toHaveLength(1);
  });
});
