import type { Note, ReleasedBy, Verdict } from '../../call/drop-verdict.ts';
import type { CallAccount, LegAccount, Surroundings } from './call-account.ts';
import { closedByFarEnd, TOGETHER_MS } from './ending.ts';
import { isBlind, isHeld, rtcpGoesOn, STALL_MS, stallAt } from './media.ts';

/** A suspicion: shown to the worker, never a reason to dial or to hang up. */
export interface Suspicion {
  /** When it is due: the stall has lasted long enough then. */
  readonly at: number;
  readonly side: Extract<ReleasedBy, 'survivor-side' | 'worker-side'>;
  /** Since when nothing comes. */
  readonly since: number;
}

/** A leg whose RTCP was seen and has stopped for longer than this is lost, or holds in the phone. */
const RTCP_GONE_MS = 6_500;

function suspicionOf(call: CallAccount, leg: LegAccount, now: number): Suspicion | null {
  const stall = stallAt(leg, now);
  if (stall === null || leg.answeredAt === null || leg.moves.some(({ how }) => how === 'transferred-away')) return null;
  const at = Math.max(stall.since + STALL_MS, leg.answeredAt);
  // A leg that ended meanwhile confirms what was suspected; one that ended before was not lost.
  if (at > Math.min(now, leg.endedAt ?? now) || rtcpGoesOn(leg, stall) || isHeld(call, now) || isBlind(call, now))
    return null;
  return { at, side: leg.party === 'worker' ? 'worker-side' : 'survivor-side', since: stall.since };
}

/** Stage one: whether by `now` a side of a call that is still up has been silent too long, RTCP included; `null` if not. */
export function suspect(call: CallAccount, now: number): Suspicion | null {
  const found = [call.survivor, ...call.workers].map((leg) => suspicionOf(call, leg, now));
  return found.filter((each) => each !== null).sort((a, b) => a.at - b.at)[0] ?? null;
}

const WORDS: Readonly<Record<string, string>> = {
  transferred: 'transferred',
  'transferred-away': 'transferred by our side',
  parked: 'parked',
  retrieved: 'taken back',
  'picked-up': 'picked up',
  'to-mailbox': 'at a mailbox',
};

/** Told by several sources, it is said once. */
function isFirst({ at, says }: Note, _: number, notes: readonly Note[]): boolean {
  return !notes.some((other) => other.says === says && other.at < at && other.at > at - TOGETHER_MS);
}

/** Every time the call was led elsewhere, held or taken back. */
export function continuations({ survivor, workers }: CallAccount): readonly Note[] {
  return [survivor, ...workers]
    .flatMap((leg) => [
      ...leg.moves.map(({ at, source, how }) => ({ at, source, says: `${leg.party}: ${WORDS[how] ?? how}` })),
      ...leg.holds.map(({ at, source, on }) => ({
        at,
        source,
        says: `${leg.party}: ${on ? 'holds' : 'took the hold back'}`,
      })),
    ])
    .sort((a, b) => a.at - b.at)
    .filter(isFirst);
}

function unseen(call: CallAccount, since: number, says: string): Verdict {
  const evidence = [...continuations(call), { at: since, source: 'timeline' as const, says }];
  return { class: 'unknown', releasedBy: 'unknown', confidence: 0.3, detail: null, evidence, since };
}

/**
 * What is to be said of a call that is still up at `now`: `continued`; a suspected `network-drop`, which is no decision; or `unknown` where
 * whatever could show a loss or the end cannot be seen (direct media, a hold whose RTCP stopped, our links down).
 */
export function openVerdict(call: CallAccount, now: number, around: Surroundings): Verdict {
  const { survivor } = call;
  const shared = { detail: null, since: now } as const;
  const closed = closedByFarEnd(survivor);
  if (closed !== null)
    return { ...unseen(call, closed, "the caller's side hung up on the wire"), releasedBy: 'survivor-side' };
  const deaf = around.deafSince(survivor.lastToldAt);
  if (deaf !== null) {
    const says = 'our links to the PBX were down, the end may have been missed';
    return unseen(call, deaf, says);
  }
  const suspicion = suspect(call, now);
  if (suspicion !== null) {
    const says = `${suspicion.side}: RTP and RTCP have stopped, the line is open`;
    return {
      ...shared,
      class: 'network-drop',
      releasedBy: suspicion.side,
      confidence: 0.7,
      since: suspicion.since,
      evidence: [...continuations(call), { at: suspicion.at, source: 'poller', says }],
    };
  }
  const stall = stallAt(survivor, now);
  const stalled = stall !== null && now - stall.since >= STALL_MS;
  const silent = survivor.rtcpLast !== null && now - survivor.rtcpLast > RTCP_GONE_MS;
  if (stalled && (silent || (isBlind(call, now) && !rtcpGoesOn(survivor, stall)))) {
    const says = isBlind(call, now) ? 'media does not pass through the PBX' : 'on hold, and RTCP has stopped';
    return unseen(call, stall.since, says);
  }
  const up = { at: now, source: 'timeline' as const, says: 'the call is still up' };
  return {
    ...shared,
    class: 'continued',
    releasedBy: 'unknown',
    confidence: 0.9,
    evidence: [...continuations(call), up],
  };
}
