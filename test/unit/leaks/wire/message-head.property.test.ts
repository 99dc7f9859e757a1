import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageHead } from '../../../../src/leaks/wire/message-head.ts';
import { messageHead } from '../../../../src/leaks/wire/read-head.ts';
import { chance } from '../../../scenarios/fuzzed-stream.ts';
import { mutated, pick, recordedCorpus } from '../mutated-messages.ts';

const CALL_ID = /^(?:call-id|i)[ \t]*:[ \t]*(\S{1,300})[ \t]*\r?$/im;
const CSEQ =
  /^cseq[ \t]*:[ \t]*\d{1,10}[ \t]+(ACK|BYE|CANCEL|INFO|INVITE|MESSAGE|NOTIFY|OPTIONS|PRACK|PUBLISH|REFER|REGISTER|SUBSCRIBE|UPDATE)[ \t]*\r?$/im;
const TO = /^(?:to|t)[ \t]*:(.*)$/im;

/** What it says, told in one expression for each header. */
function told(raw: Buffer): MessageHead {
  const text = raw.subarray(0, 8_192).toString('latin1');
  const kind = /^\s*SIP\/2\.0 /i.test(text) ? 'answer' : 'request';
  return {
    callId: CALL_ID.exec(text)?.[1] ?? null,
    method: CSEQ.exec(text)?.[1]?.toUpperCase() ?? null,
    kind,
    opens: kind === 'request' && !/;[ \t]*tag=/i.test(TO.exec(text)?.[1] ?? ''),
  };
}

const corpus = recordedCorpus();
const LINES = [
  'i:a',
  'Call-ID: x@y',
  'CSeq: 1 INVITE',
  'To: <sip:a@b>;transport=tcp;tag=1',
  'To: <sip:a@b>;transport=tcp',
  'INVITE sip:a@b SIP/2.0',
  'CANCEL sip:a@b SIP/2.0',
  'Call-ID :\tb c',
  'call-id: d',
  'CSEQ: 1 bye',
  'CSeq: 2 INVITE x',
  't:',
  'To: <sip:a>; tag=1',
  'SIP/2.0 200 OK',
  '',
];

describe('the head of a message', () => {
  it('is the same for damaged messages as by one expression for each header', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = chance(seed);
        const raw = mutated(random, pick(random, corpus).raw);

        expect(messageHead(raw)).toEqual(told(raw));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same whatever ends the lines', () => {
    const line = fc.tuple(
      fc.constantFrom(...LINES),
      fc.constantFrom('\r\n', '\n', '\r', '\n\r', '\r\r\n', ' \r\n', ''),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const raw = Buffer.from(lines.flat().join(''), 'latin1');

        expect(messageHead(raw)).toEqual(told(raw));
      }),
      { numRuns: 2_000 },
    );
  });
});
