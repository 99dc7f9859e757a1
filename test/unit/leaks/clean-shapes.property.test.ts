import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Expected, Passage } from '../../../src/leaks/judge/expected.ts';
import { judge } from '../../../src/leaks/judge/judge.ts';
import { messageShape } from '../../../src/leaks/judge/message-shape.ts';
import { RecordedLines, recorded } from './wire/recorded-lines.ts';

interface Judged {
  readonly raw: string;
  readonly passage: Passage;
  readonly expected: Expected;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function corpusOf(name: string): readonly Judged[] {
  const recording = recorded(name);
  const lines = new RecordedLines(recording);
  const known = new Map(lines.doors.map((line) => [`${line.trunk} ${line.door}`, lines.expected(line)]));
  return recording.messages.flatMap(({ raw, trunk, door, direction, transport }) => {
    const expected = known.get(`${trunk} ${door}`);
    return expected === undefined ? [] : [{ raw, passage: { direction, transport }, expected }];
  });
}

const corpus = ['ordinary-22', 'ordinary-16', 'leaky-settings'].flatMap(corpusOf);

/** The same message of another call. */
function ofAnotherCall(raw: string): string {
  const fresh = new Map<string, string>();
  return raw.replace(UUID, (token) => {
    const made = fresh.get(token) ?? randomUUID();
    fresh.set(token, made);
    return made;
  });
}

const bytes = (raw: string) => Buffer.from(raw, 'latin1');
const hex = (text: string) => bytes(text).toString('hex');
const secrets = fc.constantFrom(
  ...['wrenfield', 'Marigold Wrenfield', 'refuge', '61255501001', '0255501001', '55501001', '127.128.216.101'],
  ...['pbx.wrenfield-refuge.internal', '101'],
);
const ways = fc.constantFrom<(secret: string) => string>(
  (secret) => secret,
  (secret) => secret.toUpperCase(),
  (secret) => hex(secret),
  (secret) => hex(secret.slice(0, 1)) + secret.slice(1),
  (secret) => [...secret].join('-'),
  (secret) => Buffer.from(`--${secret}--`).toString('base64url'),
  (secret) => encodeURIComponent(secret),
);
const places = fc.constantFrom(
  ...[/(;tag=)([^;\r>]*)/g, /(;branch=z9hG4bK)([^;\r]*)/g, /(Call-ID: )([^\r@]*)/g, /(CSeq: )(\d+)/g],
  ...[/(<sip:\+?)(\d{3,})/g, /( sip:\+?)(\d{3,})/g, /(o=\S+ )(\d+)/g, /(m=audio )(\d+)/g, /(nonce=")([^"]*)/g],
  ...[/(response=")([^"]*)/g, /(opaque=")([^"]*)/g, /(nc=)([0-9a-f]+)/g, /(From: ")([^"]*)/g, /(uri="sip:\+?)(\d+)/g],
);
const values = fc.oneof(
  fc.tuple(ways, secrets, fc.stringMatching(/^[0-9a-f-]{0,24}$/)).map(([way, secret, pad]) => way(secret) + pad),
  fc.tuple(fc.stringMatching(/^[0-9a-f-]{0,24}$/), ways, secrets).map(([pad, way, secret]) => pad + way(secret)),
  fc.stringMatching(/^[0-9a-f-]{8,40}$/),
  fc.constantFrom(
    '',
    '=41',
    '%41',
    '\r\n ',
    '\r\n\twren',
    '\u00b2',
    '\u0000',
    '\u000136\u0001',
    '";x="',
    '=\r\n',
    '0',
    '\\',
  ),
);

