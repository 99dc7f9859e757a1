import type { RegistrationStatus } from '../../ports/status.ts';
import type { VectorId } from '../judge/vectors.ts';
import type { Severity } from '../judge/violation.ts';

/** A REGISTER of ours that was seen on its way to a carrier. */
export interface SeenRegistration {
  readonly at: number;
  /** `null`: the address is no trunk's. */
  readonly trunk: string | null;
  /** Address it went to. */
  readonly carrier: string;
  /** The gravest thing in it that may not be there, and how grave. */
  readonly vector: VectorId | null;
  readonly severity: Severity | null;
}

/** Addresses that are no trunk's and were registered at; more are somebody's game. */
const MOST_ELSEWHERE = 100;

/** What is known of the registrations of the trunks, from the wire. */
export class Registrations {
  readonly #last = new Map<string, SeenRegistration>();
  readonly #carriers = new Map<string, Set<string>>();
  readonly #elsewhere = new Set<string>();
  #moves = 0;

  /** How often a trunk registered where it never had, or something where no trunk is known to be: what leaves may be another's since. */
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
    // A carrier may have several addresses and take turns: each is news once.
    const known = this.#carriers.get(trunk) ?? new Set();
    if (known.size > 0 && known.size < MOST_ELSEWHERE && !known.has(carrier)) this.#moves += 1;
    this.#carriers.set(trunk, known.add(carrier));
    this.#last.set(trunk, registration);
  }

  /** `null`: none was seen. */
  of(trunk: string): RegistrationStatus | null {
    const last = this.#last.get(trunk);
    return last === undefined ? null : { at: last.at, vector: last.vector, severity: last.severity };
  }
}
