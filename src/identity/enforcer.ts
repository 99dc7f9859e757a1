import type { CallEvent, LegId } from '../call/call-event.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import { questionOf } from '../call/question.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { DialplanPlace, Pbx } from '../ports/pbx.ts';
import type { CallEnding, CallOutcome, CallRecordStore, CallRef } from '../ports/stores.ts';
import type { Tokeniser } from '../ports/tokeniser.ts';
import { type ClirRule, type Decision, decideDoor } from './policy.ts';
import type { Passage } from './stray-watch.ts';

export interface EnforcerParts {
  readonly pbx: Pbx;
  readonly records: CallRecordStore;
  readonly tokeniser: Tokeniser;
  readonly clock: Clock;
  readonly log: Log;
  readonly newRef: () => CallRef;
  readonly counts: DecisionCounts;
  /** Whether both links to the PBX are up and its state is known. */
  readonly linked: () => boolean;
  /** Told of each trunk's leg, and whom it calls. */
  readonly carried?: (leg: LegId, to: PhoneNumber) => void;
}

/** Counted for `/metrics`. Labels are identifiers of the configuration, never numbers. */
export interface DecisionCounts {
  decided(door: 'private' | 'parent' | 'none', outcome: CallOutcome, milliseconds: number): void;
}

/** What of the configuration decides. */
export interface EnforcerSettings {
  readonly rules: readonly ClirRule[];
  /** Extension → site id. An endpoint that is no extension is nobody's. */
  readonly sites: ReadonlyMap<string, string>;
}

/** Where the dialplan goes on. The contexts are those of `dialplan/`; the labels are generated, one for each trunk. */
function placeOf(decision: Decision, to: PhoneNumber): DialplanPlace {
  if (decision.kind === 'refuse') return { context: 'withheld-refuse', extension: 'rule' };
  const place = { context: `withheld-${decision.door}`, extension: to.reveal() };
  return decision.first === null ? place : { ...place, label: `via-${decision.first}` };
}

/** What `withheld-refuse` hangs up with: call rejected (ITU-T Q.850). */
const REFUSED_CAUSE = 21;
/** A call is dialled on its last trunk well within this; later, a leg that names it is none of its own. */
const DIALLED_WITHIN_MS = 600_000;

/** A call this daemon was asked about, until its end is written down. */
interface AskedCall {
  readonly ref: CallRef;
  readonly to: PhoneNumber;
  readonly askedAt: number;
  recorded: boolean;
  /** An end that came before the record. */
  ending: CallEnding | null;
}

interface Asked {
  readonly at: number;
  readonly leg: LegId;
  readonly from: string | null;
  readonly to: PhoneNumber;
}

/**
 * Answers the dialplan's questions: question → {@link decideDoor} → where the leg goes on → record. The dialplan withholds by itself when
 * no answer comes in time, so every doubt here ends without an answer or with the private door; nothing is retried.
 */
export class Enforcer {
  readonly #parts: EnforcerParts;
  #settings: EnforcerSettings;
  /** By the leg that asked, oldest first. */
  readonly #calls = new Map<LegId, AskedCall>();
  /** By the trunk's leg. */
  readonly #carried = new Map<LegId, { readonly call: AskedCall; readonly trunk: string }>();

  constructor(parts: EnforcerParts, settings: EnforcerSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** New rules hold from the next question on. */
  adopt(settings: EnforcerSettings): void {
    this.#settings = settings;
  }

  /** Never throws; whatever cannot be understood is left to the dialplan's own deadline, which withholds. */
  handle(event: CallEvent): void {
    if (event.kind === 'asked') void this.#answer(event);
    else if (event.kind === 'ended') this.#ended(event.leg, event.at, event.cause);
  }

  /** Lets go whatever still waits for an answer that an earlier life of the daemon owed: withheld, when it calls out. */
  async release(leg: LegId): Promise<void> {
    const answer = await this.#parts.pbx.letGo(leg);
    this.#parts.log.warn('stranded-leg-released', { outcome: answer.outcome });
  }

  /** A trunk's leg was dialled; the end of the last one is the end of the call. Calls this daemon was not asked about are left aside. */
  reached({ asking, leg, trunk }: Passage): void {
    const call = this.#calls.get(asking);
    if (call === undefined) return;
    this.#carried.set(leg, { call, trunk });
    this.#parts.carried?.(leg, call.to);
  }

  async #answer(event: Extract<CallEvent, { kind: 'asked' }>): Promise<void> {
    const { clock, pbx, records, log } = this.#parts;
    const began = clock.now();
    const question = questionOf(event.words);
    if (question === null) log.error('question-unreadable', { words: event.words.length });
    if (question?.kind !== 'door') return;
    const asked = this.#read(event, question.to);
    const call = this.#open(asked);
    const decision = decideDoor(asked, this.#settings.rules, {
      recordable: records.writable,
      linked: this.#parts.linked(),
    });
    const answer = await pbx.sendOn(asked.leg, placeOf(decision, asked.to));
    const outcome: CallOutcome = answer.outcome === 'ok' ? (decision.kind === 'refuse' ? 'refused' : 'sent') : 'late';
    if (outcome === 'late') log.warn('answer-came-too-late', { outcome: answer.outcome, rule: decision.rule });
    this.#record(call, asked, decision, outcome, clock.now() - began);
  }

  #read(event: Extract<CallEvent, { kind: 'asked' }>, to: PhoneNumber): Asked {
    const { technology, endpoint } = event.from;
    const from = technology === 'PJSIP' && this.#settings.sites.has(endpoint) ? endpoint : null;
    return { at: event.at, leg: event.leg, from, to };
  }

  #open({ at, leg, to }: Asked): AskedCall {
    for (const [old, { askedAt }] of this.#calls) {
      if (at - askedAt < DIALLED_WITHIN_MS) break;
      this.#calls.delete(old);
    }
    const call: AskedCall = { ref: this.#parts.newRef(), to, askedAt: at, recorded: false, ending: null };
    this.#calls.set(leg, call);
    return call;
  }

  #record(call: AskedCall, asked: Asked, decision: Decision, outcome: CallOutcome, askedMs: number): void {
    const { counts, records, tokeniser } = this.#parts;
    const sentTo = decision.kind === 'send' && outcome === 'sent' ? decision.door : 'private';
    const door = outcome === 'refused' ? null : sentTo;
    counts.decided(door ?? 'none', outcome, askedMs);
    const site = asked.from === null ? undefined : this.#settings.sites.get(asked.from);
    records.append({
      ref: call.ref,
      startedAt: asked.at,
      ...(site === undefined ? {} : { site }),
      door,
      trunk: null,
      rule: decision.rule,
      askedMs,
      outcome,
      destination: tokeniser.tokenOf(asked.to, 'call-record'),
    });
    call.recorded = true;
    const refused = { endedAt: asked.at + askedMs, cause: REFUSED_CAUSE, trunk: null };
    const ending = outcome === 'refused' ? refused : call.ending;
    if (ending !== null) this.#finish(call, ending);
  }

  #ended(leg: LegId, at: number, cause: number): void {
    const carried = this.#carried.get(leg);
    if (carried === undefined) return;
    this.#carried.delete(leg);
    this.#finish(carried.call, { endedAt: at, cause, trunk: carried.trunk });
  }

  /** A trunk may reject a call before the PBX has told us that it took our answer: an end never goes before its record. */
  #finish(call: AskedCall, ending: CallEnding): void {
    if (call.recorded) this.#parts.records.finish(call.ref, ending);
    else call.ending = ending;
  }
}
