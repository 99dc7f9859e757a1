import type { LegId } from '../call/call-event.ts';
import type { ContactPlan, PlanRef, Recorded } from '../call/contact-plan.ts';
import type { DropProtocol } from '../call/notice.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import type { SafeWindow } from '../call/safe-window.ts';
import type { Token } from '../call/token.ts';
import type { Sealer } from '../ports/sealer.ts';

/** The plan of a call ends so long after it was made where nobody tells the end of the call. */
const LONGEST_CALL_MS = 6 * 3_600_000;

/** A number and its token. */
export interface Contact {
  readonly token: Token;
  readonly number: PhoneNumber;
}

export interface AgreedInCall {
  readonly ref: PlanRef;
  readonly call: LegId;
  /** `null`: the caller's number is not known. */
  readonly contact: Contact | null;
  readonly protocol: DropProtocol;
  /** The worker's word is the record of the consent too: the code says both. */
  readonly recorded: Recorded;
}

/**
 * What was agreed in a call, for this contact only. The number is sealed only where the agency calls back; `null`: it was to call back, and there is
 * no number to call.
 */
export function planOfCall(
  { ref, call, contact, protocol, recorded }: AgreedInCall,
  sealer: Sealer,
): ContactPlan | null {
  const callsBack = protocol === 'agency-calls-back';
  if (callsBack && contact === null) return null;
  return {
    ref,
    contact: contact?.token ?? null,
    call,
    protocol,
    agreed: recorded,
    consent: callsBack ? recorded : null,
    windows: [],
    expiresAt: recorded.at + LONGEST_CALL_MS,
    sealed: callsBack && contact !== null ? sealer.seal(contact.number, { contact: contact.token, plan: ref }) : null,
  };
}

export interface AgreedAhead {
  readonly ref: PlanRef;
  readonly contact: Contact;
  readonly protocol: DropProtocol;
  readonly consent: boolean;
  readonly windows: readonly SafeWindow[];
  readonly recorded: Recorded;
  readonly expiresAt: number;
}

/** A plan that stands until it expires. Its number is sealed only with consent and where the agency calls back. */
export function standingPlan(agreed: AgreedAhead, sealer: Sealer): ContactPlan {
  const { ref, contact, protocol, consent, windows, recorded, expiresAt } = agreed;
  const keepsNumber = consent && protocol === 'agency-calls-back';
  return {
    ref,
    contact: contact.token,
    call: null,
    protocol,
    agreed: recorded,
    consent: consent ? recorded : null,
    windows,
    expiresAt,
    sealed: keepsNumber ? sealer.seal(contact.number, { contact: contact.token, plan: ref }) : null,
  };
}
