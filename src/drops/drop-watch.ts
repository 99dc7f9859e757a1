import type { LegId } from '../call/call-event.ts';
import type { Verdict } from '../call/drop-verdict.ts';
import type { Evidence, LegFact, PbxFact } from '../call/evidence.ts';
import { CallBook } from './call-book.ts';
import type { CallAccount, Party } from './classify/call-account.ts';
import { classify, isBeyondAmi } from './classify/classify.ts';
import { closedByFarEnd } from './classify/ending.ts';
import { openVerdict, suspect } from './classify/open-call.ts';
import type { LegRecord } from './leg-record.ts';
import { type Incident, type Loss, massDrops, raised } from './mass-drop.ts';
import { outageVerdict } from './outage-verdict.ts';
import { PbxHealth } from './pbx-health.ts';
import { type CallState, type WatchedCall, watchedCall } from './watched-call.ts';

/** CEL, transfers and the mirror arrive within this of the survivor's end. */
const SETTLE_MS = 250;
/** So long a class may still be raised by what comes late. */
const REVISED_FOR_MS = 5_000;
/** A call that ends so soon after the PBX thawed ended because of the freeze: people heard nothing meanwhile. */
const THAW_MS = 10_000;

function isLegFact(fact: Evidence): fact is LegFact {
  return 'leg' in fact;
}

/**
 * Follows every call of a survivor from the facts that are told of it. The clock is the caller's: `hear` what was told, `advance` to now.
 *
 * ```
 *  up ── silent 3 s ──> suspected ── a sign ──> up
 *  up, suspected ── survivor's leg ended, 250 ms ──> decided ── 5 s, or lost together with others ──> decided, raised
 *  up, suspected ── PBX away ──> decided (pbx-failed) ── the leg is heard of again ──> up
 * ```
 *
 * Deterministic: the same facts, told in any order of the same times, give the same states.
 */
export class DropWatch {
  readonly #book: CallBook;
  readonly #health = new PbxHealth();
  readonly #watched = new Map<LegId, WatchedCall>();
  /** Of which something was told since they were looked at. */
  readonly #fresh = new Set<WatchedCall>();
  /** When time alone changes what is to be said of them. */
  readonly #due = new Map<WatchedCall, number>();

  /** `partyOf` names the side of an endpoint. */
  constructor(partyOf: (technology: string, endpoint: string) => Party) {
    this.#book = new CallBook(partyOf);
  }

  get legs(): ReadonlyMap<LegId, LegRecord> {
    return this.#book.legs;
  }

  /** Takes one fact in. Call `advance` to its time first. */
  hear(fact: Evidence): void {
    this.#health.sign(fact);
    if (!isLegFact(fact)) {
      this.#health.take(fact satisfies PbxFact);
      return;
    }
    for (const leg of this.#book.take(fact)) {
      const known = this.#watched.get(leg.id) ?? watchedCall(leg);
      this.#watched.set(leg.id, known);
      this.#fresh.add(known);
    }
  }

  /** Everything that is due by `now`; gives the calls that were looked at. */
  advance(now: number): readonly WatchedCall[] {
    const chosen = this.#health.lookAtAll() ? [...this.#watched.values()] : this.#chosen(now);
    this.#fresh.clear();
    const looked = chosen.filter(({ settled }) => !settled);
    for (const each of looked) {
      this.#look(each, now);
      const due = each.settled ? null : this.#dueAt(each);
      if (due === null) this.#due.delete(each);
      else this.#due.set(each, due);
    }
    return looked;
  }

