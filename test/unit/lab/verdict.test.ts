import { describe, expect, it, test } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { doorShape, type TrunkIdentity } from '../../../src/identity/carrier-profile.ts';
import type { SeenMessage } from '../../../src/lab/far-end.ts';
import { identityHeaders } from '../../../src/lab/sip-identity.ts';
import { parseSipMessage } from '../../../src/lab/sip-message.ts';
import { canariesIn, departures, faultsOf, judgeCall } from '../../../src/lab/verdict.ts';

const number = (text: string): PhoneNumber => {
  const read = PhoneNumber.fromE164(text);
  if (read === null) throw new Error('no number');
  return read;
};
const TRUNK: TrunkIdentity = {
  profile: 'rfc3325',
  host: 'carrier.example',
  number: number('+61270102000'),
  privacy: ['id'],
  prefix: { withhold: '', present: '' },
};
const shapeOf = (door: 'private' | 'parent' | 'emergency') =>
  doorShape(TRUNK, { name: 'Harbour', domain: 'harbour.example' }, { number: number('+61255501000') }, door);
const CANARIES = ['Wrenfield', '255501000', '255501002', '10.9.8.7'];

const ANONYMOUS = '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1';
const SDP = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 4000 RTP/AVP 8', ''];

interface Sample {
  readonly start?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly contact?: string;
  readonly headers?: readonly string[];
  readonly body?: readonly string[];
  readonly direction?: SeenMessage['direction'];
}

function seen(sample: Sample = {}): SeenMessage {
  const start = sample.start ?? 'INVITE sip:+61370100001@carrier.example SIP/2.0';
  const method = start.startsWith('SIP/2.0') ? 'INVITE' : (start.split(' ')[0] ?? '');
  const raw = [
    start,
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
    `From: ${sample.from ?? ANONYMOUS}`,
    `To: ${sample.to ?? '<sip:+61370100001@carrier.example>'}`,
    `Call-ID: ${sample.callId ?? 'a'}`,
    `CSeq: 1 ${method}`,
    `Contact: ${sample.contact ?? '<sip:pbx@192.0.2.1:5060>'}`,
    ...(sample.headers ?? []),
    '',
    (sample.body ?? []).join('\r\n'),
  ].join('\r\n');
  const message = parseSipMessage(raw);
  const identity = message === null ? [] : identityHeaders(message);
  return { atMicros: 0, trunk: 't1', direction: sample.direction ?? 'to-carrier', raw, message, identity };
}

const CONSTANT = ['P-Asserted-Identity: <sip:+61270102000@harbour.example>', 'Privacy: id'];
const invite = (sample: Sample = {}) => seen({ headers: CONSTANT, body: SDP, ...sample });
const privately = (...messages: readonly SeenMessage[]) => faultsOf(messages, shapeOf('private'), CANARIES);
const IN_DIALOG = '<sip:+61370100001@carrier.example>;tag=2';

