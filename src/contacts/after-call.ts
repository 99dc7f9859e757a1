import type { LegId } from '../call/call-event.ts';
import type { DropClass } from '../call/drop-verdict.ts';
import type { EndedCall } from '../call/ended-call.ts';
import type { Notice } from '../call/notice.ts';
import type { TrunkReach } from '../call/trunk-reach.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import type { Timer } from '../ports/timer.ts';
import { agreementOf, plansOf } from './agreement.ts';
import type { PhoneCalls } from './phone-calls.ts';
import { decideNotice, type Offer, TRUNK_HOLDS_MS } from './policy.ts';
import type { Trunks } from './trunks.ts';

export interface AfterCallParts {
  readonly store: ContactStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly calls: PhoneCalls;
  readonly trunks: Trunks;
  readonly timer: Timer;
  /** The agency's time zone. */
  readonly zone: string;
}

/** Ends that a worker hears of also where a mailbox had the caller: a message that was cut off says less than was meant. */
const LOST: ReadonlySet<DropClass> = new Set<DropClass>(['network-drop', 'mass-drop', 'pbx-failed']);

/** What there is to tell a worker about a call that ended: the verdict on it, held against what was agreed. */
export class AfterCall {
  readonly #parts: AfterCallParts;
  readonly #listeners = new Set<(notice: Notice) => void>();
  /** Calls that may be called back when their trunk is there again. */
  readonly #waiting = new Map<LegId, EndedCall>();

  constructor(parts: AfterCallParts) {
    this.#parts = parts;
  }

  /** Called with each notice, again when a later verdict changes it. A listener must not throw. Returns the way to stop listening. */
  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Works out what to tell of a call that ended, and tells the listeners. Of a call that goes on, or that a worker made and that never came about,
   * or whose caller came to the end of what they said to a mailbox, there is nothing to tell. Never rejects.
   */
  async tell(call: EndedCall): Promise<void> {
    const { class: name } = call.verdict;
    if (name === 'continued' || (name === 'setup-failed' && !call.incoming)) return;
    if (call.atMailbox && !LOST.has(name)) return;
    const notice = await this.#of(call);
    for (const listener of this.#listeners) listener(notice);
  }

  /** How a trunk is. Once one that was away has held, what may be done about calls that were lost with it is told anew. */
  trunk(reach: TrunkReach): void {
    const { calls, clock, trunks, timer } = this.#parts;
    const { trunk } = reach;
    trunks.told(reach);
    if (!reach.reachable) return;
    const since = trunks.since(trunk);
    timer.after(TRUNK_HOLDS_MS, () => {
      // It went again meanwhile: its next coming back is waited for.
      if (trunks.since(trunk) !== since) return;
      for (const call of [...this.#waiting.values()]) {
        // What was agreed in a call is forgotten with it.
        if (calls.keptUntil(call) < clock.now()) this.#waiting.delete(call.call);
        else if (call.trunk === trunk) void this.tell(call);
      }
    });
  }

  /** The caller of this call has called again: nobody is told any more that they may be called back. */
  returned(call: LegId): void {
    this.#waiting.delete(call);
  }

  /** What to tell a phone now of the call that it spoke in last; `null`: there was none. Never rejects. */
  async again(phone: string): Promise<Notice | null> {
    const call = this.#parts.calls.last(phone, this.#parts.clock.now());
    return call === null ? null : await this.#of(call);
  }

  async #of(call: EndedCall): Promise<Notice> {
    const { calls, clock, trunks, log, store, zone } = this.#parts;
    const found = await store.of(calls.contactOf(call.call), call.call, clock.now());
    // What cannot be read allows nothing: it is as if nothing had been agreed.
    if (found.outcome !== 'ok') log.warn('contact-plan-unread', { why: found.why });
    const agreement = found.outcome === 'ok' ? agreementOf(plansOf(call.call, found.value)) : null;
    const { notice, offer } = decideNotice(call, agreement, {
      now: clock.now(),
      zone,
      slip: false,
      trunkSince: trunks.since(call.trunk),
    });
    this.#wait(call, offer);
    const why = offer.kind === 'none' ? offer.why : 'offered';
    log.info('call-ended-notice', { happened: notice.happened, agreed: notice.agreed, next: notice.next, why });
    return notice;
  }

  #wait(call: EndedCall, offer: Offer): void {
    if (offer.kind === 'none' && offer.why === 'trunk-away') this.#waiting.set(call.call, call);
    else this.#waiting.delete(call.call);
  }
}
