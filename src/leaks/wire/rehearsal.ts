import type { Timer } from '../../ports/timer.ts';
import { judge } from '../judge/judge.ts';
import type { TrunkLines } from './trunk-lines.ts';

/** So often at first, until the engine has compiled what the judge does with a leak. */
const FIRST = 40;
const FIRST_EVERY_MS = 50;
/** And again, because what has not run for long is thrown away. */
const AGAIN_MS = 5_000;
/** For documentation (RFC 5737): nobody's. */
const NOBODY = '192.0.2.1';

/** A call that shows somebody, and in ways that a glance is not certain of (encoded, and in base64), so that all is searched; it is nobody. */
function leakingCall(): Uint8Array {
  const hidden = Buffer.from('{"orig":"a rehearsal"}', 'latin1').toString('base64url');
  const shown = String.raw`"Rehearsal %52 =52 \R ${hidden}" <sip:+1005550100@rehearsal.invalid>`;
  const body = [
    'v=0',
    `o=rehearsal 1 1 IN IP4 ${NOBODY}`,
    's=rehearsal',
    `c=IN IP4 ${NOBODY}`,
    't=0 0',
    'm=audio 4000 RTP/AVP 8',
    '',
  ].join('\r\n');
  const head = [
    'INVITE sip:+1005550101@rehearsal.invalid SIP/2.0',
    `Via: SIP/2.0/UDP ${NOBODY}:5060;rport;branch=z9hG4bKPj${crypto.randomUUID()}`,
    `From: ${shown};tag=${crypto.randomUUID()}`,
    'To: <sip:+1005550101@rehearsal.invalid>',
    `Contact: <sip:rehearsal@${NOBODY}:5060>`,
    `Call-ID: ${crypto.randomUUID()}`,
    'CSeq: 1 INVITE',
    `P-Asserted-Identity: ${shown}`,
    `Diversion: ${shown};reason=unconditional`,
    'Privacy: none',
    'Max-Forwards: 70',
    'User-Agent: Rehearsal/1',
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

/**
 * Leaks are rare, and what a program does for the first time it does slowly: on one slow core the first leak was judged in 13 ms, where the hundredth
 * takes one, and each leak is somebody's first. So a call that leaks in many ways is judged now and then, and nobody is told: 4 to 8 ms.
 */
export class Rehearsal {
  readonly #lines: TrunkLines;
  readonly #timer: Timer;
  #done = 0;

  constructor(lines: TrunkLines, timer: Timer) {
    this.#lines = lines;
    this.#timer = timer;
  }

  /** Goes on as long as the timers run. */
  start(): void {
    this.#timer.after(this.#done < FIRST ? FIRST_EVERY_MS : AGAIN_MS, () => {
      this.once();
      this.start();
    });
  }

  /** One leaking call at one ordinary door, the next time at the next. Gives what the judge said of it; `null`: there is no such door. */
  once(): 'clean' | 'violation' | null {
    const doors = this.#lines.doors.filter(({ door }) => door === 'private' || door === 'parent');
    const line = doors[this.#done % doors.length];
    this.#done += 1;
    if (line === undefined) return null;
    const expected = this.#lines.expected(line, NOBODY);
    return judge(leakingCall(), { direction: 'to-carrier', transport: line.transport }, expected).verdict;
  }
}
