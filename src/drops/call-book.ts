import type { LegId } from '../call/call-event.ts';
import type { LegFact } from '../call/evidence.ts';
import type { CallAccount, Party } from './classify/call-account.ts';
import { LegRecord } from './leg-record.ts';

/** What shows that a leg is, or was, up, whoever forgot to say so. */
const SHOWS_UP = new Set(['bridge-entered', 'bridge-left', 'held', 'talking', 'rtcp', 'rtp-stalled', 'rtp-resumed']);

/**
 * Every leg that was heard of, and which of them make up one call. Legs belong together that bear one id of the PBX, dial each other, or meet in a
 * bridge: the PBX changes its own grouping (`Linkedid`) when bridges merge, so the leg's id alone is the key.
 */
export class CallBook {
  readonly #partyOf: (technology: string, endpoint: string) => Party;
  readonly #legs = new Map<LegId, LegRecord>();
  /** Union-find over leg ids, the PBX's group ids and bridges. */
  readonly #parents = new Map<string, string>();

  constructor(partyOf: (technology: string, endpoint: string) => Party) {
    this.#partyOf = partyOf;
  }

  /** The legs of survivors, in the order they were first heard of: each is a call. */
  get survivors(): readonly LegRecord[] {
    return [...this.#legs.values()].filter(({ party }) => party === 'survivor');
  }

  take(fact: LegFact): void {
    const leg = this.#legs.get(fact.leg) ?? new LegRecord(fact.leg, fact.at);
    this.#legs.set(fact.leg, leg);
    if (fact.kind === 'grouped') this.#join(fact.leg, `group ${fact.with}`);
    if (fact.kind === 'bridge-entered' || fact.kind === 'bridge-left') this.#join(fact.leg, `bridge ${fact.bridge}`);
    leg.take(fact, this.#partyOf);
    if (SHOWS_UP.has(fact.kind)) leg.answeredAt ??= fact.at;
  }

  /** The call that this survivor's leg is. */
  call(survivor: LegRecord): CallAccount {
    const root = this.#root(survivor.id);
    const workers = [...this.#legs.values()].filter((leg) => leg.party === 'worker' && this.#root(leg.id) === root);
    return { survivor, workers };
  }

  #root(key: string): string {
    let root = key;
    for (
      let parent = this.#parents.get(root);
      parent !== undefined && parent !== root;
      parent = this.#parents.get(root)
    )
      root = parent;
    return root;
  }

  #join(one: string, other: string): void {
    // A group id may be the id of a leg: then they are one.
    const names = [one, other, other.replace(/^group /, '')].map((key) => this.#root(key));
    const [root = one] = [...names].sort();
    for (const name of names) this.#parents.set(name, root);
  }
}
