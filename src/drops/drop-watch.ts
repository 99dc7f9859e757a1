import type { LegId } from '../call/call-event.ts';
import type { Verdict } from '../call/drop-verdict.ts';
import type { Evidence, LegFact, PbxFact } from '../call/evidence.ts';
import { CallBook } from './call-book.ts';
import type { Party } from './classify/call-account.ts';
import { classify, isBeyondAmi } from './classify/classify.ts';
import { closedByFarEnd } from './classify/ending.ts';
import { openVerdict, suspect } from './classify/open-call.ts';
import type { LegRecord } from './leg-record.ts';
import { massDrops, raised } from './mass-drop.ts';
import { outageVerdict } from './outage-verdict.ts';
import { type Outage, PbxHealth } from './pbx-health.ts';

/** CEL, transfers and the mirror arrive within this of the survivor's end. */
const SETTLE_MS = 250;
/** So long a class may still be raised by what comes late. */
const REVISED_FOR_MS = 5_000;
/** A call that ends so soon after the PBX thawed ended because of the freeze: people heard nothing meanwhile. */
const THAW_MS = 10_000;

/** What is known of one call so far. */
export interface CallState {
  readonly call: LegId;
  readonly verdict: Verdict;
  /** When a side was first suspected to be lost, unless it came back. */
  readonly suspectedAt: number | null;
  /** When its end was decided; `null` while it is up. */
  readonly decidedAt: number | null;
  /** The incident it belongs to, if several were lost together. */
  readonly incident: LegId | null;
}

interface Watched {
  readonly leg: LegRecord;
  suspectedAt: number | null;
  decidedAt: number | null;
  verdict: Verdict | null;
  outage: Outage | null;
  thawedAt: number | null;
  settled: boolean;
}

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
  readonly #watched = new Map<LegId, Watched>();

  /** `partyOf` names the side of an endpoint. */
  constructor(partyOf: (technology: string, endpoint: string) => Party) {
    this.#book = new CallBook(partyOf);
  }

  /** Takes one fact in. Call `advance` to its time first. */
  hear(fact: Evidence): void {
    this.#health.sign(fact);
    if (isLegFact(fact)) this.#book.take(fact);
    else this.#health.take(fact satisfies PbxFact);
  }

  /** Everything that is due by `now`. */
  advance(now: number): void {
    for (const leg of this.#book.survivors) {
      const known = this.#watched.get(leg.id) ?? {
        leg,
        suspectedAt: null,
        decidedAt: null,
        verdict: null,
        outage: null,
        thawedAt: null,
        settled: false,
      };
      this.#watched.set(leg.id, known);
      if (!known.settled) this.#look(known, now);
    }
  }

  /** All calls at `now`, in the order they began. `over`: nothing more will be told, so what is ending is decided with what there is. */
  states(now: number, over = false): readonly CallState[] {
    this.advance(now);
    if (over) for (const each of this.#watched.values()) this.#end(each, now);
    const incidents = this.#incidents();
    return [...this.#watched.values()].map((each) => {
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
    });
  }

  #look(each: Watched, now: number): void {
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

  #lookAtOpen(each: Watched, now: number): void {
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

  #decide(each: Watched, endedAt: number, decidedAt: number): void {
    const around = this.#health.surroundings;
    const verdict = classify(this.#book.call(each.leg), endedAt, around);
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

  #end(each: Watched, now: number): void {
    const { endedAt } = each.leg;
    if (endedAt === null || each.settled) return;
    this.#decide(each, endedAt, Math.min(now, endedAt + SETTLE_MS));
  }

  #incidents() {
    const losses = [...this.#watched.values()].map(({ leg, verdict }) => ({
      call: leg.id,
      trunk: leg.endpoint,
      answeredAt: leg.answeredAt,
      endedAt: leg.endedAt,
      verdict,
    }));
    const { lostAt } = this.#health.surroundings;
    return massDrops(losses, (trunk) => lostAt(trunk) !== null);
  }
}
