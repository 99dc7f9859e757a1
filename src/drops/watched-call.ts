import type { LegId } from '../call/call-event.ts';
import type { Verdict } from '../call/drop-verdict.ts';
import type { LegRecord } from './leg-record.ts';
import type { Outage } from './pbx-health.ts';

/** What is known of one call so far. */
export interface CallState {
  readonly call: LegId;
  readonly verdict: Verdict;
  /** When a side was first suspected to be lost, unless it came back. */
  readonly suspectedAt: number | null;
  /** When its end was decided; `null` while it is up. */
  readonly decidedAt: number | null;
  /** The incident it belongs to, if several were lost together. */
  readonly incident: LegId | null;
}

/** A call of a survivor while it is watched. */
export interface WatchedCall {
  readonly leg: LegRecord;
  suspectedAt: number | null;
  decidedAt: number | null;
  verdict: Verdict | null;
  outage: Outage | null;
  thawedAt: number | null;
  /** Nothing that is told now changes what is said of it. */
  settled: boolean;
}

export function watchedCall(leg: LegRecord): WatchedCall {
  return { leg, suspectedAt: null, decidedAt: null, verdict: null, outage: null, thawedAt: null, settled: false };
}
