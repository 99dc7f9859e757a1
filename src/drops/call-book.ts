import type { LegId } from '../call/call-event.ts';
import type { LegFact } from '../call/evidence.ts';
import type { CallAccount, Party } from './classify/call-account.ts';
import { LegRecord } from './leg-record.ts';

/** What shows that a leg is, or was, up, whoever forgot to say so. */
const SHOWS_UP = new Set(['bridge-entered', 'bridge-left', 'held', 'talking', 'rtcp', 'rtp-stalled', 'rtp-resumed']);

/** Legs that belong together, and every name (leg, group of the PBX, bridge) that says so. */
interface Group {
  readonly names: Set<string>;
  readonly legs: Set<LegRecord>;
}

/**
 * Every leg that was heard of, and which of them make up one call. Legs belong together that bear one id of the PBX, dial each other, or meet in a
 * bridge: the PBX changes its own grouping (`Linkedid`) when bridges merge, so the leg's id alone is the key.
 */
export class CallBook {
  readonly #partyOf: (technology: string, endpoint: string) => Party;
  readonly #legs = new Map<LegId, LegRecord>();
  /** By each of its names. */
  readonly #groups = new Map<string, Group>();
  /** In which order the legs were first heard of. */
  readonly #order = new Map<LegRecord, number>();
  #heardOf = 0;

  constructor(partyOf: (technology: string, endpoint: string) => Party) {
    this.#partyOf = partyOf;
  }

  get legs(): ReadonlyMap<LegId, LegRecord> {
    return this.#legs;
  }

  /** Takes a fact in and gives the survivors' legs whose call it may be about. */
  take(fact: LegFact): readonly LegRecord[] {
    const leg = this.#legs.get(fact.leg) ?? this.#newcomer(fact);
    if (fact.kind === 'grouped') {
      this.#join(fact.leg, `group ${fact.with}`);
      // A group id may be the id of a leg: then they are one.
      this.#join(fact.leg, fact.with);
    }
    if (fact.kind === 'bridge-entered' || fact.kind === 'bridge-left') this.#join(fact.leg, `bridge ${fact.bridge}`);
    leg.take(fact, this.#partyOf);
    if (SHOWS_UP.has(fact.kind)) leg.answeredAt ??= fact.at;
    return this.#together(fact.leg).filter(({ party }) => party === 'survivor');
  }

  /**
   * The call that this survivor's leg is. Whoever a caller is led to outside (a worker's mobile, by overflow, follow-me or forward) is on the worker's
   * side, although over a trunk.
   */
  call(survivor: LegRecord): CallAccount {
    const isOurs = ({ incoming, party }: LegRecord) =>
      party === 'worker' || (party === 'survivor' && survivor.incoming === true && incoming === false);
    return { survivor, workers: this.#together(survivor.id).filter(isOurs) };
  }

  /** Every leg that belongs together with this one. */
  with(leg: LegId): readonly LegRecord[] {
    return this.#together(leg);
  }

  /** Forgets a leg and all that belongs with it. */
  forget(leg: LegId): void {
    const group = this.#groups.get(leg);
    for (const name of group?.names ?? []) this.#groups.delete(name);
    for (const each of group?.legs ?? []) {
      this.#legs.delete(each.id);
      this.#order.delete(each);
    }
  }

  #newcomer({ leg: id, at }: LegFact): LegRecord {
    const leg = new LegRecord(id, at);
    this.#legs.set(id, leg);
    this.#order.set(leg, this.#heardOf);
    this.#heardOf += 1;
    this.#group(id).legs.add(leg);
    return leg;
  }

  #group(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = { names: new Set([name]), legs: new Set<LegRecord>() };
    this.#groups.set(name, group);
    return group;
  }

  #together(id: LegId): LegRecord[] {
    const legs = [...(this.#groups.get(id)?.legs ?? [])];
    return legs.sort((one, other) => (this.#order.get(one) ?? 0) - (this.#order.get(other) ?? 0));
  }

  #join(one: string, other: string): void {
    const [first, second] = [this.#group(one), this.#group(other)];
    if (first === second) return;
    const [larger, smaller] = first.names.size >= second.names.size ? [first, second] : [second, first];
    for (const name of smaller.names) {
      larger.names.add(name);
      this.#groups.set(name, larger);
    }
    for (const leg of smaller.legs) larger.legs.add(leg);
  }
}
