import type { CallEvent, LegId } from '../call/call-event.ts';
import { PhoneNumber } from '../call/phone-number.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { DialplanPlace, Pbx } from '../ports/pbx.ts';
import type { CallOutcome, CallRecordStore, CallRef } from '../ports/stores.ts';
import type { Tokeniser } from '../ports/tokeniser.ts';
import { type ClirRule, type Decision, decideDoor } from './policy.ts';

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
  readonly #open = new Map<LegId, CallRef>();
  readonly #trunks = new Map<LegId, string>();

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
    else if (event.kind === 'ended') this.#close(event.leg, event.at, event.cause);
  }

  /** Lets go, withheld, whatever still waits for an answer that an earlier life of the daemon owed. */
  async release(leg: LegId): Promise<void> {
    const answer = await this.#parts.pbx.sendOn(leg, { context: 'withheld-ask', extension: 'T' });
    this.#parts.log.warn('stranded-leg-released', { outcome: answer.outcome });
  }

  /** The trunk that took a call this daemon was asked about. */
  reached(asking: LegId, trunk: string): void {
    if (this.#open.has(asking)) this.#trunks.set(asking, trunk);
  }

  async #answer(event: Extract<CallEvent, { kind: 'asked' }>): Promise<void> {
    const { clock, pbx, records, log } = this.#parts;
    const began = clock.now();
    const asked = this.#read(event);
    if (asked === null) {
      log.error('question-unreadable', { words: event.words.length });
      return;
    }
    const decision = decideDoor(asked, this.#settings.rules, {
      recordable: records.writable,
      linked: this.#parts.linked(),
    });
    const answer = await pbx.sendOn(asked.leg, placeOf(decision, asked.to));
    const outcome: CallOutcome = answer.outcome === 'ok' ? (decision.kind === 'refuse' ? 'refused' : 'sent') : 'late';
    if (outcome === 'late') log.warn('answer-came-too-late', { outcome: answer.outcome, rule: decision.rule });
    this.#record(asked, decision, outcome, clock.now() - began);
  }

  #read(event: Extract<CallEvent, { kind: 'asked' }>): Asked | null {
    const [word = ''] = event.words;
    const to = PhoneNumber.fromE164(word) ?? PhoneNumber.fromService(word);
    if (to === null) return null;
    const { technology, endpoint } = event.from;
    const from = technology === 'PJSIP' && this.#settings.sites.has(endpoint) ? endpoint : null;
    return { at: event.at, leg: event.leg, from, to };
  }

  #record(asked: Asked, decision: Decision, outcome: CallOutcome, askedMs: number): void {
    const { counts, newRef, records, tokeniser } = this.#parts;
    const sentTo = decision.kind === 'send' && outcome === 'sent' ? decision.door : 'private';
    const door = outcome === 'refused' ? null : sentTo;
    counts.decided(door ?? 'none', outcome, askedMs);
    const ref = newRef();
    const site = asked.from === null ? undefined : this.#settings.sites.get(asked.from);
    this.#open.set(asked.leg, ref);
    records.append({
      ref,
      startedAt: asked.at,
      ...(site === undefined ? {} : { site }),
      door,
      trunk: null,
      rule: decision.rule,
      askedMs,
      outcome,
      destination: tokeniser.tokenOf(asked.to, 'call-record'),
    });
  }

  #close(leg: LegId, at: number, cause: number): void {
    const ref = this.#open.get(leg);
    if (ref === undefined) return;
    this.#open.delete(leg);
    this.#parts.records.finish(ref, { endedAt: at, cause, trunk: this.#trunks.get(leg) ?? null });
    this.#trunks.delete(leg);
  }
}
