import type { LegId } from '../call/call-event.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { Evidence } from '../call/evidence.ts';
import type { DropListener } from '../ports/drop-listener.ts';
import type { LegAccount, Party } from './classify/call-account.ts';
import { DropWatch } from './drop-watch.ts';
import type { Incident } from './mass-drop.ts';
import { missedEnd } from './missed-end.ts';
import type { WatchedCall } from './watched-call.ts';

/** What is over for so long is forgotten. */
const REMEMBERED_MS = 180_000;
const FORGET_EVERY_MS = 10_000;
/** Calls are lost together within some seconds: those that ended longer ago have no part in it. */
const INCIDENT_MS = 15_000;
/** So long what is said of a call that went away with its PBX may still be mended. */
const LOST_FOR_GOOD_MS = 6_000;

/** Legs that end so close together ended together. */
const SAME_END_MS = 1_500;

export interface LiveDropsParts {
  readonly partyOf: (technology: string, endpoint: string) => Party;
  /** What the endpoints of legs stand for: the trunk's id, the extension. */
  readonly trunkOf: (endpoint: string) => string | null;
  readonly extensionOf: (endpoint: string) => string | null;
  readonly listener: DropListener;
  /** Calls that were told as live and not as ended by whoever watched before. */
  readonly known: readonly LiveCall[];
  /** Legs that are over and forgotten. */
  readonly forgotten: (legs: readonly LegId[]) => void;
}

/** What was last told of a call. */
interface Told {
  live: string;
  suspected: boolean;
  ended: EndedCall | null;
}

function isSame(one: EndedCall, other: EndedCall): boolean {
  const [a, b] = [one.verdict, other.verdict];
  return (
    one.incident === other.incident &&
    a.class === b.class &&
    a.releasedBy === b.releasedBy &&
    a.detail === b.detail &&
    a.confidence === b.confidence
  );
}

/** Who speaks, or spoke last. In a call of ours that is whoever made it, before anybody answers. */
function speakerOf(workers: readonly LegAccount[], incoming: boolean): LegAccount | null {
  const spoke = workers.filter(({ answeredAt }) => answeredAt !== null);
  const speaks = spoke.filter(({ endedAt }) => endedAt === null);
  const latest = (legs: readonly LegAccount[]) =>
    [...legs].sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0)).at(-1) ?? null;
  const caller = !incoming && workers.length === 1 ? (workers[0] ?? null) : null;
  return latest(speaks) ?? latest(spoke) ?? caller;
}

/**
 * The detector as it runs: facts in, and out what becomes of each call of a survivor, each change once. It knows time only from what it is told, so
 * that a recording told to it says the same.
 */
export class LiveDrops {
  readonly #parts: LiveDropsParts;
  readonly #watch: DropWatch;
  readonly #told = new Map<LegId, Told>();
  /** Legs of leak tests and round trips. */
  readonly #probes = new Set<LegId>();
  #forgotAt = 0;
  /** Of the calls that are known from before, those of which nothing is clear yet. */
  #pending: readonly LiveCall[];
  /** Those of them that are up. */
  readonly #adopted = new Map<LegId, LiveCall>();

  constructor(parts: LiveDropsParts) {
    this.#parts = parts;
    this.#pending = parts.known;
    this.#watch = new DropWatch(parts.partyOf);
  }

