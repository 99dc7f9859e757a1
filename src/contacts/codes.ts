import type { CallEvent, LegId } from '../call/call-event.ts';
import type { PlanRef } from '../call/contact-plan.ts';
import type { DropProtocol, Notice } from '../call/notice.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import { questionOf } from '../call/question.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import type { DialplanPlace, LegView, Pbx } from '../ports/pbx.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { Tokeniser } from '../ports/tokeniser.ts';
import type { CallBack } from './call-back.ts';
import type { PhoneCalls } from './phone-calls.ts';
import { planOfCall } from './plan.ts';
import type { CodePrompt } from './prompt-names.ts';

export interface CodesParts {
  readonly pbx: Pbx;
  readonly store: ContactStore;
  readonly sealer: Sealer;
  readonly tokeniser: Tokeniser;
  readonly clock: Clock;
  readonly log: Log;
  readonly calls: PhoneCalls;
  readonly callBack: CallBack;
  /** The extensions of the sites: nobody else may use a code. */
  readonly phones: ReadonlySet<string>;
  readonly newRef: () => PlanRef;
  readonly callerOf: (leg: LegId) => PhoneNumber | null;
  /** What is said of the call that a phone spoke in last; `null`: nothing is known. */
  readonly noticeOf: (phone: string) => Promise<Notice | null>;
  /** Where a notice is spoken. */
  readonly placeOf: (notice: Notice) => DialplanPlace;
}

/** What a code asks for, by the digits that the dialplan makes of it, whatever is dialled for it. */
export type Code =
  | { readonly kind: 'protocol'; readonly protocol: Exclude<DropProtocol, 'not-agreed'> }
  | { readonly kind: 'notice' }
  | { readonly kind: 'call-back'; readonly slip: boolean };

const CODES: Readonly<Record<string, Code>> = {
  '600': { kind: 'protocol', protocol: 'nobody-calls' },
  '601': { kind: 'protocol', protocol: 'agency-calls-back' },
  '602': { kind: 'protocol', protocol: 'survivor-calls-back' },
  '65': { kind: 'notice' },
  '66': { kind: 'call-back', slip: false },
  '661': { kind: 'call-back', slip: true },
};

const CONFIRMED = {
  'agency-calls-back': 'plan-agency',
  'survivor-calls-back': 'plan-survivor',
  'nobody-calls': 'plan-nobody',
} as const satisfies Record<Exclude<DropProtocol, 'not-agreed'>, CodePrompt>;

type Asked = Extract<CallEvent, { kind: 'asked' }>;

/** A phone of ours that dialled a code, and what the PBX says of the moment. */
interface Dialled {
  readonly leg: LegId;
  readonly phone: string;
  readonly legs: readonly LegView[];
}

/**
 * Answers the codes that workers dial: what was agreed with a caller, the notice again, a call-back. Each is answered by sending the waiting leg on,
 * to a spoken word or to what was asked for; a leg that gets no answer hears from the dialplan that it is not possible now.
 */
export class Codes {
  readonly #parts: CodesParts;

  constructor(parts: CodesParts) {
    this.#parts = parts;
  }

  /** Never throws. Questions that are no code are somebody else's. */
  handle(event: CallEvent): void {
    if (event.kind !== 'asked') return;
    const question = questionOf(event.words);
    if (question?.kind === 'code') void this.#answer(event, CODES[question.digits] ?? null);
  }

  async #answer({ from, leg }: Asked, code: Code | null): Promise<void> {
    const { log, pbx, phones } = this.#parts;
    const isPhone = from.technology === 'PJSIP' && phones.has(from.endpoint);
    if (!isPhone || code === null) {
      log.warn('code-refused', { phone: isPhone, known: code !== null });
      await this.#say(leg, 'code-refused');
      return;
    }
    const legs = await pbx.legs();
    if (legs.outcome !== 'ok') {
      await this.#say(leg, 'code-not-now');
      return;
    }
    const dialled: Dialled = { leg, phone: from.endpoint, legs: legs.value };
    if (code.kind === 'protocol') await this.#agree(dialled, code.protocol);
    else if (code.kind === 'notice') await this.#notice(dialled);
    else await this.#callBack(dialled, code.slip);
  }

  async #agree({ leg, legs, phone }: Dialled, protocol: Exclude<DropProtocol, 'not-agreed'>): Promise<void> {
    const { callerOf, calls, clock, log, newRef, sealer, store, tokeniser } = this.#parts;
    const now = clock.now();
    const live = calls.speaking(phone, new Set(legs.map((view) => view.leg)));
    const last = live === null ? calls.last(phone, now) : null;
    const call = live ?? last;
    if (call === null) return await this.#refuse(leg, 'code-refused');
    // Only while the caller is there can it be asked. What is stricter may be said later too.
    if (live === null && protocol === 'agency-calls-back') return await this.#refuse(leg, 'code-too-late');
    const number = callerOf(call.call);
    const token = number === null ? calls.contactOf(call.call) : tokeniser.tokenOf(number, 'contact');
    const contact = number === null || token === null ? null : { token, number };
    const recorded = { by: phone, at: now };
    const plan = planOfCall({ ref: newRef(), call: call.call, contact, protocol, recorded }, sealer);
    if (plan === null) return await this.#refuse(leg, 'code-no-number');
    const kept = await store.keep({ ...plan, contact: token }, now);
    if (last !== null) store.ending(last.call, calls.keptUntil(last));
    const told = kept.outcome === 'ok' ? await this.#say(leg, CONFIRMED[protocol]) : false;
    log.info('plan-agreed', { protocol, kept: kept.outcome, told });
    if (told) return;
    // Nobody heard that it holds: a loosening does not. What forbids may stand unheard.
    if (protocol === 'agency-calls-back') await store.forget(plan.ref, now);
    if (kept.outcome !== 'ok') await this.#say(leg, 'code-not-now');
  }

  async #notice({ leg, phone }: Dialled): Promise<void> {
    const notice = await this.#parts.noticeOf(phone);
    if (notice === null) await this.#say(leg, 'code-refused');
    else await this.#parts.pbx.sendOn(leg, this.#parts.placeOf(notice));
  }

  async #callBack({ leg, legs, phone }: Dialled, slip: boolean): Promise<void> {
    const { callBack, calls, clock } = this.#parts;
    if (calls.speaking(phone, new Set(legs.map((view) => view.leg))) !== null)
      return await this.#refuse(leg, 'callback-not-allowed');
    const call = calls.last(phone, clock.now());
    if (call === null) return await this.#refuse(leg, 'code-refused');
    const why = await callBack.act({ leg, call, contact: calls.contactOf(call.call), slip, legs });
    if (why !== null) await this.#refuse(leg, why);
  }

  async #refuse(leg: LegId, prompt: CodePrompt): Promise<void> {
    this.#parts.log.info('code-answered', { prompt });
    await this.#say(leg, prompt);
  }

  /** Whether the leg went on to the spoken word. */
  async #say(leg: LegId, prompt: CodePrompt): Promise<boolean> {
    const answer = await this.#parts.pbx.sendOn(leg, { context: 'withheld-codes-say', extension: prompt });
    return answer.outcome === 'ok';
  }
}
