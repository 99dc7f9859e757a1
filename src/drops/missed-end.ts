import type { Verdict } from '../call/drop-verdict.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import { bornAt } from './drop-words.ts';

/** The PBX's clock, in whole seconds, and ours are the same to this. */
const CLOCKS_MS = 2_000;

/**
 * What is to be said of a call that was up when we last looked and is not there any more: nobody saw it end. A PBX that has been started anew since took
 * it along, or it had ended before: not sure enough to call anybody back.
 */
export function missedEnd(call: LiveCall, bootedAt: number, now: number): EndedCall {
  const lived = call.answeredAt ?? bornAt(call.call);
  const restarted = lived !== null && bootedAt > lived + CLOCKS_MS;
  const says = restarted ? 'the PBX was started anew while nobody watched' : 'it ended while nobody watched';
  const verdict: Verdict = {
    class: restarted ? 'pbx-failed' : 'unknown',
    releasedBy: restarted ? 'pbx' : 'unknown',
    confidence: restarted ? 0.6 : 0.3,
    detail: null,
    evidence: [{ at: now, source: 'link', says }],
    since: now,
  };
  return { ...call, endedAt: now, decidedAt: now, verdict, incident: null };
}
