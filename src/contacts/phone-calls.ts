import type { LegId } from '../call/call-event.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { Token } from '../call/token.ts';

interface Spoken<Call extends LiveCall> {
  readonly call: Call;
  /** Of the caller's number; `null` where none is known. */
  readonly contact: Token | null;
}

/** So many calls are remembered at most; the oldest go first. */
const MOST = 2_000;

/** Which caller a phone speaks with, and which it spoke with last. In memory only, by extension; no number is in it. */
export class PhoneCalls {
  readonly #keepMs: number;
  readonly #live = new Map<LegId, Spoken<LiveCall>>();
  readonly #ended = new Map<LegId, Spoken<EndedCall>>();

  /** `keepMs`: how long after its end a phone still counts as having spoken with a caller last. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** A call is up, or changed, or is up after all. A token that was known once stays known. */
  live(call: LiveCall, contact: Token | null): void {
    const known = contact ?? this.contactOf(call.call);
    this.#ended.delete(call.call);
    this.#live.set(call.call, { call, contact: known });
    trim(this.#live);
  }

  ended(call: EndedCall, contact: Token | null): void {
    const known = contact ?? this.contactOf(call.call);
    this.#live.delete(call.call);
    this.#ended.delete(call.call);
    this.#ended.set(call.call, { call, contact: known });
    trim(this.#ended);
    for (const [leg, { call: old }] of this.#ended)
      if (old.endedAt < call.endedAt - this.#keepMs) this.#ended.delete(leg);
  }

  /** Until when a call that ended then is remembered, and what was agreed in it holds. */
  keptUntil({ endedAt }: EndedCall): number {
    return endedAt + this.#keepMs;
  }

  contactOf(call: LegId): Token | null {
    return this.#live.get(call)?.contact ?? this.#ended.get(call)?.contact ?? null;
  }

  /** The call a phone is in, the latest where it holds others; `null` when none of them is among the legs that are `alive`. */
  speaking(phone: string, alive: ReadonlySet<LegId>): LiveCall | null {
    const all = [...this.#live.values()].map(({ call }) => call);
    const own = all.filter(
      ({ call, worker, answeredAt }) => worker === phone && answeredAt !== null && alive.has(call),
    );
    return own.sort((a, b) => (b.answeredAt ?? 0) - (a.answeredAt ?? 0))[0] ?? null;
  }

  /** The call that a phone spoke in last, if that is not too long ago. */
  last(phone: string, now: number): EndedCall | null {
    const all = [...this.#ended.values()].map(({ call }) => call);
    const own = all.filter(
      ({ answeredAt, endedAt, worker }) => worker === phone && answeredAt !== null && now - endedAt < this.#keepMs,
    );
    return own.sort((a, b) => b.endedAt - a.endedAt)[0] ?? null;
  }
}

function trim(calls: Map<LegId, unknown>): void {
  for (const oldest of calls.keys()) {
    if (calls.size <= MOST) return;
    calls.delete(oldest);
  }
}
