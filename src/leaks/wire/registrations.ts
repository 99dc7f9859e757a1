import type { RegistrationStatus } from '../../ports/status.ts';
import type { VectorId } from '../judge/vectors.ts';

/** A REGISTER of ours that was seen on its way to a carrier. */
export interface SeenRegistration {
  readonly at: number;
  /** `null`: the address is no trunk's. */
  readonly trunk: string | null;
  /** Address it went to. */
  readonly carrier: string;
  /** The first thing in it that may not be there. */
  readonly vector: VectorId | null;
}

/** Addresses that are no trunk's and were registered at; more are somebody's game. */
const MOST_ELSEWHERE = 100;

/** What is known of the registrations of the trunks, from the wire. */
export class Registrations {
  readonly #last = new Map<string, SeenRegistration>();
  readonly #elsewhere = new Set<string>();
  #moves = 0;

  /** How often a trunk registered somewhere else than the time before, or where no trunk is known to: what leaves may be another's since. */
  get moves(): number {
    return this.#moves;
  }

  seen(registration: SeenRegistration): void {
    const { trunk, carrier } = registration;
    if (trunk === null) {
      if (this.#elsewhere.has(carrier) || this.#elsewhere.size >= MOST_ELSEWHERE) return;
      this.#elsewhere.add(carrier);
      this.#moves += 1;
      return;
    }
    const before = this.#last.get(trunk);
    if (before !== undefined && before.carrier !== carrier) this.#moves += 1;
    this.#last.set(trunk, registration);
  }

  /** `null`: none was seen. */
  of(trunk: string): RegistrationStatus | null {
    const last = this.#last.get(trunk);
    return last === undefined ? null : { at: last.at, vector: last.vector };
  }
}
