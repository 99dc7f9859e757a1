import type { EndedCall } from '../call/ended-call.ts';
import type { Notice } from '../call/notice.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import { agreementOf, plansOf } from './agreement.ts';
import type { PhoneCalls } from './phone-calls.ts';
import { decideNotice } from './policy.ts';

export interface AfterCallParts {
  readonly store: ContactStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly calls: PhoneCalls;
  /** The agency's time zone. */
  readonly zone: string;
}

/** What there is to tell a worker about a call that ended: the verdict on it, held against what was agreed. */
export class AfterCall {
  readonly #parts: AfterCallParts;
  readonly #listeners = new Set<(notice: Notice) => void>();

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
   * there is nothing to tell. Never rejects.
   */
  async tell(call: EndedCall): Promise<void> {
    const { class: name } = call.verdict;
    if (name === 'continued' || (name === 'setup-failed' && !call.incoming)) return;
    const notice = await this.#of(call);
    for (const listener of this.#listeners) listener(notice);
  }

  /** What to tell a phone now of the call that it spoke in last; `null`: there was none. Never rejects. */
  async again(phone: string): Promise<Notice | null> {
    const call = this.#parts.calls.last(phone, this.#parts.clock.now());
    return call === null ? null : await this.#of(call);
  }

  async #of(call: EndedCall): Promise<Notice> {
    const { calls, clock, log, store, zone } = this.#parts;
    const found = await store.of(calls.contactOf(call.call), call.call, clock.now());
    // What cannot be read allows nothing: it is as if nothing had been agreed.
    if (found.outcome !== 'ok') log.warn('contact-plan-unread', { why: found.why });
    const agreement = found.outcome === 'ok' ? agreementOf(plansOf(call.call, found.value)) : null;
    const { notice, offer } = decideNotice(call, agreement, { now: clock.now(), zone, slip: false });
    const why = offer.kind === 'none' ? offer.why : 'offered';
    log.info('call-ended-notice', { happened: notice.happened, agreed: notice.agreed, next: notice.next, why });
    return notice;
  }
}
