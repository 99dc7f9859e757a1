import type { LegId } from '../../../call/call-event.ts';
import { endpointOf, legOf } from '../normalise.ts';
import type { Said } from './told-facts.ts';

/**
 * Asterisk's channel names, which some events use in place of ids. A masquerade gives a leg a new name; both stay its own. Names of Local
 * channels hold what was dialled and are not kept.
 */
export class LegNames {
  readonly #legs = new Map<string, LegId>();
  readonly #namesOf = new Map<LegId, Set<string>>();
  /** Which legs were introduced, and whether it was known who called whom. */
  readonly #introduced = new Map<LegId, boolean>();

  /** The leg of this id, and what there is to say of it the first time. `state` is Asterisk's number or word for it. */
  meet(id: string, name: string | null, state: string | null): { readonly leg: LegId; readonly said: readonly Said[] } {
    const leg = legOf(id);
    const said: Said[] = [];
    if (name !== null && !name.startsWith('Local/')) {
      this.#legs.set(name, leg);
      this.#namesOf.set(leg, (this.#namesOf.get(leg) ?? new Set()).add(name));
      const incoming = incomingOf(state);
      if (this.#introduced.get(leg) !== true && (incoming !== null || !this.#introduced.has(leg))) {
        this.#introduced.set(leg, incoming !== null);
        said.push({ kind: 'seen', leg, through: endpointOf(name), incoming });
      }
    }
    if (state === '6' || state === 'Up') said.push({ kind: 'answered', leg });
    return { leg, said };
  }

  /** Forgets a leg that is over. */
  forget(leg: LegId): void {
    this.#introduced.delete(leg);
    for (const name of this.#namesOf.get(leg) ?? []) this.#legs.delete(name);
    this.#namesOf.delete(leg);
  }

  legNamed(name: string): LegId | null {
    return this.#legs.get(name) ?? null;
  }
}

/** A leg that calls in begins as Ring, one that is called as Down (chan_pjsip, seen on 16.28 and 22.10.1). Later nobody can tell. */
function incomingOf(state: string | null): boolean | null {
  if (state === '4' || state === 'Ring') return true;
  return state === '0' || state === '5' || state === 'Down' || state === 'Ringing' ? false : null;
}
