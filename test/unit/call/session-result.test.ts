import { describe, expect, it, test } from 'vitest';
import type { EndedCall } from '../../../src/call/ended-call.ts';
import type { SessionFacts } from '../../../src/call/session-facts.ts';
import { sessionOf } from '../../../src/call/session-result.ts';
import { endedCall, verdictOf } from '../../contracts/drop-calls.ts';

const SEEN: SessionFacts = { requestedAt: 1_000, firstAnswerAt: 1_120, finalStatus: 200, byeAnswered: true };
const never = (other: Partial<EndedCall>) =>
  endedCall(1, 'setup-failed', {
    answeredAt: null,
    verdict: verdictOf('setup-failed', { detail: 'unclear' }),
    ...other,
  });

describe('a call as RFC 6076 counts it', () => {
  test.each([
    [200, 'established'],
    [302, 'redirected'],
    [480, 'effective'],
    [486, 'effective'],
    [600, 'effective'],
    [603, 'effective'],
    [408, 'ineffective'],
    [500, 'ineffective'],
    [503, 'ineffective'],
    [504, 'ineffective'],
    [404, 'failed'],
    [433, 'failed'],
    [487, 'failed'],
    [502, 'failed'],
  ])('that was answered with %i is %s', (finalStatus, result) => {
    expect(sessionOf(never({ session: { ...SEEN, finalStatus } })).result).toBe(result);
  });

  test.each([
    ['busy', 'effective'],
    ['refused', 'effective'],
    ['trunk-failure', 'ineffective'],
    ['unreachable', 'failed'],
    ['cancelled', 'failed'],
  ] as const)('whose answer nobody saw, and that was %s, is %s', (detail, result) => {
    expect(sessionOf(never({ verdict: verdictOf('setup-failed', { detail }) })).result).toBe(result);
  });

  it('is completed when its BYE was answered, and where nobody saw that, when somebody ended it', () => {
    const unanswered = { ...SEEN, byeAnswered: false };
    expect(sessionOf(endedCall(1, 'worker-ended', { session: unanswered })).completed).toBe(false);
    expect(sessionOf(endedCall(1, 'network-drop', { session: SEEN })).completed).toBe(true);
    expect(sessionOf(endedCall(1, 'worker-ended')).completed).toBe(true);
    for (const of of ['network-drop', 'mass-drop', 'pbx-failed'] as const)
      expect(sessionOf(endedCall(1, of)).completed, of).toBe(false);
    expect(sessionOf(never({})).completed).toBeNull();
  });

  it('has a delay where the INVITE and what was heard of it were seen, in their order', () => {
    expect(sessionOf(endedCall(1, 'worker-ended', { session: SEEN })).delayMs).toBe(120);
    expect(sessionOf(endedCall(1, 'worker-ended', { session: { ...SEEN, firstAnswerAt: 900 } })).delayMs).toBeNull();
    expect(sessionOf(endedCall(1, 'worker-ended')).delayMs).toBeNull();
  });
});
