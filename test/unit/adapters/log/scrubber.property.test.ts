import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scrubber } from '../../../../src/adapters/log/scrubber.ts';

const scrubber = new Scrubber(['Wilma Flint', 'Seaview House', 'name', "O'Hara"]);

const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 15 }).map((list) => list.join(''));
const gap = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '-',
  '.',
  ' - ',
  '/',
  ') ',
  ' (',
  '%20',
  '%2D',
  '%2520',
  '\u00a0',
  '\u202a',
  '\u2011',
  ',',
  '_',
  '\r\n ',
);
const written = fc.constantFrom<(digit: string) => string>(
  (digit) => digit,
  (digit) => digit,
  (digit) => digit,
  (digit) => `%3${digit}`,
  (digit) => `%253${digit}`,
  (digit) => String.fromCodePoint(0x0660 + Number(digit)),
  (digit) => String.fromCodePoint(0xff10 + Number(digit)),
);
const lead = fc.constantFrom('', '+', '00', '0', '%2B', '(0', '*67', '#31#', '%2b(');
const around = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    'sip:',
    'tel:',
    '<sip:',
    '"Wilma" <sip:',
    'To: <tel:',
    '@10.0.0.7:5060;user=phone>',
    '%',
    '%2',
    'call ',
    '5 ',
    '2026-11-23T10:00:00Z',
    '20261123T100000Z',
  ),
);

const spelled = fc
  .record({ digits, gaps: fc.array(gap, { minLength: 15, maxLength: 15 }), write: written, lead })
  .map(
    ({ digits, gaps, write, lead }) =>
      lead + [...digits].map((digit, at) => (at === 0 ? '' : gaps[at]) + write(digit)).join(''),
  );

