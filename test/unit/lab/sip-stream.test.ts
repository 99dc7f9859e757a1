import { expect, test } from 'vitest';
import { messagesIn } from '../../../src/leaks/wire/sip-stream.ts';

const message = (start: string, body = '') =>
  `${start}\r\nVia: SIP/2.0/TCP 192.0.2.1\r\nContent-Length:  ${body.length}\r\n\r\n${body}`;
const BYE = message('BYE sip:a@b SIP/2.0');
const INVITE = message('INVITE sip:a@b SIP/2.0', 'v=0\r\ns=-\r\n');

test('one message stays one', () => {
  expect(messagesIn(BYE)).toEqual([BYE]);
  expect(messagesIn(INVITE)).toEqual([INVITE]);
});

test('several messages of one read are parted, keep-alives between them left out', () => {
  expect(messagesIn(`${INVITE}\r\n\r\n${BYE}${BYE}`)).toEqual([INVITE, BYE, BYE]);
});

test('the beginning of one more is left out, it is mirrored again when the rest has come', () => {
  for (let length = 1; length < INVITE.length; length += 1)
    expect(messagesIn(BYE + INVITE.slice(0, length))).toEqual([BYE]);
});

test('what cannot be parted stays, so that nothing hides behind it', () => {
  expect(messagesIn('BYE sip:a@b SIP/2.0\r\n\r\nWrenfield')).toEqual(['BYE sip:a@b SIP/2.0\r\n\r\nWrenfield']);
  expect(messagesIn(INVITE.slice(0, -3))).toEqual([INVITE.slice(0, -3)]);
  expect(messagesIn(`${BYE}Wrenfield`)).toEqual([BYE, 'Wrenfield']);
  expect(messagesIn(`${BYE}WRENFIELD REFUGE`)).toEqual([BYE, 'WRENFIELD REFUGE']);
  expect(messagesIn('')).toEqual(['']);
});

test('the compact name of the length counts too, and a folded or foreign line does not', () => {
  const compact = 'BYE sip:a@b SIP/2.0\r\nl: 0\r\n\r\n';
  expect(messagesIn(compact + BYE)).toEqual([compact, BYE]);
});
