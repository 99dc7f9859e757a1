import type { CallEvent, LegId } from '../call/call-event.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import { type Question, questionOf } from '../call/question.ts';
import type { Token } from '../call/token.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { DialplanPlace, Pbx } from '../ports/pbx.ts';
import type { KeptCall, ReturnStore } from '../ports/return-store.ts';
import type { Timer } from '../ports/timer.ts';
import type { Tokeniser } from '../ports/tokeniser.ts';
import type { Callers } from './callers.ts';
import { newCode, WrongCodes } from './return-codes.ts';
import { closedBy, FORGET_AFTER_MS, isBack, reservedFor, returningTo, type Sign } from './return-route.ts';

/** A helpline of the configuration. */
export interface Helpline {
  readonly number: PhoneNumber;
  /** Whether its callers are led back. */
  readonly returns: boolean;
  /** Whether a caller without a number gets a code. */
  readonly codes: boolean;
}

/** Counted for `/metrics`. */
export interface ReturnCounts {
  arrived(route: 'ordinary' | 'worker-first' | 'priority'): void;
  code(what: 'given' | 'right' | 'wrong' | 'closed'): void;
}

export interface ReturnDeskParts {
  readonly pbx: Pbx;
  readonly store: ReturnStore;
  readonly tokeniser: Tokeniser;
  readonly callers: Callers;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly counts: ReturnCounts;
  readonly helplines: readonly Helpline[];
  /** Three digits that nobody is told to press. */
  readonly never: ReadonlySet<string>;
  /** A whole number of chance, from 0 up to but not including its argument. */
  readonly random: (below: number) => number;
  /** The caller of this earlier call has called again, and was known. */
  readonly returned: (call: LegId) => void;
}

type Arrival = Extract<Question, { kind: 'arrived' }>;

const ON: DialplanPlace = { context: 'withheld-in', extension: 'next' };
const SWEEP_MS = 5_000;
const LOOK_MS = 60_000;
const LOAD_AGAIN_MS = 500;
/** More calls at once than any agency has; what is more is not led back. */
const MOST_CALLS = 1_000;

interface Line extends Helpline {
  readonly token: Token;
}

/**
 * The desk at the door: answers the dialplan's question about a call that came in, and keeps, for a few minutes after a call to a helpline has ended, the
 * way back to its worker. Every doubt is the ordinary way: the dialplan goes on by itself when no answer comes in time.
 */
export class ReturnDesk {
  readonly #parts: ReturnDeskParts;
  readonly #lines: readonly Line[];
  readonly #calls = new Map<LegId, KeptCall>();
  /** Legs of this life of the daemon, and when each ended: as long as whoever calls back may need the number. */
  readonly #heard = new Map<LegId, number | null>();
  readonly #wrong = new WrongCodes();
  #stops: readonly (() => void)[] = [];
  #loaded = false;
  /** Ends that were told before it was known what an earlier life kept. */
  readonly #early: EndedCall[] = [];

  constructor(parts: ReturnDeskParts) {
    this.#parts = parts;
    this.#lines = parts.helplines.map((line) => ({ ...line, token: parts.tokeniser.tokenOf(line.number, 'contact') }));
  }

