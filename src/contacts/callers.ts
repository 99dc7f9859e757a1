import type { LegId } from '../call/call-event.ts';
import type { PhoneNumber } from '../call/phone-number.ts';

/** Who the caller of a leg is, in memory only: for whoever may call back, as long as that can be. */
export class Callers {
  readonly #numbers = new Map<LegId, PhoneNumber>();

  /** `null`: nobody knows the number. */
  arrived(leg: LegId, caller: PhoneNumber | null): void {
    if (caller === null) this.#numbers.delete(leg);
    else this.#numbers.set(leg, caller);
  }

  of(leg: LegId): PhoneNumber | null {
    return this.#numbers.get(leg) ?? null;
  }

  forget(leg: LegId): void {
    this.#numbers.delete(leg);
  }
}
