import type { Verdict } from './classify/verdict.ts';
import type { Outage } from './pbx-health.ts';

/** Row 1: the PBX went away while the call was up. `after`: what the end of the call says that came with the thaw. */
export function outageVerdict({ at, confidence, note }: Outage, after: Verdict | null = null): Verdict {
  // A caller who hung up on a frozen line did so by their own hand: it is still the PBX's doing, and not sure enough to call.
  const byCaller = after !== null && after.releasedBy !== 'pbx';
  return {
    class: 'pbx-failed',
    releasedBy: 'pbx',
    confidence: byCaller ? Math.min(confidence, 0.85) : confidence,
    detail: null,
    evidence: [note, ...(after?.evidence ?? [])],
    since: at,
  };
}
