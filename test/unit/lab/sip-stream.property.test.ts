import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messagesIn } from '../../../src/leaks/wire/sip-stream.ts';

const message = (start: string, body = '') =>
  `${start}\r\nVia: SIP/2.0/TCP 192.0.2.1\r\nContent-Length:  ${body.length}\r\n\r\n${body}`;

test('every message put in comes out, in order', () => {
  const any = fc.string({ unit: 'binary' }).map((body) => message('INVITE sip:a@b SIP/2.0', body));
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (messages) => {
      expect(messagesIn(messages.join(''))).toEqual(messages);
    }),
  );
});
