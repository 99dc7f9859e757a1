import type { LegId } from '../../src/call/call-event.ts';
import type { DropClass, Verdict } from '../../src/call/drop-verdict.ts';
import type { EndedCall, LiveCall } from '../../src/call/ended-call.ts';
import { NOW } from './store-records.ts';

export const legOf = (nth: number): LegId => `1795428000.${nth}` as LegId;

export function liveCall(nth: number, other: Partial<LiveCall> = {}): LiveCall {
  return { call: legOf(nth), incoming: true, trunk: 't1', worker: '101', answeredAt: NOW + nth, ...other };
}

export function verdictOf(of: DropClass, other: Partial<Verdict> = {}): Verdict {
  return {
    class: of,
    releasedBy: 'survivor-side',
    confidence: 0.95,
    detail: null,
    evidence: [
      { at: NOW + 1, source: 'timeline', says: 'survivor: last RTCP' },
      { at: NOW + 5, source: 'ari', says: 'survivor: no RTP until the PBX gave up (soft hang-up 1, cause 44)' },
    ],
    since: NOW + 1,
    ...other,
  };
}

export function endedCall(nth: number, of: DropClass = 'network-drop', other: Partial<EndedCall> = {}): EndedCall {
  const at = NOW + 60_000 + nth;
  return { ...liveCall(nth), endedAt: at, decidedAt: at + 250, verdict: verdictOf(of), incident: null, ...other };
}
