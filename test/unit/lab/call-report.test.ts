import { describe, expect, it } from 'vitest';
import { callReport, callText } from '../../../src/lab/call-report.ts';
import type { SeenMessage } from '../../../src/lab/far-end.ts';
import type { PhoneResult } from '../../../src/lab/phone/phone-step.ts';
import { identityHeaders } from '../../../src/lab/sip-identity.ts';
import { parseSipMessage } from '../../../src/lab/sip-message.ts';

const ANSWERED: PhoneResult = { outcome: 'answered', status: 200, releasedBy: 'far-end', messages: [] };
const CARRIER = 'sip:+61370100005@127.85.192.21:5060';

function seen(direction: SeenMessage['direction'], start: string, callId: string, cseq: string, tag = ''): SeenMessage {
  const raw = [
    start,
    'Via: SIP/2.0/UDP 127.85.192.11:5060;rport;branch=z9hG4bKPj1',
    'From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=fa4d7b01',
    `To: <sip:+61370100005@127.85.192.21>${tag}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    'Content-Length:  0',
    '',
    '',
  ].join('\r\n');
  const message = parseSipMessage(raw);
  return { atMicros: 0, trunk: 't1', direction, raw, message, identity: message ? identityHeaders(message) : [] };
}

const out = (method: string, callId: string, tag = '') =>
  seen('to-carrier', `${method} ${CARRIER} SIP/2.0`, callId, `1 ${method}`, tag);
const back = (status: string, method: string, callId: string) =>
  seen('to-agency', `SIP/2.0 ${status}`, callId, `1 ${method}`, ';tag=18440265');

const CALL = [
  out('INVITE', 'call'),
  back('401 Unauthorized', 'INVITE', 'call'),
  out('ACK', 'call', ';tag=18440265'),
  out('INVITE', 'call'),
  back('200 OK', 'INVITE', 'call'),
  out('ACK', 'call', ';tag=18440265'),
  seen('to-agency', 'BYE sip:pbx@127.85.192.11:5060 SIP/2.0', 'call', '1 BYE', ';tag=fa4d7b01'),
  seen('to-carrier', 'SIP/2.0 200 OK', 'call', '1 BYE', ';tag=fa4d7b01'),
];

function reported(messages: readonly SeenMessage[], result = ANSWERED, unreadable = 0) {
  return callReport({ from: '101', to: '0370100005' }, result, { seen: messages, unreadable });
}

const starts = (messages: readonly SeenMessage[]) => reported(messages).farEnd.map(({ startLine }) => startLine);

describe('the report of a call', () => {
  it('holds every message of its dialog, in both directions and in order, with what may bear identity', () => {
    const { farEnd } = reported(CALL);

    expect(farEnd.map(({ startLine }) => startLine)).toEqual(CALL.map(({ raw }) => raw.split('\r\n')[0]));
    expect(farEnd[0]).toMatchObject({ trunk: 't1', direction: 'to-carrier' });
    expect(farEnd[0]?.identity).toContainEqual({
      name: 'From',
      value: '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=fa4d7b01',
    });
  });

  it('holds no signs of life and no registrations that went on meanwhile, nor an older call that ended then', () => {
    const beside = [
      out('OPTIONS', 'qualify'),
      back('401 Unauthorized', 'OPTIONS', 'qualify'),
      out('REGISTER', 'registration'),
      back('200 OK', 'REGISTER', 'registration'),
      out('BYE', 'older', ';tag=1'),
      back('200 OK', 'BYE', 'older'),
    ];

    expect(starts([...beside, ...CALL, ...beside])).toEqual(starts(CALL));
    expect(reported(beside).farEnd).toEqual([]);
  });

  it('holds what the call caused: a second call, and any request that is no sign of life', () => {
    const caused = [out('INVITE', 'forwarded'), back('200 OK', 'INVITE', 'forwarded'), out('MESSAGE', 'note')];

    expect(starts([...CALL, ...caused])).toHaveLength(CALL.length + caused.length);
  });

  it('holds an OPTIONS within the call', () => {
    expect(starts([...CALL, out('OPTIONS', 'call', ';tag=18440265')])).toHaveLength(CALL.length + 1);
  });

  it('holds what could not be read, because it may be of this call, and says how much of the mirror was lost', () => {
    const raw = 'X-Nonsense\r\nFrom: 101';
    const garbage: SeenMessage = {
      ...CALL[0],
      trunk: 't1',
      direction: 'to-carrier',
      atMicros: 0,
      identity: [],
      raw,
      message: null,
    };

    expect(starts([garbage, ...CALL])[0]).toBe('X-Nonsense');
    expect(reported(CALL, ANSWERED, 2).unreadable).toBe(2);
    expect(callText(reported(CALL, ANSWERED, 2))).toContain('2 packets of the mirror could not be read');
  });

  it('says for a person how the call ended, by whom and with what remark', () => {
    expect(callText(reported(CALL)).split('\n').at(-1)).toBe('ended: answered 200, released by the far end');
    const failed = {
      outcome: 'failed',
      status: null,
      releasedBy: null,
      messages: [],
      detail: 'no INVITE left',
    } as const;
    expect(callText(reported([], failed))).toBe('no carrier saw anything of this call\nended: failed, no INVITE left');
  });
});
