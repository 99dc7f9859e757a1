import type { CallBackTry, TryEnd } from '../call/call-back-try.ts';
import type { SetupDetail } from '../call/drop-verdict.ts';
import type { EndedCall } from '../call/ended-call.ts';

const MOST_TRIES = 2;
const APART_MS = 300_000;

/** Whether one more try may be made. `wait`: later. `none-left`: two were made. `closed`: nobody tries again. */
export type NextTry = 'may-try' | 'wait' | 'none-left' | 'closed';

/** After these another try may follow. After anything else, and where the end is not known, nobody calls again. */
const OPEN: ReadonlySet<TryEnd> = new Set<TryEnd>(['busy', 'nobody-answered', 'failed']);

/** At most two tries, at least five minutes apart, and none once the call came about, was refused, or the contact called again. Pure. */
export function nextTry(tries: readonly CallBackTry[], now: number): NextTry {
  if (tries.some(({ end }) => end === null || !OPEN.has(end))) return 'closed';
  if (tries.length >= MOST_TRIES) return 'none-left';
  return tries.every(({ at }) => now - at >= APART_MS) ? 'may-try' : 'wait';
}

/** What is known of the trunk's leg of a try that has ended. */
export interface EndedTry {
  /** Q.850, as the PBX makes it of the SIP answer (Asterisk `res_pjsip.c`, ast_sip_hangup_sip2cause). */
  readonly cause: number;
  /** Whether the leg was seen up; `null`: nobody looked in time. */
  readonly answered: boolean | null;
}

const BUSY = new Set([17]);
/** 408, 480; and 20, whose owner is away. */
const NOBODY = new Set([18, 19, 20]);
/** 404, 603, 410, 484; 127 stands for what has no cause of its own: 433, but also a call that our own side took back (487). */
const REFUSED = new Set([1, 21, 22, 28, 127]);
/** 5xx, and a network that fails. */
const FAILED = new Set([2, 3, 27, 34, 38, 41, 42, 44, 47, 102]);
/**
 * Causes that may be somebody's refusal, an answer of a moment, or our own worker giving up (127 in the lab, 22.10): whoever sees more
 * must say.
 */
const TWO_MEANINGS = new Set([0, 16, 26, 127]);

export function needsAnotherWord({ answered, cause }: EndedTry): boolean {
  return answered !== true && TWO_MEANINGS.has(cause);
}

const BY_DETAIL: Readonly<Record<SetupDetail, TryEnd>> = {
  busy: 'busy',
  unreachable: 'nobody-answered',
  'nobody-answered': 'nobody-answered',
  cancelled: 'nobody-answered',
  refused: 'refused',
  'refused-anonymous': 'refused',
  'wrong-number': 'refused',
  'trunk-failure': 'failed',
  unclear: 'unclear',
};

/** What the detector of dropped calls says of the trunk's leg of a try. Pure. */
export function endOfVerdict({ answeredAt, verdict }: EndedCall): TryEnd {
  if (answeredAt !== null) return 'answered';
  return verdict.class === 'setup-failed' && verdict.detail !== null ? BY_DETAIL[verdict.detail] : 'unclear';
}

/** Pure. A cause that is not known for certain to leave room for another try does not. */
export function endOfTry({ answered, cause }: EndedTry): TryEnd {
  if (answered === true) return 'answered';
  if (BUSY.has(cause)) return 'busy';
  if (NOBODY.has(cause)) return 'nobody-answered';
  if (REFUSED.has(cause)) return 'refused';
  if (FAILED.has(cause)) return 'failed';
  return 'unclear';
}
