import { describe, expect, it } from 'vitest';
import { TRY_ENDS } from '../../../src/call/call-back-try.ts';
import { endOfTry, endOfVerdict, nextTry } from '../../../src/contacts/call-back-tries.ts';
import { CALL, endedCall, verdictOf } from './contact-samples.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const tried = (minutesAgo: number, end: Parameters<typeof nextTry>[0][number]['end']) => ({
  call: CALL,
  at: NOW - minutesAgo * MINUTE,
  end,
});

describe('whether another try may be made', () => {
  it('may be made at first, and again five minutes after a try that found nobody', () => {
    expect(nextTry([], NOW)).toBe('may-try');
    for (const end of ['busy', 'nobody-answered', 'failed'] as const) {
      expect(nextTry([tried(4.99, end)], NOW)).toBe('wait');
      expect(nextTry([tried(5, end)], NOW)).toBe('may-try');
    }
  });

  it('is never made a third time', () => {
    expect(nextTry([tried(60, 'busy'), tried(30, 'busy')], NOW)).toBe('none-left');
  });

  it('is not made once the call came about, was refused, is not known to have ended well, or the contact called again', () => {
    const closing = [...TRY_ENDS.filter((end) => !['busy', 'nobody-answered', 'failed'].includes(end)), null];
    expect(closing).toEqual(['answered', 'refused', 'unclear', 'returned', null]);
    for (const end of closing) expect(nextTry([tried(60, end)], NOW)).toBe('closed');
  });
});

describe('how a try ended', () => {
  it.each([
    [17, false, 'busy'],
    [18, false, 'nobody-answered'],
    [19, null, 'nobody-answered'],
    [21, false, 'refused'],
    [127, false, 'refused'],
    [1, false, 'refused'],
    [34, false, 'failed'],
    [38, null, 'failed'],
    [16, false, 'unclear'],
    [16, null, 'unclear'],
    [16, true, 'answered'],
    [0, null, 'unclear'],
    [99, false, 'unclear'],
  ] as const)('with cause %d (answered: %s) is: %s', (cause, answered, end) => {
    expect(endOfTry({ cause, answered })).toBe(end);
  });

  it.each([
    ['busy', 'busy'],
    ['unreachable', 'nobody-answered'],
    ['cancelled', 'nobody-answered'],
    ['refused-anonymous', 'refused'],
    ['wrong-number', 'refused'],
    ['trunk-failure', 'failed'],
    ['unclear', 'unclear'],
  ] as const)('that the detector calls %s is: %s', (detail, end) => {
    const verdict = { ...verdictOf('setup-failed', 0), detail };
    expect(endOfVerdict(endedCall('setup-failed', 0, { answeredAt: null, verdict }))).toBe(end);
    expect(endOfVerdict(endedCall('setup-failed', 0, { answeredAt: 5, verdict }))).toBe('answered');
  });

  it('leaves room for another try only after causes that are known to', () => {
    const open = Array.from({ length: 128 }, (_, cause) => cause).filter((cause) =>
      ['busy', 'nobody-answered', 'failed'].includes(endOfTry({ cause, answered: false })),
    );
    expect(open).toEqual([2, 3, 17, 18, 19, 20, 27, 34, 38, 41, 42, 44, 47, 102]);
  });
});
