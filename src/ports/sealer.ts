import type { PlanRef, SealedNumber } from '../call/contact-plan.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import type { Token } from '../call/token.ts';

/** What a sealed number belongs to. It opens for nothing else. */
export interface SealedFor {
  readonly contact: Token;
  readonly plan: PlanRef;
}

/** Puts a number under lock and key. Neither method throws. */
export interface Sealer {
  /** Never twice the same, and always of the same length. */
  seal(number: PhoneNumber, belongs: SealedFor): SealedNumber;
  /** `null`: sealed for something else, under another key, or changed. */
  open(sealed: SealedNumber, belongs: SealedFor): PhoneNumber | null;
}
