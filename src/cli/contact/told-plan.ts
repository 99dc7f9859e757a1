import type { ContactPlan } from '../../call/contact-plan.ts';
import { safeWindowText } from '../../call/safe-window.ts';
import { columns } from '../columns.ts';

/** What a plan says, for programs. Neither number nor token is in it. */
export function shownPlan({ ref, call, protocol, agreed, consent, windows, expiresAt, sealed }: ContactPlan) {
  const recorded = (each: { by: string; at: number } | null) =>
    each === null ? null : { by: each.by, at: new Date(each.at).toISOString() };
  return {
    plan: ref,
    holds: call === null ? 'until-it-expires' : 'for-one-call',
    protocol,
    agreed: recorded(agreed),
    consent: recorded(consent),
    windows: windows.map(safeWindowText),
    expires: new Date(expiresAt).toISOString(),
    numberKept: sealed !== null,
  };
}

/** The same for people, one line each. */
export function planLines(plans: readonly ContactPlan[]): readonly string[] {
  const minute = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  return columns(
    plans.map(({ agreed, call, consent, expiresAt, protocol, ref, sealed, windows }) => [
      ref,
      protocol,
      call === null ? 'standing' : 'one call',
      `by ${agreed.by} ${minute(agreed.at)}`,
      consent === null ? 'no consent' : `consent by ${consent.by}`,
      sealed === null ? 'no number kept' : 'number kept, sealed',
      `until ${minute(expiresAt)}`,
      windows.map(safeWindowText).join('; '),
    ]),
  );
}
