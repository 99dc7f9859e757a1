import type { CallBackTry } from '../call/call-back-try.ts';
import type { LegId } from '../call/call-event.ts';
import type { ContactPlan, PlanRef } from '../call/contact-plan.ts';
import type { Token } from '../call/token.ts';
import type { StoreAnswer } from './stores.ts';

/**
 * Contact plans and the tries to call back. No method throws or rejects. What breaks the shape of a plan is refused, never stored. Whatever is
 * replaced, forgotten or expired is erased: its bytes are in no file any more when the answer is ok.
 */
export interface ContactStore {
  /** In place of the plan of the same call or, for a standing plan, of the contact's standing one. Ok: it is on the disk. */
  keep(plan: ContactPlan, now: number): Promise<StoreAnswer<null>>;
  /** The plan of a call and the standing plan of a contact, where they have not expired. */
  of(contact: Token | null, call: LegId, now: number): Promise<StoreAnswer<readonly ContactPlan[]>>;
  /** The plan of a call ends at `expiresAt`, unless it does so sooner. */
  ending(call: LegId, expiresAt: number): void;
  forget(ref: PlanRef, now: number): Promise<StoreAnswer<number>>;
  /** A try begins. Ok: it is on the disk. */
  tried(call: LegId, at: number): Promise<StoreAnswer<null>>;
  /** How the try that began at `at` ended; a new entry where none began then (`returned`). */
  ended(one: CallBackTry): void;
  /** Oldest first. */
  tries(call: LegId): Promise<StoreAnswer<readonly CallBackTry[]>>;
  /** When the next plan expires; `null`: there is none. */
  nextExpiry(): Promise<StoreAnswer<number | null>>;
  /** Erases what has expired by `now`, and tries older than a day. Gives the number of plans erased. */
  purge(now: number): Promise<StoreAnswer<number>>;
}