  #chosen(now: number): readonly WatchedCall[] {
    const chosen = new Set(this.#fresh);
    for (const [each, due] of this.#due) if (due <= now) chosen.add(each);
    return [...chosen];
  }

  /** All calls at `now`, in the order they began. `over`: nothing more will be told, so what is ending is decided with what there is. */
  states(now: number, over = false): readonly CallState[] {
    this.advance(now);
    if (over) for (const each of this.#watched.values()) this.#end(each, now);
    const incidents = this.incidents();
    // In the order in which their legs were heard of, not in which it was known whose they are.
    const calls = [...this.#book.legs.keys()].flatMap((leg) => this.#watched.get(leg) ?? []);
    return calls.map((each) => this.state(each, now, incidents));
  }

  state(each: WatchedCall, now: number, incidents: readonly Incident[]): CallState {
    const { leg, suspectedAt, decidedAt } = each;
    const verdict = each.verdict ?? openVerdict(this.#book.call(leg), now, this.#health.surroundings);
    const incident = incidents.find(({ calls }) => calls.has(leg.id));
    return {
      call: leg.id,
      verdict: incident === undefined ? verdict : raised(verdict, incident, isBeyondAmi(verdict)),
      suspectedAt,
      decidedAt,
      incident: incident?.name ?? null,
    };
  }

  /** Calls that were lost together. `since`: only those that ended later, among those that were up then. */
  incidents(since = Number.NEGATIVE_INFINITY): readonly Incident[] {
    const losses: Loss[] = [];
    for (const { leg, verdict } of this.#watched.values()) {
      const { answeredAt, endedAt } = leg;
      if ((endedAt ?? since) >= since) losses.push({ call: leg.id, trunk: leg.endpoint, answeredAt, endedAt, verdict });
    }
    const { lostAt } = this.#health.surroundings;
    return massDrops(losses, (trunk) => lostAt(trunk) !== null);
  }

  call(leg: LegId): WatchedCall | undefined {
    return this.#watched.get(leg);
  }

  account(leg: LegRecord): CallAccount {
    return this.#book.call(leg);
  }

  /** Every leg that makes up a call with this one. */
  with(leg: LegId): readonly LegRecord[] {
    return this.#book.with(leg);
  }

  /** Forgets what was over before `before`, and gives its legs. A call that the PBX took along is over with its restart. */
  forget(before: number): readonly LegId[] {
    this.#health.forget(before);
    const over = ({ id, endedAt }: LegRecord) => {
      const call = this.#watched.get(id);
      return (call === undefined || call.settled) && (endedAt ?? call?.decidedAt ?? before) < before;
    };
    const forgotten: LegId[] = [];
    for (const leg of [...this.#book.legs.values()]) {
      if (!over(leg)) continue;
      const together = this.#book.with(leg.id);
      if (!together.every(over)) continue;
      for (const { id } of together) {
        const call = this.#watched.get(id);
        if (call !== undefined) this.#due.delete(call);
        this.#watched.delete(id);
        forgotten.push(id);
      }
      this.#book.forget(leg.id);
    }
    return forgotten;
  }

  /** Settles the calls that ended with a PBX that has been started anew; nothing can be heard of them any more. */
  settleLost(before: number): void {
    for (const each of this.#watched.values())
      if (!each.settled && each.outage !== null && (each.decidedAt ?? before) < before)
        each.settled = this.#health.restartedSince(each.leg.lastSignAt);
  }

  /** When what is said of a call can change although nothing is told; `null`: never. */
  #dueAt({ leg, decidedAt, outage }: WatchedCall): number | null {
    const { endedAt } = leg;
    if (outage !== null) return Number.NEGATIVE_INFINITY;
    if (endedAt !== null) return endedAt + SETTLE_MS + (decidedAt === null ? 0 : REVISED_FOR_MS);
    return this.#book.with(leg.id).some(({ hasStalled }) => hasStalled) ? Number.NEGATIVE_INFINITY : null;
  }

  #look(each: WatchedCall, now: number): void {
    const { leg } = each;
    const { endedAt } = leg;
    if (endedAt === null) {
      this.#lookAtOpen(each, now);
      return;
    }
    if (now < endedAt + SETTLE_MS) return;
    const first = each.decidedAt === null || each.outage !== null;
    if (first) this.#decide(each, endedAt, endedAt + SETTLE_MS);
    if (now >= endedAt + SETTLE_MS + REVISED_FOR_MS) {
      this.#decide(each, endedAt, endedAt + SETTLE_MS);
      each.settled = true;
    }
  }

  #lookAtOpen(each: WatchedCall, now: number): void {
    const outage = this.#health.outage(now, each.leg.lastSignAt);
    // A caller who had hung up before was not lost with the PBX.
    if (outage !== null && (closedByFarEnd(each.leg) ?? outage.knownAt) >= outage.knownAt) {
      each.outage = outage;
      each.thawedAt = null;
      each.verdict = outageVerdict(outage);
      each.decidedAt ??= outage.knownAt;
      return;
    }
    if (each.outage !== null) {
      each.thawedAt ??= now;
      if (each.outage.kind === 'frozen' && now < each.thawedAt + THAW_MS) {
        each.verdict = outageVerdict(each.outage, 'thawed');
        return;
      }
      each.outage = null;
      each.verdict = null;
      each.decidedAt = null;
    }
    each.suspectedAt = suspect(this.#book.call(each.leg), now)?.at ?? null;
  }

  #decide(each: WatchedCall, endedAt: number, decidedAt: number): void {
    const around = this.#health.surroundings;
    const verdict: Verdict = classify(this.#book.call(each.leg), endedAt, around);
    const thawing = each.outage?.kind === 'frozen' && endedAt <= (each.thawedAt ?? endedAt) + THAW_MS;
    if (thawing && each.outage !== null) {
      each.verdict = outageVerdict(each.outage, verdict);
      each.settled = true;
      return;
    }
    each.outage = null;
    each.verdict = verdict;
    each.decidedAt = decidedAt;
  }

  #end(each: WatchedCall, now: number): void {
    const { endedAt } = each.leg;
    if (endedAt === null || each.settled) return;
    this.#decide(each, endedAt, Math.min(now, endedAt + SETTLE_MS));
  }
}
