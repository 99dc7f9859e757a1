import type { Note } from '../../call/drop-verdict.ts';
import type { CallAccount, LegAccount, Release } from './call-account.ts';
import { type Reason, readReasons } from './reason-header.ts';

/** Signals of one end that are closer together than this have no order that can be trusted: AMI, CEL, ARI and the wire differ by some ms. */
export const TOGETHER_MS = 50;
/** The daemon or the dialplan takes the other leg down within this; a leg that ended longer before had left the call already. */
const SAME_END_MS = 1_500;

/** A transferer's leg may end so long before its transfer is told. */
const LED_AWAY_MS = 1_000;

/** The SIP side of a leg ended it: when, and all that was told about why. */
export interface Asked {
  readonly at: number;
  readonly leg: LegAccount;
  readonly cause: number | null;
  readonly techCause: number | null;
  /** What stood in the far end's own BYE; none where nobody saw it. */
  readonly reasons: readonly Reason[];
  /** Our PBX had sent a BYE first, with these words: it gave the dialog up, e.g. `SIP;cause=408` after an unanswered refresh. */
  readonly ownReasons: readonly Reason[] | null;
  readonly notes: readonly Note[];
}

/** The end of a call as its legs tell it. */
export interface Ending {
  readonly call: CallAccount;
  readonly survivor: LegAccount;
  readonly at: number;
  /** Legs of ours that ended with it, or were still up. */
  readonly present: readonly LegAccount[];
  /** The leg of ours that ended longer before, and after which the survivor was alone (an announcement, a voicemail). */
  readonly last: LegAccount | null;
  readonly survivorAsked: Asked | null;
  readonly workerAsked: Asked | null;
}

function told(releases: readonly Release[], field: 'cause' | 'techCause'): number | null {
  const values = releases.map((each) => each[field]).filter((value) => value !== null);
  // A cause that says something beats 16, which Asterisk also says when it knows nothing.
  return values.find((value) => field === 'techCause' || (value !== 0 && value !== 16)) ?? values[0] ?? null;
}

/** What ends a dialog: BYE, or CANCEL before there is one. */
const ENDING_REQUEST = new Set(['BYE', 'CANCEL']);

export function endingRequests(leg: LegAccount, direction: 'in' | 'out') {
  return leg.sip.filter(
    (each) => each.direction === direction && each.status === null && ENDING_REQUEST.has(each.method),
  );
}

/** When our PBX agreed on the wire that this leg's far end had hung up; `null` if nobody saw that. */
export function closedByFarEnd(leg: LegAccount): number | null {
  const bye = endingRequests(leg, 'in').find(({ method }) => method === 'BYE');
  const agreed = leg.sip.find(
    ({ direction, method, status }) => direction === 'out' && method === 'BYE' && status !== null && status < 300,
  );
  return bye === undefined || agreed === undefined ? null : agreed.at;
}

function requestWords({ cause, techCause }: Release): string {
  return `cause ${cause ?? 'none'}${techCause === null ? '' : `, SIP ${techCause}`}`;
}

function notesOf(leg: LegAccount, byes: ReturnType<typeof endingRequests>): readonly Note[] {
  const requested = leg.requests.map(({ at, source, ...why }) => ({
    at,
    source,
    says: `${leg.party}: SIP side hung up, ${requestWords({ at, source, ...why })}`,
  }));
  const sent = byes.map(({ at, source, method }) => ({ at, source, says: `${leg.party}: sent ${method}` }));
  const named = leg.sources
    .filter(({ by }) => by === leg.id)
    .map(({ at, source }) => ({ at, source, says: `${leg.party}: named as the source of the hang-up` }));
  return [...requested, ...sent, ...named].sort((a, b) => a.at - b.at);
}

/** Whether, when and why the SIP side of `leg` ended it; `null` if nothing says that it did. */
export function askedBy(leg: LegAccount): Asked | null {
  // What comes after the end (a phone that is back and hangs up as well) tells nothing about it.
  const over = (leg.endedAt ?? Number.POSITIVE_INFINITY) + TOGETHER_MS;
  const byes = endingRequests(leg, 'in').filter(({ at }) => at <= over);
  const named = leg.sources.filter(({ by }) => by === leg.id);
  const first = [...leg.requests, ...byes, ...named].map(({ at }) => at).sort((a, b) => a - b)[0];
  if (first === undefined) return null;
  const [own] = endingRequests(leg, 'out');
  const requestedAt = leg.requests[0]?.at ?? first;
  return {
    at: first,
    leg,
    cause: told(leg.requests.length > 0 ? leg.requests : leg.ends, 'cause'),
    techCause: told([...leg.requests, ...leg.ends], 'techCause'),
    reasons: byes.flatMap(({ reason }) => (reason === null ? [] : readReasons(reason))),
    ownReasons:
      own !== undefined && byes.length === 0 && own.at < requestedAt - TOGETHER_MS
        ? readReasons(own.reason ?? '')
        : null,
    notes: notesOf(leg, byes),
  };
}

/** Whoever led the survivor elsewhere and left has no part in the end; nor has who parked them, in whose place nobody came. */
function leftBefore({ survivor }: CallAccount, leg: LegAccount, at: number): boolean {
  const { endedAt, moves } = leg;
  if (endedAt === null) return false;
  if (moves.some(({ how }) => how === 'transferred-away')) return true;
  const led = survivor.moves.filter(({ how }) => how === 'parked' || how === 'transferred');
  return endedAt < at - SAME_END_MS && led.some((move) => endedAt >= move.at - LED_AWAY_MS);
}

function hasTalked(leg: LegAccount): boolean {
  return leg.answeredAt !== null;
}

function earliest(asked: readonly (Asked | null)[]): Asked | null {
  return asked.filter((each) => each !== null).sort((a, b) => a.at - b.at)[0] ?? null;
}

/** Reads the end of a call whose survivor's leg ended at `at`. */
export function endingOf(call: CallAccount, at: number): Ending {
  const { survivor } = call;
  const talked = call.workers.filter((leg) => hasTalked(leg) && !leftBefore(call, leg, at));
  const present = talked.filter(({ endedAt }) => endedAt === null || endedAt >= at - SAME_END_MS);
  const gone = talked.filter((leg) => !present.includes(leg)).sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  const last = present.length === 0 ? (gone.at(-1) ?? null) : null;
  const survivorAsked = askedBy(survivor);
  const workerAsked = earliest((last === null ? present : [last]).map(askedBy));
  return { call, survivor, at, present, last, survivorAsked, workerAsked };
}

/** The legs of ours that the end can have come from. */
export function ours({ present, last }: Ending): readonly LegAccount[] {
  return last === null ? present : [last];
}
