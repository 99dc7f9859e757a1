import type { LegId } from '../call/call-event.ts';
import type { ContactPlan } from '../call/contact-plan.ts';
import type { EndedCall } from '../call/ended-call.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import type { Token } from '../call/token.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import type { LegView, Pbx } from '../ports/pbx.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { Tokeniser } from '../ports/tokeniser.ts';
import { agreementOf, decidingPlan, plansOf } from './agreement.ts';
import { type NextTry, nextTry } from './call-back-tries.ts';
import { decideNotice, type NoOffer } from './policy.ts';
import type { CodePrompt } from './prompt-names.ts';
import type { Trunks } from './trunks.ts';
import type { TryWatch } from './try-watch.ts';

export interface CallBackParts {
  readonly pbx: Pbx;
  readonly store: ContactStore;
  readonly sealer: Sealer;
  readonly tokeniser: Tokeniser;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: TryWatch;
  readonly trunks: Trunks;
  /** The agency's time zone. */
  readonly zone: string;
  /** The number behind a leg that came in, as long as it is known. */
  readonly callerOf: (leg: LegId) => PhoneNumber | null;
  /** Whether the rules of the configuration let a phone call this number at all. They can forbid, never loosen. */
  readonly mayCall: (number: PhoneNumber, phone: string) => boolean;
}

/** A worker's deliberate act: this phone's own leg asks, for the call that it spoke in last. */
export interface CallBackAct {
  readonly leg: LegId;
  readonly call: EndedCall;
  readonly contact: Token | null;
  /** The worker says that hanging up was a slip. */
  readonly slip: boolean;
  /** Every leg alive on the PBX. */
  readonly legs: readonly LegView[];
}

const REFUSALS = {
  wait: 'callback-wait',
  'none-left': 'callback-no-tries-left',
  closed: 'callback-not-allowed',
} as const satisfies Record<Exclude<NextTry, 'may-try'>, CodePrompt>;

function promptFor(why: NoOffer): CodePrompt {
  if (why === 'trunk-away') return 'callback-wait';
  return why === 'outside-window' || why === 'expired' ? 'callback-outside-window' : 'callback-not-allowed';
}

/**
 * Calling the caller of a lost call back. Nothing here begins a call: a worker's own leg stands waiting in the PBX, and is either told why not, or
 * sent on to the private door with the number from the sealed plan. Only {@link CallBack.act} can do that.
 *
 * ```
 *           act: offered, 60 s over, nobody of the contact on any leg, a try left
 *  open ───────────────────────────────────────────────────────────────> trying
 *   ^                                                                       │
 *   └── busy, nobody answered, no carrier took it (5 min until the next) <──┤
 *                                                                           │
 *  closed <── answered, refused (433, 603), not known how it ended, two tries
 *   ^
 *   └── the contact called again: from any state
 * ```
 *
 * The tries are kept on the disk, so that a new start of the daemon gives nobody a third one.
 */
export class CallBack {
  readonly #parts: CallBackParts;
  /** By contact: one call-back at a time, whoever asks. */
  readonly #asking = new Set<Token>();

  constructor(parts: CallBackParts) {
    this.#parts = parts;
  }

  /** The contact called again: nobody calls back for that call any more. */
  returned(call: LegId): void {
    this.#parts.store.ended({ call, at: this.#parts.clock.now(), end: 'returned' });
  }

  /** `null`: the leg is on its way. Otherwise why not, to be spoken. Never throws. */
  async act(act: CallBackAct): Promise<CodePrompt | null> {
    const { clock, trunks, store, zone } = this.#parts;
    const { call } = act;
    const found = await store.of(act.contact, call.call, clock.now());
    if (found.outcome !== 'ok') return 'code-not-now';
    const plans = plansOf(call.call, found.value);
    const now = clock.now();
    const { offer } = decideNotice(call, agreementOf(plans), {
      now,
      zone,
      slip: act.slip,
      trunkSince: trunks.since(call.trunk),
    });
    if (offer.kind === 'none') return promptFor(offer.why);
    if (now < offer.from) return 'callback-wait';
    const plan = decidingPlan(plans);
    if (plan === null || plan.contact === null) return 'callback-not-allowed';
    const { contact } = plan;
    if (this.#asking.has(contact) || this.#isCalling(contact, act)) return 'callback-caller-is-calling';
    this.#asking.add(contact);
    try {
      return await this.#try(act, plan, contact);
    } finally {
      this.#asking.delete(contact);
    }
  }

  /** Whether anybody's leg belongs to the contact: the survivor calls, or somebody calls the survivor. */
  #isCalling(contact: Token, { leg, legs }: CallBackAct): boolean {
    const { callerOf, tokeniser, watch } = this.#parts;
    if (watch.isCalling(contact)) return true;
    return legs.some(({ leg: other }) => {
      const caller = other === leg ? null : callerOf(other);
      return caller !== null && tokeniser.tokenOf(caller, 'contact') === contact;
    });
  }

  async #try({ call, leg }: CallBackAct, plan: ContactPlan, contact: Token): Promise<CodePrompt | null> {
    const { clock, log, pbx, store, watch } = this.#parts;
    const tries = await store.tries(call.call);
    if (tries.outcome !== 'ok') return 'code-not-now';
    const at = clock.now();
    const next = nextTry(tries.value, at);
    if (next !== 'may-try') return REFUSALS[next];
    const number = this.#numberOf(plan, contact, call.worker);
    if (number === null) return 'callback-not-allowed';
    // On the disk before anything is dialled: a try that nobody remembers would be one too many.
    const kept = await store.tried(call.call, at);
    if (kept.outcome !== 'ok') return 'code-not-now';
    watch.begin({ call: call.call, at, asking: leg, contact });
    const sent = await pbx.sendOn(leg, { context: 'withheld-call-back', extension: number.reveal() });
    log.info('call-back-placed', { outcome: sent.outcome, nth: tries.value.length + 1 });
    // Refused: the leg had gone, and nothing was dialled.
    if (sent.outcome === 'refused') watch.notPlaced(leg);
    return null;
  }

  #numberOf({ ref, sealed }: ContactPlan, contact: Token, phone: string | null): PhoneNumber | null {
    const { mayCall, sealer } = this.#parts;
    const number = sealed === null ? null : sealer.open(sealed, { contact, plan: ref });
    return number !== null && phone !== null && mayCall(number, phone) ? number : null;
  }
}
