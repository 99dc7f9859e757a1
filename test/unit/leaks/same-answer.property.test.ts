import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Opinion } from '../../../src/leaks/judge/finding.ts';
import { judge, judgedInFull } from '../../../src/leaks/judge/judge.ts';
import { sentMessage } from '../../../src/leaks/judge/sent-message.ts';
import { aloneOpinion } from '../../../src/leaks/judge/sent-opinion.ts';
import { readSip } from '../../../src/leaks/judge/sip-reader.ts';
import { chance } from '../../scenarios/fuzzed-stream.ts';
import {
  type Judged,
  mutated,
  pick,
  recordedCorpus,
  withLinesOf,
  withMethodOf,
  withOtherChance,
  withSecret,
} from './mutated-messages.ts';

const corpus = recordedCorpus();

/** The memories of the search stay as they are from case to case: what one message left there must not speak for another. */
function expectSame({ raw, passage, expected }: Judged): void {
  expect(judge(raw, passage, expected)).toEqual(judgedInFull(raw, passage, expected));
}

const METHODS = ['ACK', 'BYE', 'CANCEL', 'INVITE', 'OPTIONS', 'PRACK', 'UPDATE'];

/** What is said of each of the headers that are in every message, if it stood in a message of another method, or in the dialog or not. */
function opinionsByMethod({ raw, expected }: Judged): readonly (readonly Opinion[])[] {
  const message = readSip(raw, false);
  if (message.kind === 'unreadable' || message.method === 'REGISTER') return [];
  const { inDialog, outbound } = sentMessage(message, expected);
  const dialogs = message.kind === 'response' || outbound ? [true, false] : [inDialog];
  const likes = METHODS.flatMap((method) => dialogs.map((within) => ({ method, within })));
  return message.headers
    .filter(({ name }) => /^(?:From|To|Call-ID|Via|CSeq)$/.test(name))
    .map((field) =>
      likes.map(({ method, within }) => {
        const alone = { ...message, headers: [field], method };
        return aloneOpinion(field, { message: alone, expected, inDialog: within, method, outbound });
      }),
    );
}

