import type { Verdict } from '../call/drop-verdict.ts';
import type { Outage } from './pbx-health.ts';

/**
 * Row 1: the PBX went away while the call was up. `after`: it gave a sign again, or what the end of the call says that came with that. A caller who
 * hung up on a frozen line did so by their own hand: it is still the PBX's doing, and not sure enough to call; nor is a line that is up.
 */
export function outageVerdict({ at, confidence, note }: Outage, after: Verdict | 'thawed' | null = null): Verdict {
  const ended = after === 'thawed' ? null : after;
  const doubtful = after === 'thawed' || (ended !== null && ended.releasedBy !== 'pbx');
  return {
    class: 'pbx-failed',
    releasedBy: 'pbx',
    confidence: doubtful ? Math.min(confidence, 0.85) : confidence,
    detail: null,
    evidence: [note, ...(ended?.evidence ?? [])],
    since: at,
  };
}
