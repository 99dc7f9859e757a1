import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityHeaders } from '../../../src/lab/sip-identity.ts';
import { parseSipMessage } from '../../../src/lab/sip-message.ts';

function identity(lines: readonly string[], body = ''): string[] {
  const message = parseSipMessage(['INVITE sip:0370100001@carrier SIP/2.0', ...lines, '', body].join('\r\n'));
  if (message === null) throw new Error('the sample is no SIP message');
  return identityHeaders(message).map(({ name, value }) => `${name}: ${value}`);
}

describe('what bears identity in a message', () => {
  it.each([
    'From',
    'To',
    'Contact',
    'P-Asserted-Identity',
    'P-Preferred-Identity',
    'Remote-Party-ID',
    'Privacy',
    'Diversion',
    'History-Info',
    'Referred-By',
    'Refer-To',
    'Replaces',
    'Identity',
    'Via',
    'User-Agent',
    'Server',
    'Organization',
    'Call-Info',
    'Reply-To',
    'Subject',
    'Geolocation',
    'Reason',
    'Warning',
    'Record-Route',
    'X-Never-Heard-Of',
  ])('%s is always shown', (name) => {
    expect(identity([`${name}: 4711`])).toContain(`${name}: 4711`);
  });

  it('a compact name hides nothing', () => {
    expect(identity(['f: <sip:101@pbx>', 'b: <sip:101@pbx>', 's: refuge'])).toEqual([
      'Request-URI: sip:0370100001@carrier',
      'From: <sip:101@pbx>',
      'Referred-By: <sip:101@pbx>',
      'Subject: refuge',
    ]);
  });

  it('an ordinary bare INVITE shows its Request-URI and no protocol facts', () => {
    expect(
      identity(['CSeq: 1 INVITE', 'Max-Forwards: 70', 'Supported: replaces', 'Call-ID: 6f0c', 'Content-Length: 0']),
    ).toEqual(['Request-URI: sip:0370100001@carrier']);
  });

  it('a Call-ID that holds a host is shown', () => {
    expect(identity(['Call-ID: 1@pbx.internal'])).toContain('Call-ID: 1@pbx.internal');
  });

  it('of a digest answer the user stays and the computed values go; another scheme stays whole', () => {
    const digest =
      'Digest username="refuge, 12", realm="pbx", nonce="a,b", uri="sip:x@y", response="d", qop=auth, nc=00000001, cnonce="e"';

    expect(identity([`Authorization: ${digest}`])).toContain(
      'Authorization: Digest username="refuge, 12", realm="pbx", uri="sip:x@y"',
    );
    expect(identity(['Proxy-Authorization: Basic cmVmdWdl'])).toContain('Proxy-Authorization: Basic cmVmdWdl');
  });

  it('of SDP the owner, session name, connection and every unknown line are shown', () => {
    const body = [
      'v=0',
      'o=101 1 1 IN IP4 10.0.0.5',
      's=refuge',
      'c=IN IP4 10.0.0.5',
      't=0 0',
      'm=audio 10000 RTP/AVP 8 101',
    ];
    const more = [
      'a=rtpmap:8 PCMA/8000',
      'a=fmtp:101 0-15',
      'a=sendrecv',
      'a=ssrc:1 cname:refuge',
      'i=refuge',
      'a=candidate:1 1 UDP 1 10.0.0.5 1 typ host',
    ];

    expect(identity([], [...body, ...more, ''].join('\r\n')).slice(1)).toEqual([
      'SDP o=: 101 1 1 IN IP4 10.0.0.5',
      'SDP s=: refuge',
      'SDP c=: IN IP4 10.0.0.5',
      'SDP a=: ssrc:1 cname:refuge',
      'SDP i=: refuge',
      'SDP a=: candidate:1 1 UDP 1 10.0.0.5 1 typ host',
    ]);
  });

  it('a body that is not SDP is shown whole', () => {
    expect(identity([], '<presence entity="pres:refuge"/>')).toContain('Body: <presence entity="pres:refuge"/>');
  });

  it('a reason phrase that could name somebody is shown', () => {
    const message = parseSipMessage('SIP/2.0 480 Worker 4711 away\r\n\r\n');

    expect(message && identityHeaders(message)).toEqual([{ name: 'Reason-Phrase', value: 'Worker 4711 away' }]);
  });

  it('a word that must not leave is found wherever in a header value or body line it stands', () => {
    const harmless =
      /^(Accept|Accept-Encoding|Allow|Allow-Events|CSeq|Content-.*|Date|Event|Expires|MIME-Version|Max-Forwards|Min-.*|Proxy-Require|RAck|RSeq|Refer-Sub|Require|Retry-After|Session-Expires|Subscription-State|Supported|Timestamp|Unsupported|.)$/i;
    const name = fc
      .stringMatching(/^[A-Za-z][A-Za-z0-9-]{1,15}$/)
      .filter((each) => !harmless.test(each) && !/^call-id$/i.test(each));
    fc.assert(
      fc.property(name, fc.string(), (header, around) => {
        const value = `${around.replace(/[^ -~]/g, '')}Wrenfield`;
        expect(identity([`${header}: ${value}`]).join('\n')).toContain('Wrenfield');
      }),
    );
  });
});
