import type { Note, ReleasedBy, Verdict } from '../../call/drop-verdict.ts';
import type { LegAccount, Surroundings } from './call-account.ts';
import { type Asked, type Ending, ours, TOGETHER_MS } from './ending.ts';
import { isNetworkCause, isNetworkStatus, isOrdinaryCause } from './release-causes.ts';

/** Asterisk's soft-hangup flag of a device whose RTP timed out (`channel.h`, AST_SOFTHANGUP_DEV). */
const RTP_TIMEOUT = 1;
/** Q.850 44 is what Asterisk borrows for it (`res_pjsip_sdp_rtp.c`, rtp_check_timeout). */
const BORROWED_CAUSE = 44;
/** `rtp_timeout` is whole seconds, and any RTCP packet starts it again: one that came later than this before it speaks against it. */
const SHORTEST_TIMEOUT_MS = 900;

/** When and by whom an RTP timeout of this leg was told; `null` if it was not, or if the leg's cause denies it. */
export function rtpTimeout(leg: LegAccount): Note | null {
  const softs = leg.softs.filter(({ flag }) => flag === RTP_TIMEOUT);
  const [soft] = softs;
  if (soft === undefined) return null;
  const source = softs.find((each) => each.source === 'ari')?.source ?? soft.source;
  const causes = leg.ends.map(({ cause }) => cause).filter((cause) => cause !== null);
  if (causes.length > 0 && !causes.includes(BORROWED_CAUSE)) return null;
  return { at: soft.at, source, says: `${leg.party}: no RTP until the PBX gave up (soft hang-up 1, cause 44)` };
}

/**
 * Whether a network ended this leg: `told` by cause or SIP status, `raw` by the Reason header alone (Asterisk loses many), `both`;
 * `denied` where the header says that a person did; `null` where nothing says so.
 */
export function networkSaid(asked: Asked): 'told' | 'raw' | 'both' | 'denied' | null {
  const told = asked.techCause !== 487 && (isNetworkStatus(asked.techCause) || isNetworkCause(asked.cause));
  const q850 = asked.reasons.filter(({ protocol, cause }) => protocol === 'q850' && cause !== null);
  const sip = asked.reasons.filter(({ protocol }) => protocol === 'sip');
  const raw =
    q850.some(({ cause }) => isNetworkCause(cause)) ||
    (q850.length === 0 && sip.some(({ cause }) => isNetworkStatus(cause))) ||
    (asked.ownReasons ?? []).some(({ protocol, cause }) => protocol === 'sip' && isNetworkStatus(cause));
  if (raw) return told ? 'both' : 'raw';
  if (!told) return null;
  return q850.length > 0 ? 'denied' : 'told';
}

function reasonNotes({ reasons, ownReasons, at, leg }: Asked): readonly Note[] {
  return [
    ...reasons.map((each) => ({ each, whose: 'its' })),
    ...(ownReasons ?? []).map((each) => ({ each, whose: 'our' })),
  ]
    .filter(({ each }) => each.cause !== null)
    .map(({ each, whose }) => ({
      at,
      source: 'wire' as const,
      says: `${leg.party}: Reason of ${whose} BYE: ${each.protocol} ${each.cause}${each.location === null ? '' : ` at ${each.location}`}`,
    }));
}

function sideOf(leg: LegAccount, around: Surroundings): ReleasedBy {
  if (leg.party === 'worker') return 'worker-side';
  return around.lostAt(leg.endpoint) === null ? 'survivor-side' : 'trunk';
}

function rtcpNote(leg: LegAccount, at: number): Note {
  const { rtcpLast } = leg;
  return rtcpLast === null
    ? {
        at,
        source: 'timeline',
        says: `${leg.party}: no RTCP was ever seen, so a muted or holding phone looks the same`,
      }
    : { at: rtcpLast, source: 'timeline', says: `${leg.party}: last RTCP` };
}

