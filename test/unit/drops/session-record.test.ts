import { describe, expect, it, test } from 'vitest';
import { readRecording } from '../../../src/adapters/asterisk/evidence/recorded-evidence.ts';
import type { LegId } from '../../../src/call/call-event.ts';
import type { LegFact } from '../../../src/call/evidence.ts';
import { LegRecord } from '../../../src/drops/leg-record.ts';
import { SessionRecord } from '../../../src/drops/session-record.ts';
import { recordings } from '../../scenarios/recordings.ts';

const LEG = '1795428000.1' as LegId;
const sip = (at: number, method: string, status: number | null) =>
  ({ kind: 'sip', leg: LEG, at, source: 'wire', direction: 'in', method, status, reason: null }) as const;
const CALL = [
  ...[sip(0, 'INVITE', null), sip(5, 'INVITE', 100), sip(9, 'INVITE', 401), sip(12, 'INVITE', null)],
  ...[sip(80, 'INVITE', 183), sip(90, 'INVITE', 180), sip(4_000, 'INVITE', 200), sip(8_000, 'BYE', null)],
  sip(8_040, 'BYE', 200),
];

function factsOf(told: readonly Extract<LegFact, { kind: 'sip' }>[]) {
  const record = new SessionRecord();
  for (const each of told) record.take(each);
  return record.facts;
}

describe('what SIP said of a call', () => {
  it('is when it was asked for, when something was first heard of it, and how it was answered, in any order and told twice', () => {
    const facts = { requestedAt: 0, firstAnswerAt: 80, finalStatus: 200, byeAnswered: true };

    expect(factsOf(CALL)).toEqual(facts);
    expect(factsOf([...CALL, ...CALL].reverse())).toEqual(facts);
  });

  it('is no challenge, no 100, and nothing of what comes later in the call', () => {
    expect(factsOf(CALL.slice(0, 4))).toEqual({
      ...{ requestedAt: 0, firstAnswerAt: null, finalStatus: null, byeAnswered: null },
    });
    expect(factsOf([...CALL, sip(5_000, 'INVITE', null), sip(5_010, 'INVITE', 488)]).finalStatus).toBe(200);
  });

  it('never says that a BYE stays unanswered: nobody knows yet', () => {
    expect(factsOf([sip(0, 'BYE', null)]).byeAnswered).toBeNull();
  });

  test.each([
    ['S29-', 200],
    ['S29c', null],
  ])('is read from a recorded stream: %s', (name, least) => {
    const recording = recordings().find((each) => each.name.startsWith(name));
    const legs = new Map<string, LegRecord>();
    for (const fact of readRecording(recording?.text ?? '').evidence) {
      if (!('leg' in fact)) continue;
      const leg = legs.get(fact.leg) ?? new LegRecord(fact.leg, fact.at);
      legs.set(fact.leg, leg);
      leg.take(fact, () => 'other');
    }
    const seen = [...legs.values()].map(({ session }) => session).filter(({ finalStatus }) => finalStatus !== null);

    expect(seen.length).toBeGreaterThan(0);
    for (const { finalStatus } of seen) expect(finalStatus).toBeGreaterThanOrEqual(least ?? 300);
  });
});