describe('a call through the private door', () => {
  it('that shows the constant and nothing else has no fault', () => {
    const bye = seen({ start: 'BYE sip:carrier.example SIP/2.0', to: IN_DIALOG, headers: ['Reason: Q.850;cause=16'] });
    expect(privately(invite(), bye)).toEqual([]);
    expect(judgeCall([invite(), bye], shapeOf('private'), CANARIES)).toMatchObject({
      asserted: '<sip:+61270102000@harbour.example>',
      privacy: 'id',
      faults: [],
    });
  });

  test.each<readonly [string, Sample, string]>([
    ['another From', { from: '<sip:101@anonymous.invalid>;tag=1' }, 'From is not what the door shows'],
    [
      'another display name',
      { from: '"A" <sip:anonymous@anonymous.invalid>;tag=1' },
      'From is not what the door shows',
    ],
    ['a second From', { headers: [...CONSTANT, 'f: <sip:x@y>'] }, 'From is not what the door shows'],
    ['no asserted identity', { headers: ['Privacy: id'] }, 'P-Asserted-Identity is not what the door shows'],
    [
      'a second asserted identity',
      { headers: [...CONSTANT, 'P-Asserted-Identity: <sip:1@x>'] },
      'P-Asserted-Identity is not what the door shows',
    ],
    ['no Privacy', { headers: CONSTANT.slice(0, 1) }, 'Privacy is not what the door shows'],
    ['an RPID', { headers: [...CONSTANT, 'Remote-Party-ID: <sip:1@x>'] }, 'Remote-Party-ID is not what the door shows'],
    ['a telling Contact', { contact: '<sip:101@192.0.2.1>' }, 'Contact names somebody'],
    ['a Diversion', { headers: [...CONSTANT, 'Diversion: <sip:1@x>'] }, 'Diversion may not stand in any message'],
    [
      'a Referred-By by its short name',
      { headers: [...CONSTANT, 'b: <sip:1@x>'] },
      'Referred-By may not stand in any message',
    ],
    ['a header nobody has heard of', { headers: [...CONSTANT, 'X-Desk: 1'] }, 'X-Desk may not stand in any message'],
    ['a line that is no header', { headers: [...CONSTANT, 'Worker 1'] }, '(unreadable) may not stand in any message'],
    ['an owner in SDP', { body: SDP.map((line) => line.replace('o=-', 'o=anna')) }, 'SDP names somebody'],
    ['a session name in SDP', { body: SDP.map((line) => line.replace('s=-', 's=House')) }, 'SDP names somebody'],
    ['a mail address in SDP', { body: [...SDP.slice(0, 3), 'e=x@y', ...SDP.slice(3)] }, 'SDP names somebody'],
    ['a body that is no SDP', { body: ['<location/>'] }, 'a body is no SDP'],
  ])('with %s has a fault', (_what, change, fault) => {
    expect(privately(invite(change))).toEqual([fault]);
  });

  test.each([
    [
      'UPDATE sip:carrier.example SIP/2.0',
      'P-Asserted-Identity: "B" <sip:102@x>',
      'P-Asserted-Identity is not what the door shows',
    ],
    [
      'SIP/2.0 200 OK',
      'P-Asserted-Identity: <sip:+61270102000@harbour.example>',
      'P-Asserted-Identity is not what the door shows',
    ],
    ['REFER sip:carrier.example SIP/2.0', 'Max-Forwards: 70', 'REFER was sent'],
    ['NOTIFY sip:carrier.example SIP/2.0', 'Event: dialog', 'NOTIFY was sent'],
    ['INFO sip:carrier.example SIP/2.0', 'Max-Forwards: 70', 'INFO was sent'],
  ])('that sends %s with %s later on has a fault', (start, header, fault) => {
    expect(privately(invite(), seen({ start, to: IN_DIALOG, headers: [header] }))).toEqual([fault]);
  });

  it('may repeat its constant, or be silent, in a request within the dialog', () => {
    const again = (headers: readonly string[]) => invite({ to: IN_DIALOG, headers });
    expect(privately(invite(), again(CONSTANT), again([]))).toEqual([]);
  });

  it('that shows another From in a request within the dialog has a fault', () => {
    const ack = seen({ start: 'ACK sip:carrier.example SIP/2.0', to: IN_DIALOG, from: '<sip:101@x>;tag=1' });
    expect(privately(invite(), ack)).toEqual(['From is not what the door shows']);
  });

  it('has a fault when a message cannot be read, and its words are looked for all the same', () => {
    const garbage: SeenMessage = { ...invite(), raw: 'INVITE Wrenfield', message: null, identity: [] };
    expect(privately(invite(), garbage)).toEqual([
      'a message could not be read',
      'a word of the agency was seen (no. 1) in something unreadable',
    ]);
  });
});

