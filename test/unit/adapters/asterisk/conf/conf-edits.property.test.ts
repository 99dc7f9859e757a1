import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfEdits } from '../../../../../src/adapters/asterisk/conf/conf-edits.ts';
import { confLines } from '../../../../../src/adapters/asterisk/conf/conf-lines.ts';
import { ConfSet, ownValue } from '../../../../../src/adapters/asterisk/conf/conf-set.ts';

const DIRECTORY = '/etc/asterisk';
const end = fc.constantFrom('\n', '\r\n');
const word = fc.stringMatching(/^[a-z_]{1,8}$/);
/** What people write into such files, with every form of comment, and bytes that are no text. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    '  ',
    '; a comment',
    ';---- a rule ----;',
    '\t; indented',
    '#include other.conf',
    '#exec /bin/true',
    'no sense',
    '[x](+)',
    '[y](!)',
  ),
  fc
    .tuple(word, fc.constantFrom('=', ' = ', '=>', ' => ', '= '), word)
    .map(([key, operator, value]) => `${key}${operator}${value}`),
  fc.tuple(word, word).map(([key, value]) => `${key}=${value}\\;${value} ; said`),
  word.map((name) => `[${name}]`),
  fc.stringMatching(/^[\x80-\xff]{1,6}$/).map((bytes) => `; ${bytes}`),
);
const block = fc
  .array(line, { maxLength: 4 })
  .map((lines) => [';-- from here', ...lines.map((each) => each.replaceAll(';', '')), '--;']);
const file = fc
  .tuple(
    fc.array(fc.oneof({ arbitrary: line.map((each) => [each]), weight: 9 }, { arbitrary: block, weight: 1 }), {
      maxLength: 40,
    }),
    end,
    fc.boolean(),
  )
  .map(([parts, lineEnd, closed]) => parts.flat().join(lineEnd) + (closed ? lineEnd : ''));

const runs = { numRuns: 500, seed: 20_261_124 };
const setOf = (text: string) => new ConfSet(new Map([['a.conf', text]]), DIRECTORY);

describe('a configuration file', () => {
  it('is its lines, byte for byte, however it is written', () => {
    fc.assert(
      fc.property(file, (text) => {
        expect((confLines(text) ?? []).map(({ raw }) => raw).join('')).toBe(text);
      }),
      runs,
    );
  });

  it('is not changed where nothing is to be changed, nor by a setting that says so already', () => {
    fc.assert(
      fc.property(file, (text) => {
        const set = setOf(text);
        const edits = new ConfEdits(set);
        for (const section of set.sections('a.conf'))
          for (const { key } of section.settings) {
            const values = section.settings.filter((each) => each.key === key).map(({ value }) => value);
            if (new Set(values).size === 1) edits.set(section, key, values[0] ?? '');
          }
        expect([...edits.changed()]).toEqual([]);
      }),
      runs,
    );
  });

  it('changes only the lines that are meant, and says then what it should', () => {
    fc.assert(
      fc.property(file, fc.nat(), word, fc.constantFrom('no', 'a;b', '"x" <1>'), (text, which, key, value) => {
        const set = setOf(text);
        const sections = set.sections('a.conf');
        const section = sections[which % Math.max(1, sections.length)];
        fc.pre(section !== undefined);
        const edits = new ConfEdits(set);
        edits.set(section, key, value);
        const after = edits.after(DIRECTORY);
        const again = after.sections('a.conf')[sections.indexOf(section)];

        expect(again === undefined ? null : ownValue(again, key)).toBe(value.replace(/\s+$/, ''));
        const meant = new Set(section.settings.filter((each) => each.key === key).map(({ at }) => at));
        const kept = (set.lines('a.conf') ?? [])
          .filter((_, at) => !meant.has(at))
          .map(({ raw }) => raw.replace(/\r?\n$/, ''));
        const lines = (after.lines('a.conf') ?? []).map(({ raw }) => raw.replace(/\r?\n$/, ''));
        const others = [...lines];
        for (const each of kept) expect(others.splice(0, others.indexOf(each) + 1).at(-1)).toBe(each);
        expect(lines.length - (set.lines('a.conf') ?? []).length).toBe(meant.size === 0 ? 1 : 0);
      }),
      runs,
    );
  });
});