  /** Takes up in the background what an earlier life of the daemon kept. */
  start(): void {
    const { timer } = this.#parts;
    this.#stops = [
      timer.every(SWEEP_MS, () => this.#sweep()),
      timer.every(LOOK_MS, () => void this.#look()),
      timer.every(LOAD_AGAIN_MS, () => void this.#load()),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Never throws; what is no question about a call that came in is somebody else's. */
  handle(event: CallEvent): void {
    if (event.kind === 'ended' && this.#heard.has(event.leg)) this.#heard.set(event.leg, this.#parts.clock.now());
    if (event.kind !== 'asked') return;
    const question = questionOf(event.words);
    if (question?.kind === 'arrived') void this.#answer(event.leg, question);
  }

  /** Who is at the other end of a leg, as long as somebody may call them back. */
  meet(leg: LegId, caller: PhoneNumber | null): void {
    if (this.#heard.size >= MOST_CALLS) return;
    this.#heard.set(leg, null);
    this.#parts.callers.arrived(leg, caller);
  }

  /** A call was answered, or another worker has it now. A caller who came back and was answered needs no way back to the earlier call. */
  live({ call, worker }: LiveCall): void {
    const kept = this.#calls.get(call);
    if (kept === undefined || worker === null || worker === kept.worker) return;
    this.#keep({ ...kept, worker });
    const closed = closedBy(this.#calls.values(), kept);
    if (closed.length > 0) this.#forget(closed.map((each) => each.call));
  }

  /** It is decided how a call ended, or decided anew: also a class that was raised. */
  ended(ended: EndedCall): void {
    if (!this.#loaded) this.#early.push(ended);
    const kept = this.#calls.get(ended.call);
    if (kept === undefined) return;
    const reserved = reservedFor(kept, ended, this.#parts.clock.now());
    if (reserved === null || isBack(this.#calls.values(), kept)) this.#forget([kept.call]);
    else this.#keep(reserved);
  }

  async #answer(leg: LegId, { called, caller, keyed }: Arrival): Promise<void> {
    const line = this.#lines.find(({ number }) => called !== null && number.equals(called));
    if (keyed === '') this.meet(leg, caller);
    if (line === undefined || !line.returns) {
      await this.#sendOn(leg, ON);
      return;
    }
    if (keyed !== '') await this.#hearCode(leg, line, keyed);
    else if (caller !== null) await this.#known(leg, line, this.#parts.tokeniser.tokenOf(caller, 'contact'));
    else await this.#nameless(leg, line);
  }

  async #known(leg: LegId, line: Line, caller: Token): Promise<void> {
    const before = returningTo(this.#calls.values(), line.token, { caller }, this.#parts.clock.now());
    this.#open(leg, line, { caller });
    await this.#lead(leg, before);
  }

  async #nameless(leg: LegId, line: Line): Promise<void> {
    const { counts, never, random } = this.#parts;
    const inUse = new Set([...this.#calls.values()].flatMap(({ code }) => code ?? []));
    const code = line.codes ? newCode(inUse, never, random) : null;
    if (code === null) {
      await this.#sendOn(leg, ON);
      return;
    }
    this.#open(leg, line, { code });
    counts.code('given');
    await this.#sendOn(leg, { context: 'withheld-return-code', extension: code });
  }

  /** Right and wrong are answered alike, and so is a closed way: the caller goes on. */
  async #hearCode(leg: LegId, line: Line, code: string): Promise<void> {
    const { clock, counts, log } = this.#parts;
    const now = clock.now();
    const own = this.#calls.get(leg);
    const others = [...this.#calls.values()].filter(({ call }) => call !== leg);
    const before = this.#wrong.isClosed(line.token, now) ? null : returningTo(others, line.token, { code }, now);
    if (before !== null) {
      counts.code('right');
      // The caller knows this one, and will press it again.
      if (before.reservedUntil === null) this.#keep({ ...before, code: null });
      if (own !== undefined) this.#keep({ ...own, code });
      await this.#lead(leg, before);
      return;
    }
    counts.code('wrong');
    if (this.#wrong.count(line.token, now) === 'closed') {
      counts.code('closed');
      log.error('return-codes-closed', { line: this.#lines.indexOf(line) + 1 });
    }
    await this.#sendOn(leg, ON);
  }

  #open(leg: LegId, { token: line }: Line, sign: Sign): void {
    if (this.#calls.size >= MOST_CALLS) return;
    const since = this.#parts.clock.now();
    this.#keep({
      call: leg,
      line,
      caller: 'caller' in sign ? sign.caller : null,
      code: 'code' in sign ? sign.code : null,
      worker: null,
      since,
      reservedUntil: null,
      forgetAt: since + FORGET_AFTER_MS,
    });
  }

  async #lead(leg: LegId, before: KeptCall | null): Promise<void> {
    const { counts, log, returned } = this.#parts;
    if (before === null) {
      counts.arrived('ordinary');
      await this.#sendOn(leg, ON);
      return;
    }
    const sent = await this.#sendOn(leg, { context: 'withheld-return', extension: before.worker ?? 'queue' });
    if (!sent) return;
    counts.arrived(before.worker === null ? 'priority' : 'worker-first');
    log.info('caller-returned', { workerFirst: before.worker !== null });
    returned(before.call);
  }

  async #sendOn(leg: LegId, place: DialplanPlace): Promise<boolean> {
    const answer = await this.#parts.pbx.sendOn(leg, place);
    if (answer.outcome !== 'ok') this.#parts.log.warn('arrival-answered-too-late', { outcome: answer.outcome });
    return answer.outcome === 'ok';
  }

  #keep(call: KeptCall): void {
    this.#calls.set(call.call, call);
    this.#parts.store.put(call);
  }

  #forget(calls: readonly LegId[]): void {
    for (const call of calls) this.#calls.delete(call);
    this.#parts.store.erase(calls, this.#parts.clock.now());
  }

  #sweep(): void {
    const now = this.#parts.clock.now();
    const over = [...this.#calls.values()].filter(({ forgetAt }) => forgetAt <= now).map(({ call }) => call);
    if (over.length > 0) this.#forget(over);
    for (const [leg, endedAt] of this.#heard) {
      if (endedAt === null || now - endedAt < FORGET_AFTER_MS) continue;
      this.#heard.delete(leg);
      this.#parts.callers.forget(leg);
    }
  }

  /** Calls that are seen to be up are kept on; of those that are gone, what is not forgotten by then is forgotten in time. */
  async #look(): Promise<void> {
    const { clock, pbx, store } = this.#parts;
    // Whatever a crash left behind on the disk goes too.
    store.erase([], clock.now());
    const up = [...this.#calls.values()].filter(({ reservedUntil }) => reservedUntil === null);
    if (up.length === 0 && this.#heard.size === 0) return;
    const answer = await pbx.legs();
    if (answer.outcome !== 'ok') return;
    const there = new Set(answer.value.map(({ leg }) => leg));
    const now = clock.now();
    for (const call of up)
      if (there.has(call.call) && this.#calls.get(call.call) === call)
        this.#keep({ ...call, forgetAt: now + FORGET_AFTER_MS });
    for (const [leg, endedAt] of this.#heard) if (endedAt === null && !there.has(leg)) this.#heard.set(leg, now);
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    const answer = await this.#parts.store.load();
    if (answer.outcome !== 'ok' || this.#loaded) return;
    this.#loaded = true;
    for (const call of answer.value) if (!this.#calls.has(call.call)) this.#calls.set(call.call, call);
    for (const ended of this.#early.splice(0)) this.ended(ended);
    this.#sweep();
  }
}
