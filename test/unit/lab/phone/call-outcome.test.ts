import { describe, expect, it } from 'vitest';
import { callOutcome } from '../../../../src/lab/phone/call-outcome.ts';
import type { PhoneStep } from '../../../../src/lab/phone/phone-step.ts';
import type { SippEnd } from '../../../../src/lab/phone/sipp-process.ts';

/** `> INVITE 1` sent, `< 200 1 INVITE` received; a third word of a request is the tag in To, `2///` in front the consultation call. */
function end(lines: readonly string[], rest: Partial<SippEnd> = {}): SippEnd {
  const messages = lines.map((line) => {
    const [way, what = '', sequence, extra] = line.split(' ');
    const callId = extra === 'second' ? '2///c' : 'c';
    const start = /^\d/.test(what) ? `SIP/2.0 ${what} X` : `${what} sip:a@b SIP/2.0`;
    const method = /^\d/.test(what) ? (extra === 'second' ? 'INVITE' : (extra ?? 'INVITE')) : what;
    const to = extra === 'tag' ? '<sip:a@b>;tag=1' : '<sip:a@b>';
    return {
      sent: way === '>',
      text: `${start}\r\nTo: ${to}\r\nCall-ID: ${callId}\r\nCSeq: ${sequence} ${method}\r\n\r\n`,
    };
  });
  return { status: 0, messages, notes: [], complaint: null, kept: {}, ...rest };
}

const CHALLENGED = ['> INVITE 1', '< 401 1', '> ACK 1', '> INVITE 2', '< 100 2'];
const TALK: readonly PhoneStep[] = [{ do: 'talk', forMs: 100 }];

describe('how a call went', () => {
  it('a challenge is not the final status of a call', () => {
    expect(
      callOutcome(end([...CHALLENGED, '< 200 2', '> ACK 2', '> BYE 11', '< 200 11 BYE']), 'places', []),
    ).toMatchObject({
      outcome: 'answered',
      status: 200,
      releasedBy: 'phone',
    });
    expect(callOutcome(end([...CHALLENGED, '< 180 2']), 'places', [])).toMatchObject({
      outcome: 'no-answer',
      status: null,
    });
  });

  it('a second challenge is a rejection', () => {
    expect(callOutcome(end([...CHALLENGED, '< 401 2', '> ACK 2']), 'places', [])).toMatchObject({
      outcome: 'rejected',
      status: 401,
    });
  });

  it('a CANCEL that was asked for is a cancelled call, one for lost patience is no answer', () => {
    const taken = end([...CHALLENGED, '< 180 2', '> CANCEL 2', '< 200 2 CANCEL', '< 487 2', '> ACK 2']);

    expect(callOutcome(taken, 'places', [{ do: 'cancel', afterMs: 1 }])).toMatchObject({
      outcome: 'cancelled',
      status: 487,
    });
    expect(callOutcome(taken, 'places', [])).toMatchObject({ outcome: 'no-answer', status: 487 });
  });

  it('a call answered in spite of a CANCEL was answered', () => {
    const late = end([...CHALLENGED, '< 180 2', '> CANCEL 2', '< 200 2', '> ACK 2', '> BYE 11', '< 200 11 BYE']);

    expect(callOutcome(late, 'places', [{ do: 'cancel', afterMs: 1 }])).toMatchObject({
      outcome: 'answered',
      releasedBy: 'phone',
    });
  });

  it('says which step the far end cut short, and nothing when the phone waited for it', () => {
    const cut = end([...CHALLENGED, '< 200 2', '> ACK 2', '< BYE 5', '> 200 5 BYE'], { notes: ['step 0'] });

    expect(callOutcome(cut, 'places', TALK)).toMatchObject({
      releasedBy: 'far-end',
      detail: 'the far end hung up during step 1 (talk)',
    });
    expect(callOutcome(cut, 'places', [{ do: 'await-hang-up' }])).not.toHaveProperty('detail');
  });

  it('a refused hold and a refused consultation are told by method and status only', () => {
    const seen = end([
      ...CHALLENGED,
      '< 200 2',
      '> INVITE 11 tag',
      '< 488 11',
      '> INVITE 2 second',
      '< 486 2 second',
      '> BYE 12',
      '< 200 12 BYE',
    ]);

    expect(callOutcome(seen, 'places', []).detail).toBe(
      'INVITE refused with 488; INVITE of the consultation refused with 486',
    );
    expect(callOutcome(seen, 'places', [])).toMatchObject({ outcome: 'answered', status: 200 });
  });

  it('an expected call that never came is no answer; one taken back by the caller is cancelled', () => {
    expect(callOutcome(end(['< OPTIONS 1', '> 200 1 OPTIONS'], { status: null }), 'receives', TALK)).toMatchObject({
      outcome: 'no-answer',
      detail: 'no call came',
    });
    const taken = end(['< INVITE 7', '> 180 7', '< CANCEL 7', '> 200 7 CANCEL', '> 487 7', '< ACK 7'], { status: 97 });
    expect(callOutcome(taken, 'receives', [{ do: 'ring' }])).toMatchObject({ outcome: 'cancelled', status: 487 });
  });

  it('SIPp that breaks is a failure, not a quiet call', () => {
    expect(callOutcome(end([], { status: 255, complaint: 'no such file' }), 'places', [])).toMatchObject({
      outcome: 'failed',
      detail: 'no such file',
    });
    expect(callOutcome(end(['> INVITE 1'], { status: null, complaint: 'broke' }), 'places', [])).toMatchObject({
      outcome: 'failed',
    });
  });
});
