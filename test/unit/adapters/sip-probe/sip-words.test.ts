import { describe, expect, it } from 'vitest';
import { digestAnswer } from '../../../../src/adapters/sip-probe/digest.ts';
import { answerTo } from '../../../../src/adapters/sip-probe/session-words.ts';
import { headerOf, methodOf, readWords, statusOf, writeWords } from '../../../../src/adapters/sip-probe/sip-words.ts';
import { StreamFrames } from '../../../../src/adapters/sip-probe/stream-frames.ts';

const OPTIONS = Buffer.from(
  'OPTIONS sip:127.0.0.1 SIP/2.0\r\nv: SIP/2.0/TCP 127.0.0.2;branch=z9hG4bKabc\r\nf: <sip:pbx@127.0.0.2>;tag=1\r\nTo:\r\n <sip:127.0.0.1>\r\ni: 1\r\nCSeq: 7 OPTIONS\r\nl: 3\r\n\r\nabc',
);

describe('the words of a SIP message', () => {
  it('are read from folded and compact headers', () => {
    const words = readWords(OPTIONS);

    expect(words === null ? null : [methodOf(words), statusOf(words), headerOf(words, 'to'), words.body]).toEqual([
      'OPTIONS',
      null,
      '<sip:127.0.0.1>',
      'abc',
    ]);
  });

  it('are none in what is not SIP', () => {
    for (const text of ['', '\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'OPTIONS sip:a SIP/2.0\r\n'])
      expect(readWords(Buffer.from(text))).toBeNull();
  });

  it('say their own length when they are written', () => {
    const text = writeWords({ start: 'BYE sip:a SIP/2.0', headers: [['call-id', '1']], body: 'é' }).toString('latin1');

    expect(text).toBe('BYE sip:a SIP/2.0\r\ncall-id: 1\r\nContent-Length: 1\r\n\r\né');
  });
});

describe('a stream of messages', () => {
  it('is cut into the same messages wherever it is broken', () => {
    const stream = Buffer.concat([OPTIONS, Buffer.from('\r\n\r\n'), OPTIONS]);
    for (let at = 0; at <= stream.length; at += 1) {
      const frames = new StreamFrames();
      const whole: string[] = [];
      for (const part of [stream.subarray(0, at), stream.subarray(at)])
        expect(frames.take(part, (message) => whole.push(message.toString('latin1')))).toBe(true);
      expect(whole).toEqual([OPTIONS.toString('latin1'), OPTIONS.toString('latin1')]);
    }
  });

  it('is given up when it never comes to an end', () => {
    const frames = new StreamFrames();
    const endless = Buffer.alloc(300 * 1024, 97);

    expect(frames.take(endless, () => undefined)).toBe(false);
  });
});

describe('a digest answer', () => {
  it('is that of RFC 2617 §3.5 where the server asks for no qop', () => {
    const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"';
    const answer = digestAnswer(challenge, 'GET', '/dir/index.html', {
      username: 'Mufasa',
      password: 'Circle Of Life',
    });

    expect(answer).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
    expect(answer).toContain('opaque="5ccc"');
  });
});

describe('an SDP answer', () => {
  it('takes the audio as it is offered and refuses everything else', () => {
    const offer =
      'v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=sendonly\r\nm=video 4002 RTP/AVP 96\r\n';

    expect(answerTo(offer, '127.0.0.1').split('\r\n').slice(5)).toEqual([
      'm=audio 9 RTP/AVP 8 101',
      'a=rtpmap:8 PCMA/8000',
      'a=recvonly',
      'm=video 0 RTP/AVP 96',
      '',
    ]);
  });
});
