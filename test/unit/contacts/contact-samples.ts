import type { LegId } from '../../../src/call/call-event.ts';
import type { DropClass, Verdict } from '../../../src/call/drop-verdict.ts';
import type { EndedCall } from '../../../src/call/ended-call.ts';
import { PhoneNumber } from '../../../src/call/phone-number.ts';

export const CALL = '1800000000.7' as LegId;

export function numberOf(text: string): PhoneNumber {
  const number = PhoneNumber.fromE164(text);
  if (number === null) throw new Error('not a number');
  return number;
}

export const SURVIVOR = numberOf('+61491570006');

export function verdictOf(name: DropClass, since: number, confidence = 0.95): Verdict {
  return { class: name, releasedBy: 'unknown', confidence, detail: null, evidence: [], since };
}

/** A call of phone 101 that began ten minutes before its end. */
export function endedCall(name: DropClass, endedAt: number, other: Partial<EndedCall> = {}): EndedCall {
  return {
    call: CALL,
    incoming: true,
    trunk: 't1',
    worker: '101',
    answeredAt: endedAt - 600_000,
    endedAt,
    decidedAt: endedAt + 250,
    verdict: verdictOf(name, endedAt),
    incident: null,
    ...other,
  };
}
