import type { CallAccount, LegAccount, Stall } from './call-account.ts';

/** A stall that is not shorter than this is a loss; shorter ones are jitter and silence suppression. */
export const STALL_MS = 3_000;
/** Two legs whose RTP stops within this of each other: it goes past us (direct media), or we do not see it. */
const BOTH_MS = 1_500;
/** Media that came back is judged healthy only after this. */
const HEALED_MS = 3_000;

export type Media =
  /** Nothing speaks against it. */
  | 'healthy'
  /** RTP and RTCP have stopped, RTCP having come before. */
  | 'dead'
  /** RTP stopped while RTCP still comes or never came, or both came back only just now: mute, hold in the phone, one way, a gap. */
  | 'doubtful';

/** Whether this leg asked for hold and has not taken it back by `at`. */
function holding(leg: LegAccount, at: number): boolean {
  return leg.holds.filter((each) => each.at <= at).at(-1)?.on ?? false;
}

/** Whether anybody in the call has it on hold at `at`. A transfer ends a hold without a word. */
export function isHeld({ survivor, workers }: CallAccount, at: number): boolean {
  const here = workers.filter(
    ({ endedAt, moves }) => endedAt === null || (endedAt >= at - 1_000 && moves.length === 0),
  );
  return [survivor, ...here].some((leg) => holding(leg, at));
}

/** The stall that lasts at `at`. A leg that never sent a packet has not stalled. */
export function stallAt(leg: LegAccount, at: number): Stall | null {
  return leg.stalls.find(({ since, until }) => since <= at && (until === null || until > at)) ?? null;
}

/** Whether what the poller sees of this call says nothing, because its media does not pass through the PBX. */
export function isBlind({ survivor, workers }: CallAccount, at: number): boolean {
  const mine = stallAt(survivor, at);
  if (mine === null) return false;
  return workers.some((leg) => {
    const other = stallAt(leg, at);
    return other !== null && Math.abs(other.since - mine.since) <= BOTH_MS;
  });
}

/** Whether RTCP of this leg came after its RTP stopped: the path is alive. */
export function rtcpGoesOn(leg: LegAccount, { since }: Stall): boolean {
  return leg.rtcpLast !== null && leg.rtcpLast > since + 250;
}

/** State of the media from `leg`'s far end at `at` (rows 9 to 12). */
export function mediaAt(call: CallAccount, leg: LegAccount, at: number): Media {
  const lasting = stallAt(leg, at);
  if (lasting !== null && at - lasting.since >= STALL_MS) {
    if (isBlind(call, at) || isHeld(call, at)) return 'healthy';
    return leg.rtcpLast !== null && !rtcpGoesOn(leg, lasting) ? 'dead' : 'doubtful';
  }
  const ended = leg.stalls.find(
    ({ since, until }) => until !== null && until <= at && until - since >= STALL_MS && at - until < HEALED_MS,
  );
  // RTCP went on meanwhile: silence suppression, not damage.
  return ended === undefined || rtcpGoesOn(leg, ended) ? 'healthy' : 'doubtful';
}

/** Whether somebody spoke within half a second of `at`. When RTP stops no end of talking is told: the state then stays (`func_talkdetect.c`). */
export function isMidSentence(legs: readonly LegAccount[], at: number): boolean {
  return legs.some((leg) => {
    const last = leg.talks.filter((each) => each.at <= at).at(-1);
    return last !== undefined && (last.on || last.at >= at - 500);
  });
}