describe('what is remembered of the shape of messages', () => {
  beforeAll(() => {
    for (let time = 0; time < 4; time += 1)
      for (const { raw, passage, expected } of corpus) judge(bytes(ofAnotherCall(raw)), passage, expected);
  });

  /** Nothing is remembered of an expectation that nobody has seen. */
  const byRules = ({ raw, passage, expected }: Judged) => judge(bytes(raw), passage, { ...expected });
  const remembering = ({ raw, passage, expected }: Judged) => judge(bytes(raw), passage, expected);

  it('[G10] holds for nearly every clean message of another call', () => {
    const clean = corpus.filter((each) => byRules(each).verdict === 'clean');
    const known = clean.filter(({ raw, passage, expected }) => {
      const shaped = messageShape(bytes(ofAnotherCall(raw)), passage, expected);
      return shaped !== null && expected.canaries.cleanShapes.has(shaped.shape, passage, expected);
    });
    expect(known.length / clean.length).toBeGreaterThan(0.9);
  });

  it('[G1] changes no judgement of a recorded message, at no door and in no passage', () => {
    const doors = corpus.filter((_, at) => at % 41 === 0);
    for (const { raw } of corpus.filter((_, at) => at % 2 === 0))
      for (const { passage, expected } of doors) {
        const message = { raw: ofAnotherCall(raw), passage, expected };
        expect(remembering(message)).toEqual(byRules(message));
      }
  }, 60_000);

  it('[G1] changes no judgement of a message that tells something where another call has a value of chance', () => {
    fc.assert(
      fc.property(fc.constantFrom(...corpus), places, values, fc.nat(4), (message, place, value, which) => {
        const raw = ofAnotherCall(message.raw);
        const found = [...raw.matchAll(place)];
        const at = found[which % Math.max(1, found.length)];
        if (at === undefined) return;
        const begin = at.index + (at[1] ?? '').length;
        const changed = { ...message, raw: raw.slice(0, begin) + value + raw.slice(begin + (at[2] ?? '').length) };
        expect(remembering(changed)).toEqual(byRules(changed));
      }),
      { numRuns: 1_500 },
    );
  }, 60_000);

  const SESSION = /^o=- \d{10} \d{10}/m;
  const zeros = '0'.repeat(60);
  const encoded = Buffer.from('--wrenfield---').toString('base64url');
  const hidden = hex('Marigold Wrenfield');
  it.each([
    ['in hex, over the space between two values', SESSION, 'o=- 7265667567 6511111111', 'o=- 1111111111 1111111111'],
    ['in hex, and goes on in the method', /^CSeq: \d+/m, 'CSeq: 7265667567', 'CSeq: 1111111111'],
    ['behind an encoded letter', /;tag=[^;\r]+/, ';tag=77renfield-0000000000', `;tag=${zeros.slice(0, 21)}`],
    ['in a tag', /;tag=[^;\r]+/, ';tag=wrenfield-0000000000', `;tag=${zeros.slice(0, 20)}`],
    ['in base64, in a tag', /;tag=[^;\r]+/, `;tag=${encoded}`, `;tag=${zeros.slice(0, encoded.length)}`],
    ['in a branch', /branch=[^;\r]+/, 'branch=z9hG4bKPj00-0061255501001', 'branch=z9hG4bKPj00-0000000000000'],
    ['in a nonce', /nonce="[^"]+/, `nonce="${hidden}`, `nonce="${zeros.slice(0, hidden.length)}`],
  ])('[G1] does not hide a secret %s, where another call tells nothing', (_how, place, telling, harmless) => {
    let told = 0;
    for (const { raw, passage, expected } of corpus) {
      const having = (value: string) => ({ raw: ofAnotherCall(raw).replace(place, value), passage, expected });
      for (let time = 0; time < 3; time += 1) remembering(having(harmless));
      const message = having(telling);
      expect(remembering(message)).toEqual(byRules(message));
      const shaped = messageShape(bytes(message.raw), passage, expected);
      const isKnown = shaped !== null && expected.canaries.cleanShapes.has(shaped.shape, passage, expected);
      if (isKnown && byRules(message).verdict === 'violation') told += 1;
    }
    // What is remembered was asked, and was not believed.
    expect(told).toBeGreaterThan(0);
  });

  it('[G1] changes no judgement of a message in which one character is another', () => {
    const edits = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.constantFrom(...corpus), edits, (message, [place, code, cut]) => {
        const raw = ofAnotherCall(message.raw);
        const at = place % raw.length;
        const changed = { ...message, raw: raw.slice(0, at) + String.fromCharCode(code) + raw.slice(at + cut) };
        expect(remembering(changed)).toEqual(byRules(changed));
      }),
      { numRuns: 1_500 },
    );
  }, 60_000);
});
