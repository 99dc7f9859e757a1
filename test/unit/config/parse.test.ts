import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { configJsonSchema, type SchemaNode } from '../../../src/config/json-schema.ts';
import { type ConfigResult, parseConfig } from '../../../src/config/parse.ts';
import { sampleConfig } from '../../../src/config/sample.ts';
import type { SecretReader } from '../../../src/config/secret.ts';

const SECRET = 'only-for-tests-only-for-tests-only-for-tests';
const reader: SecretReader = {
  secret: () => ({ ok: true, text: SECRET }),
  words: () => ({ ok: true, text: '# workers\nBettina Secondcanary\n\n' }),
};
const parse = (...texts: readonly string[]): ConfigResult =>
  parseConfig(
    texts.map((text, at) => ({ name: `${at}.yaml`, text })),
    reader,
  );
const problemsOf = (result: ConfigResult) => (result.ok ? ['accepted'] : result.problems);

/** Every map in a plain value, with the path that a problem line would print. */
function mapsIn(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => mapsIn(item, [...path, at]));
  if (value === null || typeof value !== 'object') return [];
  return [path, ...Object.entries(value).flatMap(([key, item]) => mapsIn(item, [...path, key]))];
}

const pathOf = (path: readonly (string | number)[]) =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

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
  const sample = parseDocument(sampleConfig());
  const whole: unknown = sample.toJS();
  const places = mapsIn(whole);

  it('a key that the schema does not know is refused by its path, wherever it stands', () => {
    const key = fc.stringMatching(/^[a-z_]{1,12}$/).map((text) => `zz${text}`);
    fc.assert(
      fc.property(fc.constantFrom(...places), key, fc.jsonValue({ maxDepth: 1 }), (place, name, value) => {
        const document = sample.clone();
        document.setIn([...place, name], value);

        const problems = problemsOf(parse(document.toString()));

        expect(problems).toHaveLength(1);
        expect(problems[0]).toContain(` ${pathOf([...place, name])}: found an unknown key; allowed: `);
      }),
      { numRuns: 150 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('the key %s is unknown like any other', (key) => {
    expect(problemsOf(parse(`${sampleConfig()}\n${key}: 1\n`))).toEqual([
      expect.stringContaining(` ${key}: found an unknown key; allowed: version`),
    ]);
  });

  it('garbage is refused in whole lines and never throws', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.jsonValue().map((value) => stringify(value)),
      fc
        .array(fc.constantFrom('{', '[', '- ', ': ', '\n', '  ', '"', '&a ', '*a', '!!x ', '? ', '| ', '%', '\t', 'a'))
        .map((p) => p.join('')),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        const problems = problemsOf(parse(text));

        expect(problems.length).toBeGreaterThan(0);
        for (const line of problems) expect(line).toMatch(/^0\.yaml:\d+ .+: found .+; allowed: .+$/);
      }),
      { numRuns: 400 },
    );
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

  it('no line quotes a number, however it is written and wherever it stands', () => {
    const national = fc.constantFrom(
      '0255 500 147',
      '02-5550-0147',
      '61255500147',
      '(02) 5550.0147',
      '+61 255500147;x',
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), national, (place, text) => {
        const document = parseDocument(sampleConfig());
        for (const key of Object.keys(
          (document.getIn(place) as { toJSON(): object } | undefined)?.toJSON() ?? document.toJS(),
        )) {
          const copy = document.clone();
          copy.setIn([...place, key], text);
          for (const line of problemsOf(parse(copy.toString()))) {
            if (line !== 'accepted') expect(line.replace(/^\S+ /, '')).not.toMatch(/5[ .-]?550|0147/);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
