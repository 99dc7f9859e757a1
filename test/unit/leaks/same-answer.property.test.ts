import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, judgedInFull } from '../../../src/leaks/judge/judge.ts';
import { chance } from '../../scenarios/fuzzed-stream.ts';
import { type Judged, mutated, pick, recordedCorpus, withSecret } from './mutated-messages.ts';

const corpus = recordedCorpus();

/** The memories of the search stay as they are from case to case: what one message left there must not speak for another. */
function expectSame({ raw, passage, expected }: Judged): void {
  expect(judge(raw, passage, expected)).toEqual(judgedInFull(raw, passage, expected));
}

describe('the judge', () => {
  it('[G1] says of every recorded message what it says by the long way, once and again', () => {
    for (const each of [...corpus, ...corpus]) expectSame(each);
  });

  it('[G1] says of damaged messages what it says by the long way, whatever it judged before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 1, 2), (seed, kind) => {
        const random = chance(seed);
        const message = pick(random, corpus);
        const raw = kind === 0 ? message.raw : mutated(random, message.raw);
        expectSame({ ...message, raw: kind === 2 ? withSecret(random, raw) : raw });
      }),
      { numRuns: 1_500 },
    );
  });

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