/** An independent reading, the attacker's: undo escapes, fold digits of all scripts, and look for digits joined by blanks and marks. */
function readsAsNumber(text: string): boolean {
  let plain = text;
  for (let times = 0; times < 3; times++)
    plain = plain.replace(/%(25|3[0-9]|2[08bde9f]|0[9ad])/gi, (_all, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  plain = plain.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
  plain = plain.replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
  const stamps = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|20\d{6}T\d{6}Z/g;
  return /\d(?:[\s\u00a0\u2011\u202a().,_/-]{0,4}\d){5}/.test(plain.replace(stamps, 'stamp'));
}

describe('scrubbing free text', () => {
  test('no six digits of a number survive, however it is spelled and whatever stands around it', () => {
    fc.assert(
      fc.property(around, spelled, around, (before, number, after) => {
        expect(readsAsNumber(scrubber.scrub(before + number + after))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test('a run of six or more digits never survives in any text', () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), digits, gap, lead), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (input) => {
        expect(scrubber.scrub(input)).not.toMatch(/\p{Nd}{6}/u);
      }),
      { numRuns: 3000 },
    );
  });

  test('scrubbing twice changes nothing more', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            around,
            spelled,
            gap,
            fc.constantFrom('Wilma Flint', 'seaview_house', '"', "'", '<', '>', ';', '[number]', '[cut]'),
          ),
          { maxLength: 12 },
        ),
        (parts) => {
          const once = scrubber.scrub(parts.join(''));
          expect(scrubber.scrub(once)).toBe(once);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('a display name before a SIP URI never survives, quoted, escaped, folded or bare', () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{3,8}( [A-Z][a-z]{3,8}){0,2}$/);
    const form = fc.constantFrom<(name: string) => string>(
      (name) => `From: "${name}" <sip:101@pbx>`,
      (name) => `From: ${name} <sip:101@pbx>;tag=x`,
      (name) => `{"from":"\\"${name}\\" <sip:101@pbx>"}`,
      (name) => `From: "The \\"${name}\\" x" <sips:101@pbx>`,
      (name) => `f=%22${name}%22%20%3Csip%3A101@pbx%3E`,
      (name) => `&quot;${name}&quot; &lt;sip:101@pbx&gt;`,
      (name) => `"${name}" <+61412345678>`,
      (name) => `"x\r\n ${name}" <tel:+61412345678>`,
      (name) => `Contact: <sip:a@b>, "${name}" <sip:101@pbx>`,
      (name) => `"Wil<${name}" <sip:101@pbx>`,
    );
    fc.assert(
      fc.property(name, form, (name, form) => {
        const shown = scrubber.scrub(form(name));
        for (const word of name.split(' ')) expect(shown).not.toContain(word);
      }),
      { numRuns: 1000 },
    );
  });

  /** A secret as somebody else may write it. */
  const spelling = fc.constantFrom<(word: string) => string>(
    (word) => word,
    (word) => word.toUpperCase(),
    (word) => word.normalize('NFD'),
    (word) => word.normalize('NFD').replace(/\p{M}/gu, ''),
    (word) => [...word].map((letter) => `${letter}\u0301`).join(''),
    (word) => [...word].join('\u200b'),
    (word) => encodeURIComponent(word),
    (word) => word.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
  );
  const separator = fc.constantFrom('', ' ', '-', '_', '.', '  ', ', ', '\u00a0', '%20', '+', "'s ", ' & ', '/');
  const secretWord = fc.stringMatching(/^[bcdfgk][aeiouéü][lmnrstv][aeiou][lmnrst]{2,5}$/);

  /** An independent reading: escapes undone, marks off, letters only. */
  function lettersOf(text: string): string {
    const plain = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
    return plain
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z]/g, '');
  }

  /** To make ready to look for a secret takes far longer than to look for it once. */
  const TIMES = 15;

  test('a secret of several words never survives, however it is spelled and whatever stands around it', () => {
    const written = fc.record({
      spellings: fc.array(spelling, { minLength: 3, maxLength: 3 }),
      between: separator.filter((each) => each !== "'s "),
      before: around,
      after: around,
    });
    fc.assert(
      fc.property(
        fc.array(secretWord, { minLength: 1, maxLength: 3 }),
        fc.array(written, { minLength: TIMES, maxLength: TIMES }),
        (words, ways) => {
          const guarded = new Scrubber([words.join(' ')]);
          for (const { spellings, between, before, after } of ways) {
            const shown = guarded.scrub(
              `${before}${words.map((word, at) => spellings[at]?.(word)).join(between)}${after}`,
            );
            expect(lettersOf(shown)).not.toContain(lettersOf(words.join('')));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a single word of a secret never survives, however it is spelled, beside anything but letters', () => {
    const beside = fc.constantFrom('', ' ', '-', '_', '7', '%20', '"', '/home/', '@', '<', '\n', '[', '=', '\u00a0');
    const written = fc.record({ spell: spelling, between: separator, before: beside, after: beside, more: around });
    fc.assert(
      fc.property(secretWord, fc.array(written, { minLength: TIMES, maxLength: TIMES }), (word, ways) => {
        const guarded = new Scrubber([`${word} Refuge`], [lettersOf(word), 'refuge']);
        for (const { spell, between, before, after, more } of ways) {
          const shown = guarded.scrub(`${before}${spell(word)}${between}${after} ${more}`);
          expect(lettersOf(shown)).not.toContain(lettersOf(word));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('scrubbing words of secrets twice changes nothing more', () => {
    const guarded = new Scrubber(['Wrenfield Refuge', 'Rosa Ward'], ['wrenfield', 'refuge', 'rosa', 'ward']);
    const piece = fc.oneof(
      around,
      separator,
      spelled,
      fc
        .tuple(fc.constantFrom('Wrenfield', 'refuge', 'rosa', 'ward', 'forward', '[secret]', '[name]', '%5B'), spelling)
        .map(([word, spell]) => spell(word)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const once = guarded.scrub(pieces.join(''));
        expect(guarded.scrub(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });
});
