import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../../../src/lab/phone/sipp-trace.ts';

function logged(direction: 'sent' | 'received', text: string): string {
  return `${'-'.repeat(47)} 2026-11-23 23:46:32.969746\nUDP message ${direction} [${Buffer.byteLength(text)}] bytes:\n\n${text}\n`;
}

describe("reading SIPp's message log", () => {
  it('gives every message with its direction, byte for byte, also with letters of several bytes', () => {
    const invite = 'INVITE sip:a@b SIP/2.0\r\nFrom: "Zoë 漢" <sip:a@b>\r\n\r\nv=0\r\n';
    const log = Buffer.from(logged('sent', invite) + logged('received', 'SIP/2.0 200 OK\r\n\r\n'));

    expect(readTrace(log)).toEqual([
      { sent: true, text: invite },
      { sent: false, text: 'SIP/2.0 200 OK\r\n\r\n' },
    ]);
  });

  it('is not fooled by a message that holds a heading', () => {
    const forged = `BYE sip:a@b SIP/2.0\r\n\r\n${logged('received', 'SIP/2.0 200 OK\r\n\r\n')}`;

    expect(readTrace(Buffer.from(logged('sent', forged)))).toEqual([{ sent: true, text: forged }]);
  });

  it('passes over what SIPp writes in between, and takes what there is of a log cut short', () => {
    const log = `noise\n${logged('sent', 'ACK sip:a@b SIP/2.0\r\n\r\n')}Unexpected UDP message received:\n\nX\n${logged('received', 'SIP/2.0 200 OK\r\n\r\n')}`;

    expect(readTrace(Buffer.from(log)).map(({ sent }) => sent)).toEqual([true, false]);
    expect(readTrace(Buffer.from(log.slice(0, -10)))).toHaveLength(2);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readTrace(Buffer.from(bytes)).length >= 0));
  });
});