describe('the judge', () => {
  it('[G1] says of every recorded message what it says by the long way, once and again', () => {
    for (const { raw, passage, expected } of corpus) {
      const said = judgedInFull(raw, passage, expected);
      expect(judge(raw, passage, expected)).toEqual(said);
      expect(judge(raw, passage, expected)).toEqual(said);
    }
  });

  it('[G1] says of damaged messages what it says by the long way, whatever it judged before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 1, 2), (seed, kind) => {
        const random = chance(seed);
        const message = pick(random, corpus);
        const raw = kind === 0 ? message.raw : mutated(random, message.raw);
        expectSame({ ...message, raw: kind === 2 ? withSecret(random, raw) : raw });
      }),
      { numRuns: 600 },
    );
  });

  it('[G1] says the same of lines of other messages, and of a message at other doors and in the other direction', () => {
    const other = fc.constantFrom('as it was', 'another door', 'another direction', 'another method');
    fc.assert(
      fc.property(fc.nat(), other, (seed, how) => {
        const random = chance(seed);
        const message = pick(random, corpus);
        const { passage, expected } = pick(random, corpus);
        const raw = withLinesOf(random, message.raw, pick(random, corpus).raw);
        if (how === 'another door') expectSame({ ...message, raw, expected });
        else if (how === 'another direction') expectSame({ ...message, raw, passage });
        else if (how === 'another method')
          expectSame({ ...message, raw: withMethodOf(random, raw, pick(random, corpus).raw) });
        else expectSame({ ...message, raw });
      }),
      { numRuns: 1_500 },
    );
  });

  it('[G1] says of messages of other calls what it says by the long way, whatever chance made in them', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = chance(seed);
        const message = pick(random, corpus);
        expectSame({ ...message, raw: withOtherChance(random, message.raw) });
      }),
      { numRuns: 2_500 },
    );
  });

  it('[G1] finds a number of ours in a token of a call that is like a clean one in all else', () => {
    const message = corpus.find(({ raw }) =>
      /^INVITE .*\r\n(?:.*\r\n)*Call-ID: [0-9a-f-]{36}\r/.test(raw.toString('latin1')),
    );
    if (message === undefined) throw new Error('not recorded');
    const saying = (header: string, form: RegExp, value: string) => {
      const raw = Buffer.from(message.raw.toString('latin1').replace(form, `${header}${value}`), 'latin1');
      return judge(raw, message.passage, message.expected);
    };
    const count = (value: string) => saying('CSeq: ', /CSeq: \d+/, value).verdict;
    const token = (first: string) =>
      saying('Call-ID: ', /Call-ID: [0-9a-f-]{36}/, `${first}-1b2c-4d3e-8f4a-0123456789ab`).verdict;

    expect(judge(message.raw, message.passage, message.expected).verdict).toBe('clean');
    expect([token('0f3a9c11'), token('55501999'), count('4711')]).toEqual(['clean', 'clean', 'clean']);
    expect([token('55501001'), count('55501001')]).toEqual(['violation', 'violation']);
  });

  it('[G1] takes for chance what stands where chance does, and nothing that is written otherwise', () => {
    const tokens = ['01234567-89ab-4cde-8fab-0123456789ab', 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeee2ee'];
    const lines: readonly (readonly [RegExp, readonly string[]])[] = [
      [
        /^CSeq: \d+ /m,
        ['CSeq: 1 ', 'CSeq:  ', 'CSeq: ', 'CSeq: 12345678901 ', ...tokens.map((token) => `CSeq: ${token} `)],
      ],
      [
        /^Call-ID: .*\r$/m,
        tokens.flatMap((token) => [`Call-ID: ${token}\r`, `Call-ID: ${token}@127.0.0.1\r`, `Call-ID: x${token}\r`]),
      ],
      [
        /^To: .*\r$/m,
        tokens.flatMap((token) => [
          `To: <sip:${token}.carrier.example>\r`,
          `To: <sip:${token}@127.0.0.1>\r`,
          `To: "${token}" <sip:2@x>;tag=1\r`,
        ]),
      ],
      [/^Via: (SIP.*)branch=.*\r$/m, tokens.map((token) => `Via: $1x=${token};branch=z9hG4bKPj\r`)],
    ];
    for (const message of corpus)
      for (const [line, others] of lines)
        for (const other of others)
          expectSame({ ...message, raw: Buffer.from(message.raw.toString('latin1').replace(line, other), 'latin1') });
  });

  it('[G1] knows an account that is a UUID from another one', () => {
    const [ours, theirs] = ['01234567-89ab-4cde-8fab-0123456789ab', 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeee2ee'];
    const message = corpus.find(({ raw }) => raw.toString('latin1').startsWith('REGISTER '));
    if (message === undefined) throw new Error('not recorded');
    const { account } = message.expected;
    const written = message.raw.toString('latin1').replaceAll(`sip:${account}@`, `sip:${ours}@`);
    const other = written.replace(/^(To: <sip:)[^@]+/m, `$1${theirs}`);
    const expected = { ...message.expected, account: ours };
    const verdictOf = (text: string) => judge(Buffer.from(text, 'latin1'), message.passage, expected);

    expect(verdictOf(written).verdict).toBe('clean');
    expect(verdictOf(other)).toEqual(judgedInFull(Buffer.from(other, 'latin1'), message.passage, expected));
    expect(verdictOf(other).verdict).toBe('violation');
  });

  it('[G1] says of the headers that are in every message the same whatever the method, as their memory has it', () => {
    const sent = corpus.filter(({ passage }) => passage.direction === 'to-carrier');
    const opinions = sent.flatMap(opinionsByMethod);

    expect(opinions.length).toBeGreaterThan(500);
    for (const [first, ...others] of opinions) for (const other of others) expect(other).toEqual(first);
  });

  it.each(['to-carrier', 'to-agency'])(
    '[G1] reads a length as the long way does, however it is written: %s',
    (direction) => {
      const message = corpus.find(({ raw, passage }) => passage.direction === direction && raw.includes('BYE sip'));
      if (message === undefined) throw new Error('not recorded');
      const written = message.raw.toString('latin1');
      for (const length of ['0', '00', '0;x', '', 'x', '-0', '0 0', '1', '000000', '0\r\nl: 0', '0\r\n 0']) {
        const text = written.replace(/^Content-Length: .*$/m, `Content-Length: ${length}\r`);
        expectSame({ ...message, raw: Buffer.from(text, 'latin1') });
        expectSame({ ...message, raw: Buffer.from(text.replace(/\r\r/g, '\r'), 'latin1') });
      }
    },
  );

  it('[G1] finds a word that goes on from one value to the next, also when each was seen by itself', () => {
    const message = corpus.find(({ raw, passage }) => passage.direction === 'to-agency' && raw.includes('SIP/2.0 200'));
    if (message === undefined) throw new Error('not recorded');
    const saying = (...values: readonly string[]) => {
      const lines = values.map((value) => `Warning: ${value}\r\n`).join('');
      return {
        ...message,
        raw: Buffer.from(message.raw.toString('latin1').replace('CSeq:', `${lines}CSeq:`), 'latin1'),
      };
    };
    const [begins, goesOn] = ['Wren=', 'field'];
    for (const values of [[begins], [goesOn], [begins, goesOn]]) expectSame(saying(...values));
    const { raw, passage, expected } = saying(begins, goesOn);

    expect(judge(raw, passage, expected)).toMatchObject({ violations: [{ vector: 'echoed', place: 'Warning' }] });
  });
});
