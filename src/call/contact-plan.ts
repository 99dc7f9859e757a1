import type { LegId } from './call-event.ts';
import type { DropProtocol } from './notice.ts';
import type { SafeWindow } from './safe-window.ts';
import type { Token } from './token.ts';

/** Names one plan: a random UUID, version 4 (RFC 9562 §5.4), lower case. Says nothing about the contact. */
export type PlanRef = string & { readonly __planRef: never };

/** Who wrote something down, and when. `by`: a worker's extension, or the short name of an administrator. Epoch milliseconds. */
export interface Recorded {
  readonly by: string;
  readonly at: number;
}

/** A telephone number under lock and key: only the daemon's own key file opens it, and only for the plan it was sealed for. */
export type SealedNumber = Uint8Array & { readonly __sealedNumber: never };

/** What was agreed with a contact. No number and no name is in it. */
export interface ContactPlan {
  readonly ref: PlanRef;
  /** Of the contact's number, for purpose `contact`; `null`: the caller's number is not known. */
  readonly contact: Token | null;
  /** The call in which it was agreed and to which it belongs; `null`: it stands for every call of the contact until it expires. */
  readonly call: LegId | null;
  readonly protocol: DropProtocol;
  /** When the protocol was asked, and who wrote it down. */
  readonly agreed: Recorded;
  /** That the contact wants to be called back on this number; `null`: not given. */
  readonly consent: Recorded | null;
  /** When the contact may be called. A plan of one call has none of its own: those of the contact's standing plan hold. */
  readonly windows: readonly SafeWindow[];
  readonly expiresAt: number;
  /** Only with consent, and only where the agency calls back. */
  readonly sealed: SealedNumber | null;
}
