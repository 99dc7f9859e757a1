import type { LegId } from '../call/call-event.ts';
import type { ContactPlan } from '../call/contact-plan.ts';
import type { Agreement } from './policy.ts';

/** The plans that bear on one call. */
export interface PlansOfCall {
  /** Agreed in this call. */
  readonly ofCall: ContactPlan | null;
  /** The contact's standing plan. */
  readonly standing: ContactPlan | null;
}

/** Which of the plans found bear on the call. */
export function plansOf(call: LegId, found: readonly ContactPlan[]): PlansOfCall {
  return {
    ofCall: found.find((plan) => plan.call === call) ?? null,
    standing: found.find((plan) => plan.call === null) ?? null,
  };
}

/** The plan whose protocol, consent and number count: what was said in this call goes before what was said earlier. */
export function decidingPlan({ ofCall, standing }: PlansOfCall): ContactPlan | null {
  return ofCall ?? standing;
}

/** What the plans say together. Times that a contact once named as safe hold whatever else is agreed in a call. */
export function agreementOf(plans: PlansOfCall): Agreement | null {
  const plan = decidingPlan(plans);
  if (plan === null) return null;
  const named = plans.standing?.windows ?? [];
  return {
    protocol: plan.protocol,
    agreedAt: plan.agreed.at,
    consent: plan.consent !== null,
    number: plan.sealed !== null,
    windows: named.length === 0 && plan.call !== null ? 'while-it-lasts' : named,
    expiresAt: plan.expiresAt,
  };
}
