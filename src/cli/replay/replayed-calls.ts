import type { Recording } from '../../adapters/asterisk/evidence/recorded-evidence.ts';
import { allowsCallback } from '../../call/callback-offer.ts';
import type { DropClass, ReleasedBy, SetupDetail } from '../../call/drop-verdict.ts';
import type { Party } from '../../drops/classify/call-account.ts';
import { DropWatch } from '../../drops/drop-watch.ts';

/** What the detector says of one call of a recording. Times in seconds of the recording's clock. Shown with `--json`: names are stable. */
export interface ReplayedCall {
  /** The PBX's id of the survivor's leg: says nothing about a number. */
  readonly call: string;
  readonly class: DropClass;
  readonly releasedBy: ReleasedBy;
  readonly confidence: number;
  readonly detail: SetupDetail | null;
  readonly evidence: readonly { readonly t: number; readonly source: string; readonly says: string }[];
  readonly suspectedAt: number | null;
  readonly decidedAt: number | null;
  /** The first call of the incident, where several were lost together. */
  readonly incident: string | null;
  /** Whether the class allows to offer a call-back, under a plan that says so, with consent and within its window. */
  readonly callbackOffer: boolean;
}

/** Endpoints of a recording: `t…` is a trunk, the survivor's side; `w…` a phone of ours. */
function recordedParty(technology: string, endpoint: string): Party {
  if (technology === 'Local') return 'other';
  if (endpoint.startsWith('t')) return 'survivor';
  return endpoint.startsWith('w') ? 'worker' : 'other';
}

function seconds(at: number): number {
  return Math.round(at * 10) / 10_000;
}

/** Tells a recording to the detector, fact by fact, as a daemon would have heard it. */
export function replayedCalls({ evidence, endsAt }: Recording): readonly ReplayedCall[] {
  const watch = new DropWatch(recordedParty);
  for (const fact of evidence) {
    watch.advance(fact.at);
    watch.hear(fact);
  }
  return watch.states(endsAt, true).map(({ call, verdict, suspectedAt, decidedAt, incident }) => ({
    call,
    class: verdict.class,
    releasedBy: verdict.releasedBy,
    confidence: verdict.confidence,
    detail: verdict.detail,
    evidence: verdict.evidence.map(({ at, source, says }) => ({ t: seconds(at), source, says })),
    suspectedAt: suspectedAt === null ? null : seconds(suspectedAt),
    decidedAt: decidedAt === null ? null : seconds(decidedAt),
    incident,
    callbackOffer: allowsCallback(verdict, decidedAt !== null),
  }));
}
