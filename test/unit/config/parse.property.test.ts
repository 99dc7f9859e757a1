import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { sampleConfig } from '../../../src/config/sample.ts';
import { parse, problemsOf } from './parsed-sample.ts';

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
