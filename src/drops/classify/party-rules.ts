import type { Note, Verdict } from '../../call/drop-verdict.ts';
import type { Surroundings } from './call-account.ts';
import { type Asked, type Ending, ours, TOGETHER_MS } from './ending.ts';
import { isHeld, isMidSentence, mediaAt } from './media.ts';
import { lostContact, toldLoss } from './network-rules.ts';
import { isOrdinaryCause } from './release-causes.ts';

/** Less talk than this and then a hang-up may be somebody who had to. */
const SHORT_MS = 10_000;

function note(at: number, says: string): Note {
  return { at, source: 'timeline', says };
}

/** Why the end may have been forced on the caller (row 11). */
function abruptness(ending: Ending, { at }: Asked): readonly Note[] {
  const { survivor, call } = ending;
  const answers = ours(ending).map(({ answeredAt }) => answeredAt ?? 0);
  const talkedSince = Math.max(
    survivor.answeredAt ?? survivor.firstSeenAt,
    Math.min(...answers, Number.POSITIVE_INFINITY),
  );
  const talkedMs = Number.isFinite(talkedSince) ? at - talkedSince : 0;
  return [
    ...(talkedMs < SHORT_MS ? [note(at, `after ${Math.max(0, talkedMs / 1_000).toFixed(1)} s of talk`)] : []),
    ...(isHeld(call, at) ? [note(at, 'while on hold')] : []),
    ...(isMidSentence([survivor, ...ours(ending)], at) ? [note(at, 'while somebody spoke')] : []),
  ];
}

/** How sure it is that a person did it: Asterisk says 16 for many things, and a carrier may release a lost phone with it. */
function personConfidence({ cause, reasons }: Asked): number {
  if (reasons.some(({ protocol, cause: raw, location }) => protocol === 'q850' && raw === 16 && location === 'U'))
    return 0.95;
  return cause === 31 ? 0.7 : 0.85;
}

function heardNothing(ending: Ending, asked: Asked): readonly Note[] {
  const lost = ending.survivor.lost ?? 0;
  return lost > 0.5 ? [note(asked.at, `they missed ${Math.round(lost * 100)} % of our audio`)] : [];
}

/** Rows 8 to 12: the survivor's SIP side ended the call. */
function survivorRules(ending: Ending, asked: Asked, around: Surroundings): Verdict {
  const told = toldLoss(asked, around);
  if (told !== null) return told;
  const { survivor, call } = ending;
  const shared = { releasedBy: 'survivor-side', detail: null, since: asked.at } as const;
  const evidence = [...asked.notes, ...heardNothing(ending, asked)];
  if (asked.ownReasons !== null)
    return {
      ...shared,
      class: 'unknown',
      confidence: 0.5,
      evidence: [...evidence, note(asked.at, 'our own BYE came first')],
    };
  if (!isOrdinaryCause(asked.cause)) return { ...shared, class: 'unknown', confidence: 0.5, evidence };
  const gone = lostContact(ending, asked.at, around);
  if (gone !== null && mediaAt(call, gone.leg, asked.at) !== 'healthy')
    return {
      ...shared,
      class: 'network-drop',
      releasedBy: 'worker-side',
      confidence: 0.8,
      since: gone.at,
      evidence: [note(gone.at, 'worker: phone lost before the caller hung up'), ...evidence],
    };
  const media = mediaAt(call, survivor, asked.at);
  if (media === 'dead')
    return {
      ...shared,
      class: 'network-drop',
      confidence: 0.7,
      evidence: [...evidence, note(asked.at, 'survivor: RTP and RTCP had stopped before')],
    };
  if (media === 'doubtful')
    return {
      ...shared,
      class: 'unknown',
      confidence: 0.5,
      evidence: [...evidence, note(asked.at, 'survivor: media was in doubt')],
    };
  const abrupt = abruptness(ending, asked);
  if (abrupt.length > 0)
    return { ...shared, class: 'survivor-ended-abruptly', confidence: 0.6, evidence: [...evidence, ...abrupt] };
  return { ...shared, class: 'survivor-ended', confidence: personConfidence(asked), evidence };
}

/** Rows 13 and 14: our side's phone ended the call, or hung up after it was lost. */
function workerRules(ending: Ending, asked: Asked, around: Surroundings): Verdict {
  const told = toldLoss(asked, around);
  if (told !== null) return told;
  const shared = { releasedBy: 'worker-side', detail: null, since: asked.at } as const;
  const gone = lostContact(ending, asked.at - TOGETHER_MS, around);
  if (gone !== null)
    return {
      ...shared,
      class: 'network-drop',
      confidence: 0.9,
      evidence: [note(gone.at, 'worker: phone lost'), ...asked.notes],
    };
  // Whoever hangs up on a dead line did not end the call: it was lost before.
  if (ending.last === null && mediaAt(ending.call, ending.survivor, asked.at) === 'dead')
    return {
      ...shared,
      class: 'network-drop',
      releasedBy: 'survivor-side',
      confidence: 0.8,
      evidence: [note(asked.at, 'survivor: RTP and RTCP had stopped before'), ...asked.notes],
    };
  const confidence = isOrdinaryCause(asked.cause) && asked.cause !== 31 && ending.last === null ? 0.97 : 0.8;
  return { ...shared, class: 'worker-ended', confidence, evidence: asked.notes };
}

/** Both sides hung up, or one of them: whoever came first. Within the time that orders nothing, nobody can say. */
export function partyVerdict(ending: Ending, around: Surroundings): Verdict | null {
  const { survivorAsked: theirs, workerAsked: mine } = ending;
  if (theirs === null && mine === null) return null;
  if (theirs !== null && (mine === null || theirs.at < mine.at - TOGETHER_MS))
    return contradicted(ending, theirs) ?? survivorRules(ending, theirs, around);
  if (mine !== null && (theirs === null || mine.at < theirs.at - TOGETHER_MS)) return workerRules(ending, mine, around);
  const evidence = [...(theirs?.notes ?? []), ...(mine?.notes ?? [])];
  return { class: 'unknown', releasedBy: 'unknown', confidence: 0.5, detail: null, evidence, since: ending.at };
}

/** CHANNEL(hangupsource) of the survivor's leg names somebody else. */
function contradicted({ survivor }: Ending, asked: Asked): Verdict | null {
  const other = survivor.sources.find(({ by, label }) => (by !== null && by !== survivor.id) || label !== null);
  if (other === undefined || survivor.sources.some(({ by }) => by === survivor.id)) return null;
  const evidence = [
    ...asked.notes,
    { at: other.at, source: other.source, says: 'somebody else is named as the source of the hang-up' },
  ];
  return { class: 'unknown', releasedBy: 'unknown', confidence: 0.5, detail: null, evidence, since: asked.at };
}