/** Rows 6 and 7: the PBX gave a leg up because nothing came from it any more. */
export function mediaLoss(ending: Ending, around: Surroundings): Verdict | null {
  const { survivor, survivorAsked, workerAsked } = ending;
  const losses = [survivor, ...ours(ending)].flatMap((leg) => {
    const note = rtpTimeout(leg);
    return note === null ? [] : [{ leg, note }];
  });
  const [first] = losses.sort((a, b) => a.note.at - b.note.at);
  if (first === undefined) return null;
  const { leg, note } = first;
  const asked = [survivorAsked, workerAsked].filter((each) => each !== null);
  if (asked.some(({ at }) => at < note.at - TOGETHER_MS)) return null;
  const stall = leg.stalls.filter(({ since }) => since <= note.at).at(-1);
  const shared = { class: 'network-drop', detail: null, since: stall?.since ?? leg.rtcpLast ?? note.at } as const;
  const evidence = [...asked.flatMap(({ notes }) => notes), rtcpNote(leg, note.at), note];
  // Both lost at once, or a hang-up at the same moment: the loss is certain, its side is not.
  if (losses.length > 1) return { ...shared, releasedBy: 'unknown', confidence: 0.8, evidence };
  if (asked.some(({ leg: by, at }) => by === leg || Math.abs(at - note.at) <= TOGETHER_MS))
    return { ...shared, class: 'unknown', releasedBy: 'unknown', confidence: 0.5, evidence };
  const silent = leg.rtcpLast !== null && leg.rtcpLast <= note.at - SHORTEST_TIMEOUT_MS;
  const confidence = silent && asked.length === 0 ? 0.95 : 0.8;
  return { ...shared, releasedBy: sideOf(leg, around), confidence, evidence };
}

/** Row 8, and row 14 for a leg of ours: whoever ended it says that a network did. */
export function toldLoss(asked: Asked, around: Surroundings): Verdict | null {
  const said = networkSaid(asked);
  if (said === null) return null;
  const releasedBy = sideOf(asked.leg, around);
  const evidence = [...asked.notes, ...reasonNotes(asked)];
  if (said === 'denied')
    return { class: 'unknown', releasedBy, confidence: 0.5, detail: null, evidence, since: asked.at };
  const byUser = asked.reasons.some(({ location }) => location === 'U');
  const confidence = byUser ? 0.85 : asked.leg.party === 'worker' ? 0.9 : said === 'both' ? 0.98 : 0.95;
  return { class: 'network-drop', releasedBy, confidence, detail: null, evidence, since: asked.at };
}

const CONTACT_MS = 10_000;

/** Row 14, second half: a leg of ours whose phone was lost (its contact went) shortly before the end. */
export function lostContact(
  ending: Ending,
  before: number,
  around: Surroundings,
): { readonly leg: LegAccount; readonly at: number } | null {
  for (const leg of ours(ending)) {
    const at = around.lostAt(leg.endpoint);
    if (at !== null && at <= before && (at >= before - CONTACT_MS || leg.stalls.some(({ until }) => until === null)))
      return { leg, at };
  }
  return null;
}

/** Cause 44 where the soft hang-up before it was not told (a source is missing): the loss is likely; its side only if one leg alone has it. */
export function unexplainedLoss(ending: Ending, around: Surroundings): Verdict | null {
  const { survivor, at } = ending;
  const borrowed = [survivor, ...ours(ending)].filter(({ ends }) => ends.some(({ cause }) => cause === BORROWED_CAUSE));
  const [only] = borrowed;
  if (
    only === undefined ||
    [survivor, ...ours(ending)].some(({ ends }) =>
      ends.some(({ cause }) => !isOrdinaryCause(cause) && cause !== BORROWED_CAUSE),
    )
  )
    return null;
  const one = borrowed.length === 1;
  const evidence = borrowed.map((leg) => ({
    at,
    source: 'timeline' as const,
    says: `${leg.party}: cause 44, and nothing says why`,
  }));
  return {
    class: 'network-drop',
    releasedBy: one ? sideOf(only, around) : 'unknown',
    confidence: one ? 0.8 : 0.6,
    detail: null,
    evidence,
    since: at,
  };
}