describe('a word of the agency', () => {
  it.each<readonly [string, SeenMessage]>([
    ['OPTIONS', seen({ start: 'OPTIONS sip:carrier.example SIP/2.0', callId: 'o', from: '<sip:wrenfield@x>' })],
    [
      'REGISTER',
      seen({ start: 'REGISTER sip:carrier.example SIP/2.0', callId: 'r', headers: ['User-Agent: Wrenfield'] }),
    ],
    ['ACK', seen({ start: 'ACK sip:carrier.example SIP/2.0', headers: ['Reason: Wrenfield'], to: IN_DIALOG })],
    ['404 to INVITE', seen({ start: 'SIP/2.0 404 Wrenfield', callId: 'in', to: '<sip:1@x>;tag=2' })],
  ])('is found in %s, in the dialog or out of it', (where, message) => {
    expect(privately(invite(), message)).toEqual([`a word of the agency was seen (no. 1) in ${where}`]);
  });

  it('is found in what the carrier sends within a dialog that the agency began', () => {
    const answer = seen({ start: 'SIP/2.0 200 OK', direction: 'to-agency', headers: ['Server: wrenfield'] });
    expect(privately(invite(), answer)).toEqual(['a word of the agency was seen (no. 1) in 200 to INVITE']);
  });

  it('is no secret from a carrier that brought it: in that dialog, and that word only', () => {
    const call = { callId: 'in', from: '<sip:+61491570006@carrier.example>;tag=9', to: '<sip:+61255501002@192.0.2.1>' };
    const asked = seen({ ...call, direction: 'to-agency', start: 'INVITE sip:+61255501002@192.0.2.1 SIP/2.0' });
    const answer = (to: string) => seen({ ...call, start: 'SIP/2.0 200 OK', to });

    expect(privately(asked, answer('<sip:+61255501002@192.0.2.1>;tag=3'))).toEqual([]);
    expect(privately(asked, answer('"Wrenfield" <sip:+61255501002@192.0.2.1>;tag=3'))).toHaveLength(1);
    expect(privately(answer('<sip:+61255501002@192.0.2.1>;tag=3'))).toHaveLength(1);
    const later = seen({ ...call, direction: 'to-agency', start: 'BYE sip:b SIP/2.0', to: `${call.to};tag=3` });
    expect(privately(later, answer('<sip:+61255501002@192.0.2.1>;tag=3'))).toHaveLength(1);
    expect(privately(asked, invite({ headers: [...CONSTANT, 'Reason: 255501002'] }))).toHaveLength(1);
  });

  it('that the emergency door shows may stand in its own calls, and nowhere else', () => {
    const here = '<sip:+61255501000@carrier.example>';
    const call = seen({ from: `${here};tag=1`, headers: [`P-Asserted-Identity: ${here}`], body: SDP });
    const emergency = (...messages: readonly SeenMessage[]) => faultsOf(messages, shapeOf('emergency'), CANARIES);
    const options = seen({ start: 'OPTIONS sip:carrier.example SIP/2.0', callId: 'o', from: `${here};tag=1` });

    expect(emergency(call)).toEqual([]);
    expect(emergency(call, options)).toEqual(['a word of the agency was seen (no. 2) in OPTIONS']);
    expect(emergency({ ...call, raw: `${call.raw}255501002` })).toEqual([
      'a word of the agency was seen (no. 3) in INVITE',
    ]);
  });

  it.each([
    ['in any case', 'X: wRENFIELD'],
    ['percent-escaped', 'X: %57renfield'],
    ['with quoted pairs', 'X: "\\W\\renfield"'],
    ['folded over two lines', 'X: Refuge\r\n Wrenfield'],
    ['in base64 for URLs', `Identity: e30.${Buffer.from('{"orig":{"tn":"Wrenfield>>??"}}').toString('base64url')}.sig`],
    ['in plain base64', `X: ${Buffer.from('~~~???>>>Wrenfield of the north').toString('base64')}`],
  ])('is found %s', (_how, header) => {
    expect(canariesIn(`INVITE sip:x SIP/2.0\r\n${header}\r\n\r\n`, CANARIES)).toEqual(['Wrenfield']);
  });
});

describe('a call that must not leave', () => {
  const left = (...messages: readonly SeenMessage[]) => departures(messages, shapeOf('private'), CANARIES);
  const options = (from: string) => seen({ start: 'OPTIONS sip:carrier.example SIP/2.0', callId: 'o', from });

  it('has not left when only OPTIONS and REGISTER were seen', () => {
    expect(left(options(ANONYMOUS), seen({ start: 'REGISTER sip:carrier.example SIP/2.0', callId: 'r' }))).toEqual([]);
  });

  it.each(['INVITE', 'MESSAGE', 'CANCEL', 'NOTIFY'])('has left when a %s was seen', (method) => {
    expect(left(seen({ start: `${method} sip:carrier.example SIP/2.0`, headers: CONSTANT }))).toContain(
      `${method} left`,
    );
  });

  it('has not left when the agency ends a call that the carrier began, and has when a call began beside it', () => {
    const asked = seen({ direction: 'to-agency', callId: 'in', from: '<sip:+61491570006@carrier.example>;tag=9' });
    const bye = (callId: string) => seen({ start: 'BYE sip:carrier.example SIP/2.0', callId, to: IN_DIALOG });
    expect(left(asked, bye('in'))).toEqual([]);
    expect(left(asked, bye('out'))).toEqual(['BYE left']);
  });

  it('is not judged clean when an OPTIONS beside it names the agency', () => {
    expect(left(options('<sip:wrenfield@x>'))).toEqual(['a word of the agency was seen (no. 1) in OPTIONS']);
  });
});

test('no INVITE is no verdict', () => {
  expect(judgeCall([], shapeOf('private'), CANARIES)).toBeNull();
  expect(judgeCall([invite({ direction: 'to-agency' })], shapeOf('private'), CANARIES)).toBeNull();
  expect(judgeCall([invite({ to: IN_DIALOG })], shapeOf('private'), CANARIES)).toBeNull();
});
