import { describe, expect, it } from 'vitest';
import { LegNames } from '../../../../../src/adapters/asterisk/evidence/leg-names.ts';
import { ownEvidence } from '../../../../../src/adapters/asterisk/evidence/own-evidence.ts';
import { DialogWords } from '../../../../../src/adapters/asterisk/live/dialog-words.ts';
import { MirrorJoin } from '../../../../../src/adapters/asterisk/live/mirror-join.ts';
import type { DialogWord } from '../../../../../src/call/dialog-word.ts';

const PBX = '10.0.0.1';
const PHONE = '10.0.0.7';
const CARRIER = '203.0.113.9';

function heard() {
  const told: DialogWord[] = [];
  const words = new DialogWords({
    trunksAt: (address) => (address === CARRIER ? ['t1'] : []),
    agent: 'PBX',
    tell: (word) => told.push(word),
  });
  const message = (from: string, to: string, text: string, stream = false): void =>
    words.message({
      source: { address: from, port: 5060 },
      target: { address: to, port: 5060 },
      stream,
      correlation: null,
      payload: Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'),
    });
  return { told, message };
}

const sip = (start: string, cseq: string, ...headers: string[]) =>
  `${start}\nFrom: <sip:a@x>;tag=1\nTo: <sip:b@y>;tag=2\nCall-ID: c1\nCSeq: ${cseq}\n${headers.map((line) => `${line}\n`).join('')}Content-Length: 0\n\n`;

describe('what is read of the mirror about how calls end', () => {
  it('a BYE of a carrier, with what its Reason says and not with its text', () => {
    const { message, told } = heard();
    message(
      CARRIER,
      PBX,
      sip(
        'BYE sip:x SIP/2.0',
        '7 BYE',
        'Reason: Q.850;text="ring 0255501001";cause=38;location=LN',
        'Reason: SIP;cause=503',
      ),
    );
    expect(told).toEqual([
      {
        dialog: 'c1',
        direction: 'in',
        method: 'BYE',
        status: null,
        reason: 'Q.850;cause=38;location=LN, SIP;cause=503',
        begins: false,
      },
    ]);
  });

  it('of a message alone, not of the beginning of the next one that came with it', () => {
    const { message, told } = heard();
    const begun = sip('BYE sip:x SIP/2.0', '9 BYE', 'Reason: Q.850;cause=38').replace('c1', 'c2').slice(0, -8);
    message(CARRIER, PBX, sip('BYE sip:x SIP/2.0', '7 BYE') + begun, true);

    expect(told.map(({ dialog, reason }) => [dialog, reason])).toEqual([['c1', null]]);
  });

  it('of phones too, once the PBX has named itself to one', () => {
    const { message, told } = heard();
    message(PHONE, PBX, sip('BYE sip:x SIP/2.0', '7 BYE'));
    expect(told).toEqual([]);
    message(PBX, PHONE, sip('SIP/2.0 200 OK', '7 BYE', 'Server: PBX'));
    message(PHONE, PBX, sip('BYE sip:x SIP/2.0', '8 BYE'));
    expect(told.map(({ direction, status }) => [direction, status])).toEqual([
      ['out', 200],
      ['in', null],
    ]);
  });

  it('nothing of what neither begins nor ends a call', () => {
    const { message, told } = heard();
    for (const method of ['OPTIONS', 'REGISTER', 'ACK', 'INFO', 'UPDATE', 'INVITE'])
      message(PBX, CARRIER, sip(`${method} sip:x SIP/2.0`, `3 ${method}`));
    message(CARRIER, PBX, sip('SIP/2.0 100 Trying', '3 INVITE'));
    message(CARRIER, PBX, 'not SIP at all');
    expect(told).toEqual([]);
  });

  it('the first answer that says something of a call, for how long its far end took (RFC 6076)', () => {
    const { message, told } = heard();
    message(CARRIER, PBX, sip('SIP/2.0 180 Ringing', '3 INVITE'));
    expect(told).toMatchObject([{ direction: 'in', method: 'INVITE', status: 180, begins: false }]);
  });

  it('each message of a read of a stream', () => {
    const { message, told } = heard();
    message(CARRIER, PBX, sip('BYE sip:x SIP/2.0', '7 BYE') + sip('CANCEL sip:x SIP/2.0', '9 CANCEL'), true);
    expect(told.map(({ method }) => method)).toEqual(['BYE', 'CANCEL']);
  });
});

describe('the join of mirror and legs', () => {
  const word = (method: string, more: Partial<DialogWord> = {}): DialogWord => ({
    dialog: 'c1',
    direction: 'in',
    method,
    status: null,
    reason: null,
    begins: false,
    ...more,
  });

  it('tells what came before the leg was known, at the time it came', () => {
    const facts: unknown[] = [];
    const join = new MirrorJoin(({ source, fields }, at) =>
      facts.push(...ownEvidence(source, fields, at, new LegNames())),
    );
    join.word(word('INVITE', { begins: true }), 100);
    join.word(word('INVITE', { direction: 'out', status: 200 }), 200);
    expect(facts).toEqual([]);
    join.leg('leg', 'c1');
    join.word(word('BYE', { reason: 'Q.850;cause=41' }), 900);
    expect(facts).toMatchObject([
      { at: 100, source: 'wire', kind: 'sip', leg: 'leg', direction: 'in', method: 'INVITE', status: null },
      { at: 100, kind: 'directed', incoming: true },
      { at: 200, kind: 'sip', status: 200 },
      { at: 200, kind: 'answered' },
      { at: 900, kind: 'sip', method: 'BYE', reason: 'Q.850;cause=41' },
    ]);
  });

  it('holds what nobody asks for no longer than five seconds, and forgets legs', () => {
    const facts: unknown[] = [];
    const join = new MirrorJoin((line) => facts.push(line));
    join.word(word('BYE'), 0);
    join.word(word('BYE', { dialog: 'c2' }), 5_001);
    join.leg('leg', 'c1');
    expect(facts).toEqual([]);
    expect(join.knows('leg')).toBe(true);
    join.forget('leg');
    join.word(word('BYE'), 6_000);
    expect(facts).toEqual([]);
    expect(join.knows('leg')).toBe(false);
  });
});
