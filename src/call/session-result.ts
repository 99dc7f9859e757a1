import type { DropClass, SetupDetail } from './drop-verdict.ts';
import type { EndedCall } from './ended-call.ts';

/**
 * What a session request came to, as RFC 6076 counts it (§4.6 to §4.8): `established` 200; `effective` 480, 486, 600, 603, which the
 * network did what it could for; `ineffective` 408, 500, 503, 504; `redirected` 3xx; `failed` any other end.
 */
export type SessionResult = 'established' | 'effective' | 'ineffective' | 'redirected' | 'failed';

/** One call as RFC 6076 counts it. */
export interface Session {
  readonly result: SessionResult;
  /** Whether an established one was ended by a BYE that was answered (§4.9); `null` for one that was not established. */
  readonly completed: boolean | null;
  /** From the INVITE to the first answer that says something of the call (§4.3); `null` where nobody saw both. */
  readonly delayMs: number | null;
}

const EFFECTIVE: ReadonlySet<number> = new Set([480, 486, 600, 603]);
const INEFFECTIVE: ReadonlySet<number> = new Set([408, 500, 503, 504]);
const LONGEST_DELAY_MS = 600_000;

function ofStatus(status: number): SessionResult {
  if (status < 300) return 'established';
  if (status < 400) return 'redirected';
  if (EFFECTIVE.has(status)) return 'effective';
  return INEFFECTIVE.has(status) ? 'ineffective' : 'failed';
}

/** Where no status was seen. `unreachable` is 480 and 408 alike: neither is claimed. */
function ofDetail(detail: SetupDetail | null): SessionResult {
  if (detail === 'busy' || detail === 'refused') return 'effective';
  return detail === 'trunk-failure' ? 'ineffective' : 'failed';
}

/** Calls of these classes were not ended by anybody's BYE. */
const BROKEN: ReadonlySet<DropClass> = new Set<DropClass>(['network-drop', 'mass-drop', 'pbx-failed']);

/** How a call counts: by what SIP said where that was seen, else by what became of it. Pure. */
export function sessionOf({ verdict, answeredAt, session }: EndedCall): Session {
  const status = session?.finalStatus ?? null;
  const result = answeredAt !== null ? 'established' : status === null ? ofDetail(verdict.detail) : ofStatus(status);
  const completed = result === 'established' ? (session?.byeAnswered ?? !BROKEN.has(verdict.class)) : null;
  const [from, to] = [session?.requestedAt ?? null, session?.firstAnswerAt ?? null];
  const delay = from === null || to === null ? -1 : Math.round(to - from);
  return { result, completed, delayMs: delay >= 0 && delay <= LONGEST_DELAY_MS ? delay : null };
}
