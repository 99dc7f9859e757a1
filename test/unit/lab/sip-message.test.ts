import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalName, headerValue, parseSipMessage, UNREADABLE } from '../../../src/lab/sip-message.ts';

const INVITE = [
  'INVITE sip:0370100001@127.0.0.1 SIP/2.0',
  'v: SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bK1',
  'f: "Harbour" <sip:anonymous@anonymous.invalid>;tag=1',
  't:<sip:0370100001@127.0.0.1>',
  'i: abc',
  'CSEQ: 1 INVITE',
  'p-asserted-identity: "A"',
  '\t<sip:1@example>',
  'P-Asserted-Identity: <tel:+61270102000>',
  'l: 5',
  '',
  'v=0\r\n',
].join('\r\n');

describe('reading a SIP message', () => {
  it('expands compact names, keeps the original name and order, and joins folded lines', () => {
    const message = parseSipMessage(INVITE);

    expect(message).toMatchObject({
      kind: 'request',
      method: 'INVITE',
      uri: 'sip:0370100001@127.0.0.1',
      body: 'v=0\r\n',
    });
    expect(message?.headers.map(({ name, original }) => [name, original])).toEqual([
      ['Via', 'v'],
      ['From', 'f'],
      ['To', 't'],
      ['Call-ID', 'i'],
      ['CSeq', 'CSEQ'],
      ['P-Asserted-Identity', 'p-asserted-identity'],
      ['P-Asserted-Identity', 'P-Asserted-Identity'],
      ['Content-Length', 'l'],
    ]);
    expect(message && headerValue(message, 'p-asserted-identity')).toBe('"A" <sip:1@example>');
  });

  it('reads a response with and without a reason phrase, with bare line feeds and leading empty lines', () => {
    expect(parseSipMessage('SIP/2.0 486 Busy Here\r\n\r\n')).toMatchObject({
      kind: 'response',
      status: 486,
      reason: 'Busy Here',
    });
    expect(parseSipMessage('\r\n\nSIP/2.0 200\nFrom: <sip:a@b>\n\n')).toMatchObject({
      status: 200,
      reason: '',
      headers: [{ value: '<sip:a@b>' }],
    });
  });

  it('keeps a line that is no header, so that nothing can hide in it', () => {
    const message = parseSipMessage('BYE sip:a@b SIP/2.0\r\nRefuge 4711\r\nBad Name: x\r\n\r\n');

    expect(message?.headers).toEqual([
      { name: UNREADABLE, original: '', value: 'Refuge 4711' },
      { name: UNREADABLE, original: '', value: 'Bad Name: x' },
    ]);
  });

  it.each([
    '',
    '\r\n',
    'HEP3',
    'INVITE sip:a@b',
    'INVITE  sip:a@b SIP/2.0',
    'SIP/2.0 99 No',
    'SIP/2.0 700 No',
    'GET / HTTP/1.1\r\n\r\n',
  ])('says that %j is no SIP message', (garbage) => {
    expect(parseSipMessage(garbage)).toBeNull();
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseSipMessage(text);
        parseSipMessage(`INVITE sip:a@b SIP/2.0\r\n${text}`);
      }),
    );
  });

  it('loses no header: every value put in comes out, in order', () => {
    const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,15}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (headers) => {
        const text = [
          'OPTIONS sip:a@b SIP/2.0',
          ...headers.map(([key, content]) => `${key}: ${content}`),
          '',
          'body',
        ].join('\r\n');
        const read = parseSipMessage(text);
        expect(read?.headers.map((header) => [header.name, header.value])).toEqual(
          headers.map(([key, content]) => [canonicalName(key), content]),
        );
        expect(read?.body).toBe('body');
      }),
    );
  });

  it('is not fooled by header names of JavaScript objects', () => {
    expect(canonicalName('constructor')).toBe('Constructor');
    expect(canonicalName('__proto__')).toBe('__proto__');
  });
});
