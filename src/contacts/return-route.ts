import type { DropClass } from '../call/drop-verdict.ts';
import type { EndedCall } from '../call/ended-call.ts';
import type { Token } from '../call/token.ts';
import type { KeptCall } from '../ports/return-store.ts';

const MINUTE_MS = 60_000;
/** A call that was lost: the caller needs some time to find a network. */
const LOST_MS = 5 * MINUTE_MS;
const OTHERWISE_MS = 2 * MINUTE_MS;
/** Whatever is kept of a call is gone so long after it was last seen up. */
export const FORGET_AFTER_MS = 15 * MINUTE_MS;

const LOST: ReadonlySet<DropClass> = new Set<DropClass>(['network-drop', 'mass-drop', 'pbx-failed']);
/** No end, or no call. */
const NO_END: ReadonlySet<DropClass> = new Set<DropClass>(['continued', 'setup-failed']);

/**
 * For how long after its end the worker of a call is kept free for its caller, in milliseconds; 0: not at all. Also where the caller's side ended it,
 * and where nobody can tell: the caller decides whether to call again. A call that no worker took gives nobody a place in front of others.
 */
function reservationMs({ verdict, worker }: EndedCall): number {
  if (worker === null || NO_END.has(verdict.class)) return 0;
  return LOST.has(verdict.class) ? LOST_MS : OTHERWISE_MS;
}

/** The same call after its end: kept for its caller, or `null` when nothing is to be kept of it. */
export function reservedFor(kept: KeptCall, ended: EndedCall, now: number): KeptCall | null {
  const reservedUntil = ended.endedAt + reservationMs(ended);
  if ((kept.caller === null && kept.code === null) || reservedUntil <= now || reservedUntil === ended.endedAt)
    return null;
  return { ...kept, worker: ended.worker, reservedUntil, forgetAt: reservedUntil };
}

/** By what a caller is known again. */
export type Sign = { readonly caller: Token } | { readonly code: string };

function isOf(kept: KeptCall, sign: Sign): boolean {
  return 'caller' in sign ? kept.caller === sign.caller : kept.code === sign.code;
}

/**
 * The call whose caller is calling again on the same helpline: one that ended and is kept, the last of them; else one that a worker has
 * still up, because a line that was lost may not have ended here yet. `null`: nobody is known again, and the call is as any other.
 */
export function returningTo(calls: Iterable<KeptCall>, line: Token, sign: Sign, now: number): KeptCall | null {
  const alike = [...calls].filter((each) => each.line === line && isOf(each, sign));
  const rank = ({ reservedUntil, since }: KeptCall): number => (reservedUntil === null ? since : since + 1e15);
  return alike
    .filter(({ reservedUntil, worker }) => (reservedUntil === null ? worker !== null : reservedUntil > now))
    .reduce<KeptCall | null>((best, each) => (best === null || rank(each) > rank(best) ? each : best), null);
}

function isSameCaller(one: KeptCall, other: KeptCall): boolean {
  return (
    one.call !== other.call &&
    one.line === other.line &&
    ((one.caller !== null && one.caller === other.caller) || (one.code !== null && one.code === other.code))
  );
}

/** Whether the caller of a call is back already, in a later call that is up: then nothing is kept for them. */
export function isBack(calls: Iterable<KeptCall>, gone: KeptCall): boolean {
  return [...calls].some((each) => isSameCaller(each, gone) && each.reservedUntil === null && each.since > gone.since);
}

/** The calls that need not be kept any longer, because their caller was answered in this one. */
export function closedBy(calls: Iterable<KeptCall>, answered: KeptCall): readonly KeptCall[] {
  return [...calls].filter((each) => isSameCaller(each, answered) && each.reservedUntil !== null);
}
