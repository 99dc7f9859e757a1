import type { CallBackTry } from '../../src/call/call-back-try.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { ContactPlan, PlanRef } from '../../src/call/contact-plan.ts';
import type { Token } from '../../src/call/token.ts';
import type { ContactStore } from '../../src/ports/contact-store.ts';
import type { StoreAnswer } from '../../src/ports/stores.ts';

/** Contact plans in memory, by the rules of the port. While it is not `writable`, nothing is written or read. */
export class KeptContacts implements ContactStore {
  plans: ContactPlan[] = [];
  all: CallBackTry[] = [];
  writable = true;

  async keep(plan: ContactPlan): Promise<StoreAnswer<null>> {
    return this.#answer(() => {
      this.plans = this.plans.filter(({ call, contact }) =>
        plan.call === null ? call !== null || contact !== plan.contact : call !== plan.call,
      );
      this.plans.push(plan);
      return null;
    });
  }

  async of(contact: Token | null, call: LegId, now: number): Promise<StoreAnswer<readonly ContactPlan[]>> {
    const bears = (plan: ContactPlan) => plan.call === call || (plan.call === null && plan.contact === contact);
    return this.#answer(() => this.plans.filter((plan) => plan.expiresAt > now && bears(plan)));
  }

  ending(call: LegId, expiresAt: number): void {
    this.plans = this.plans.map((plan) =>
      plan.call === call ? { ...plan, expiresAt: Math.min(plan.expiresAt, expiresAt) } : plan,
    );
  }

  async forget(ref: PlanRef): Promise<StoreAnswer<number>> {
    const before = this.plans.length;
    this.plans = this.plans.filter((plan) => plan.ref !== ref);
    return { outcome: 'ok', value: before - this.plans.length };
  }

  async tried(call: LegId, at: number): Promise<StoreAnswer<null>> {
    return this.#answer(() => {
      this.all.push({ call, at, end: null });
      return null;
    });
  }

  ended(one: CallBackTry): void {
    this.all = [...this.all.filter(({ call, at }) => call !== one.call || at !== one.at), one];
  }

  async tries(call: LegId): Promise<StoreAnswer<readonly CallBackTry[]>> {
    return this.#answer(() => this.all.filter((each) => each.call === call).sort((a, b) => a.at - b.at));
  }

  async nextExpiry(): Promise<StoreAnswer<number | null>> {
    const next = Math.min(...this.plans.map(({ expiresAt }) => expiresAt));
    return this.#answer(() => (Number.isFinite(next) ? next : null));
  }

  async purge(now: number): Promise<StoreAnswer<number>> {
    const before = this.plans.length;
    this.plans = this.plans.filter(({ expiresAt }) => expiresAt > now);
    return { outcome: 'ok', value: before - this.plans.length };
  }

  #answer<T>(work: () => T): StoreAnswer<T> {
    return this.writable ? { outcome: 'ok', value: work() } : { outcome: 'unknown', why: 'STORAGE_FULL' };
  }
}