  /** Legs of calls of survivors that are up: the survivors' first. */
  get upLegs(): readonly LegId[] {
    const survivors: LegId[] = [];
    const workers: LegId[] = [];
    for (const leg of this.#watch.legs.values()) {
      if (leg.answeredAt === null || leg.endedAt !== null) continue;
      if (leg.party === 'survivor') survivors.push(leg.id);
      else if (leg.party === 'worker' && this.#watch.with(leg.id).some(({ party }) => party === 'survivor'))
        workers.push(leg.id);
    }
    return [...survivors, ...workers];
  }

  hear(fact: Evidence): void {
    this.#watch.hear(fact);
  }

  /** A call with this leg in it is nobody's. */
  probe(leg: LegId): void {
    this.#probes.add(leg);
  }

  /** Every leg that the PBX has was told of: what is known from before is taken up again, or has ended unseen. Once. */
  listed(legs: ReadonlySet<string>, bootedAt: number, now: number): void {
    for (const call of this.#pending) {
      if (legs.has(call.call)) this.#adopt(call, now);
      else this.#parts.listener.ended(missedEnd(call, bootedAt, now));
    }
    this.#pending = [];
  }

  #adopt(call: LiveCall, now: number): void {
    const told = { at: call.answeredAt ?? now, source: 'link', kind: 'answered' } as const;
    this.#adopted.set(call.call, call);
    this.#told.set(call.call, { live: JSON.stringify(call), suspected: false, ended: null });
    this.#watch.hear({ at: now, source: 'link', kind: 'directed', leg: call.call, incoming: call.incoming });
    if (call.answeredAt === null) return;
    this.#watch.hear({ ...told, leg: call.call });
    for (const leg of this.#watch.with(call.call))
      if (leg.party === 'worker' && this.#parts.extensionOf(leg.endpoint) === call.worker)
        this.#watch.hear({ ...told, leg: leg.id });
  }

  /** Tells everything that is due by `now`. */
  advance(now: number): void {
    const looked = this.#watch.advance(now);
    const lost = looked.some(({ verdict }) => verdict?.class === 'network-drop');
    const incidents = lost ? this.#watch.incidents(now - INCIDENT_MS) : [];
    // Of what was lost together, those that were lost first are told again.
    const first = incidents.flatMap(({ calls }) => [...calls].flatMap((call) => this.#watch.call(call) ?? []));
    for (const each of new Set([...looked, ...first])) this.#say(each, now, incidents);
    if (now < this.#forgotAt + FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    this.#watch.settleLost(now - LOST_FOR_GOOD_MS);
    this.#forget(now - REMEMBERED_MS);
  }

  #forget(before: number): void {
    const forgotten = this.#watch.forget(before);
    for (const leg of forgotten) {
      this.#told.delete(leg);
      this.#adopted.delete(leg);
    }
    for (const leg of this.#probes) if (!this.#watch.legs.has(leg)) this.#probes.delete(leg);
    this.#parts.forgotten(forgotten);
  }

  #say(each: WatchedCall, now: number, incidents: readonly Incident[]): void {
    const { listener } = this.#parts;
    const { leg, decidedAt, suspectedAt } = each;
    // Half of what the PBX lists is heard before the rest: of a call that is known from before nothing is said until it was taken up again.
    if (this.#pending.some(({ call }) => call === leg.id)) return;
    const account = this.#watch.account(leg);
    if (this.#isNobodys(leg.id, leg.incoming, account.workers)) return;
    const call = this.#callOf(each, account.workers);
    const told = this.#told.get(leg.id) ?? { live: '', suspected: false, ended: null };
    this.#told.set(leg.id, told);
    if (leg.answeredAt !== null && decidedAt === null && leg.endedAt === null) {
      const live = JSON.stringify(call);
      if (told.live !== live) listener.live(call);
      told.live = live;
    }
    if (decidedAt !== null) {
      this.#ended(each, call, told, now, incidents);
      return;
    }
    const back = told.ended !== null || (told.suspected && suspectedAt === null && leg.endedAt === null);
    if (back) {
      told.ended = null;
      told.suspected = false;
      listener.restored(call);
    }
    if (suspectedAt === null || told.suspected || leg.endedAt !== null) return;
    const { verdict } = this.#watch.state(each, now, []);
    if (verdict.releasedBy !== 'survivor-side' && verdict.releasedBy !== 'worker-side') return;
    told.suspected = true;
    listener.suspected({ ...call, side: verdict.releasedBy, suspectedAt, since: verdict.since });
  }

  #ended(each: WatchedCall, call: LiveCall, told: Told, now: number, incidents: readonly Incident[]): void {
    const { listener } = this.#parts;
    const { verdict, incident, decidedAt } = this.#watch.state(each, now, incidents);
    // What was lost together stays so when nothing is left to compare it with.
    const known = told.ended;
    if (known !== null && known.incident !== null && incident === null) return;
    const endedAt = each.leg.endedAt ?? each.outage?.at ?? now;
    const end: EndedCall = {
      ...call,
      endedAt,
      decidedAt: decidedAt ?? now,
      verdict,
      incident,
      ...(this.#isAtMailbox(each.leg.id, endedAt) ? { atMailbox: true } : {}),
      session: each.leg.session,
    };
    if (known !== null && isSame(known, end)) return;
    told.ended = end;
    if (known === null) listener.ended(end);
    else listener.raised(end);
  }

  /** Also where another leg, which connects the caller, is the one that is there: an attended transfer. */
  #isAtMailbox(call: LegId, endedAt: number): boolean {
    const here = (at: number, how: string) => how === 'to-mailbox' && at >= endedAt - SAME_END_MS;
    return this.#watch.with(call).some(({ moves }) => moves.some(({ at, how }) => here(at, how)));
  }

  /** A call of ours that no phone of ours made, such as the way outside of a caller who is led on, and whatever a leak test takes part in. */
  #isNobodys(call: LegId, incoming: boolean | null, workers: readonly LegAccount[]): boolean {
    if (incoming === false && !this.#adopted.has(call) && !this.#isMade(call, workers)) return true;
    return this.#probes.size > 0 && this.#watch.with(call).some(({ id }) => this.#probes.has(id));
  }

  #isMade(call: LegId, workers: readonly LegAccount[]): boolean {
    const callers = this.#watch.with(call).filter(({ party, incoming }) => party === 'survivor' && incoming === true);
    return callers.length === 0 ? workers.length > 0 : workers.some(({ incoming }) => incoming === true);
  }

  #callOf({ leg }: WatchedCall, workers: readonly LegAccount[]): LiveCall {
    const incoming = leg.incoming ?? true;
    const speaker = speakerOf(workers, incoming);
    const first = Math.min(...workers.flatMap(({ answeredAt }) => answeredAt ?? []));
    const talks = leg.answeredAt !== null && Number.isFinite(first);
    const before = this.#adopted.get(leg.id);
    return {
      call: leg.id,
      incoming,
      trunk: this.#parts.trunkOf(leg.endpoint),
      worker: speaker === null ? (before?.worker ?? null) : this.#parts.extensionOf(speaker.endpoint),
      answeredAt: before?.answeredAt ?? (talks ? Math.max(first, leg.answeredAt ?? first) : null),
    };
  }
}
