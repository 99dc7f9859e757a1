import type { Verdict } from '../../call/drop-verdict.ts';
import type { CallAccount, LegAccount, Surroundings } from './call-account.ts';
import { type Ending, endingOf } from './ending.ts';
import { mediaLoss, unexplainedLoss } from './network-rules.ts';
import { continuations } from './open-call.ts';
import { partyVerdict } from './party-rules.ts';
import { ownHangup, pbxHangup, stopped } from './pbx-rules.ts';
import { setupVerdict } from './setup-rules.ts';

type Row = (ending: Ending, around: Surroundings) => Verdict | null;

/**
 * The decision table, top row first; the numbers stand at the rules.
 *
 * ```
 *  1  both links lost, a new boot, or questions unanswered, while the call is up      pbx-failed      (`pbx-health.ts`)
 *  2  soft hang-up 4, or Shutdown                                                     pbx-failed
 *  3  transfer, park, hold, pick-up while the survivor is up                          continued       (`open-call.ts`)
 *  4  came in, answered by nobody, survivor hung up (CANCEL, 487, left the queue)     abandoned
 *  5  went out, never answered                                                        setup-failed
 *  6  soft hang-up 1 and cause 44 on the survivor's leg                               network-drop
 *  7  the same on ours                                                                network-drop, ours
 *  8  survivor's side hung up with a network's cause, status or Reason                network-drop
 *  9  it hung up with 16, RTP and RTCP having stopped before                          network-drop, unsure
 * 10  the same, but RTCP went on, or RTP only just came back                          unknown
 * 11  it hung up with 16 or 31, after short talk, on hold, or mid-sentence            survivor-ended-abruptly
 * 12  it hung up with 16, none of these                                               survivor-ended
 * 13  our side hung up with 16                                                        worker-ended
 * 14  our side hung up with a network's cause, or its phone was lost                  network-drop, ours
 * 15  own label; soft hang-up 8 or 32; legs taken down and nobody asked               pbx-ended
 * 16  three calls and a third of a trunk's lost within 3 s                            mass-drop       (`mass-drop.ts`)
 * 17  anything else                                                                   unknown
 * ```
 */
const ROWS: readonly Row[] = [ownHangup, stopped, setupVerdict, mediaLoss, partyVerdict, pbxHangup, unexplainedLoss];

/** What only AMI or CEL says may never lead to a call-back: a remote caller can reach into their text. */
const MOST_ALONE = 0.85;

const BEYOND_AMI: ReadonlySet<string> = new Set(['ari', 'wire', 'link']);

/** Whether something other than AMI and CEL tells what the verdict rests on. */
export function isBeyondAmi({ evidence }: Verdict): boolean {
  return evidence.some(({ source }) => BEYOND_AMI.has(source));
}

function missing(legs: readonly LegAccount[]): readonly string[] {
  const heard = new Set(legs.flatMap((leg) => [...leg.heard]));
  return (['ari', 'ami', 'poller', 'wire'] as const).filter((source) => !heard.has(source));
}

/** What speaks for less: said with the verdict, so that whoever reads it knows. */
function qualified(verdict: Verdict, call: CallAccount, at: number): Verdict {
  const without = missing([call.survivor, ...call.workers]);
  const one = without.includes('ari') || without.includes('ami');
  const less = one ? Math.max(0, verdict.confidence - 0.02) : verdict.confidence;
  const confidence = isBeyondAmi(verdict) ? less : Math.min(less, MOST_ALONE);
  const note = { at, source: 'timeline', says: `without: ${without.join(', ')}` } as const;
  const evidence = [...continuations(call), ...verdict.evidence].sort((a, b) => a.at - b.at);
  return {
    ...verdict,
    confidence: Math.round(confidence * 100) / 100,
    evidence: without.length === 0 ? evidence : [...evidence, note],
  };
}

/**
 * What became of a call whose survivor's leg has ended at `at`. Pure and total: the same account gives the same verdict, in whatever order its
 * facts were told. Where facts contradict each other, or nothing fits, it is `unknown`; a source that is missing lowers the confidence
 * and is named.
 */
export function classify(call: CallAccount, at: number, around: Surroundings): Verdict {
  const ending = endingOf(call, at);
  for (const row of ROWS) {
    const verdict = row(ending, around);
    if (verdict !== null) return qualified(verdict, call, at);
  }
  const nothing = {
    class: 'unknown',
    releasedBy: 'unknown',
    confidence: 0.3,
    detail: null,
    evidence: [],
    since: at,
  } as const;
  return qualified(nothing, call, at);
}
