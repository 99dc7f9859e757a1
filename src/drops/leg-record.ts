import type { LegId } from '../call/call-event.ts';
import type { EvidenceSource, LegFact } from '../call/evidence.ts';
import type { SessionFacts } from '../call/session-facts.ts';
import type { LegAccount, Party, Release, Stall } from './classify/call-account.ts';
import { SessionRecord } from './session-record.ts';

type Entry<K extends 'softs' | 'sources' | 'bridges' | 'moves' | 'queue' | 'dials' | 'sip' | 'holds' | 'talks'> =
  LegAccount[K][number];

/** What is kept as a list of its own. */
type ListedFact = Extract<
  LegFact,
  {
    kind:
      | 'hangup-soft'
      | 'hangup-source'
      | 'bridge-entered'
      | 'bridge-left'
      | 'moved'
      | 'queue'
      | 'dial-ended'
      | 'held'
      | 'unheld'
      | 'talking'
      | 'quiet'
      | 'sip';
  }
>;

const MOST_STALLS = 16;
const MOST_TOLD = 256;

/** Puts `entry` where its time belongs. Of a long call the oldest are forgotten. */
function insert<T extends { readonly at: number }>(list: T[], entry: T): void {
  let place = list.length;
  while (place > 0 && (list[place - 1]?.at ?? 0) > entry.at) place -= 1;
  list.splice(place, 0, entry);
  if (list.length > MOST_TOLD) list.shift();
}

function earlier(known: number | null, told: number): number {
  return known === null ? told : Math.min(known, told);
}

/** What a SIP message must be for us to keep it: it ends a dialog, says that it has ended, or refuses to begin one. */
function isKept(method: string, status: number | null): boolean {
  if (status === null) return method === 'BYE' || method === 'CANCEL';
  return method === 'INVITE' ? status >= 300 : method === 'BYE';
}

/** Sent by a PBX that knows the dialog; 481 is what one says that does not (RFC 3261 §12.2.2). */
function isOwnWord(fact: LegFact): boolean {
  return fact.kind === 'sip' && fact.direction === 'out' && fact.status !== 481;
}

/** The account of one leg while it is being written. Facts may come twice and in any order. */
export class LegRecord implements LegAccount {
  readonly id: LegId;
  readonly firstSeenAt: number;
  readonly requests: Release[] = [];
  readonly softs: Entry<'softs'>[] = [];
  readonly sources: Entry<'sources'>[] = [];
  readonly ends: Release[] = [];
  readonly bridges: Entry<'bridges'>[] = [];
  readonly moves: Entry<'moves'>[] = [];
  readonly queue: Entry<'queue'>[] = [];
  readonly dials: Entry<'dials'>[] = [];
  readonly sip: Entry<'sip'>[] = [];
  readonly holds: Entry<'holds'>[] = [];
  readonly talks: Entry<'talks'>[] = [];
  readonly heard = new Set<EvidenceSource>();
  party: Party = 'other';
  endpoint = '';
  incoming: boolean | null = null;
  answeredAt: number | null = null;
  endedAt: number | null = null;
  rtcpLast: number | null = null;
  lost: number | null = null;
  lastToldAt: number;
  /** When the PBX last showed that it knows the leg: it told of it, or sent something for it. */
  lastSignAt: number;
  #stalls: Stall[] = [];
  #resumes: number[] = [];
  readonly #session = new SessionRecord();

  constructor(id: LegId, at: number) {
    this.id = id;
    this.firstSeenAt = at;
    this.lastToldAt = at;
    this.lastSignAt = at;
  }

  /** Whether a stall was ever told of. */
  get hasStalled(): boolean {
    return this.#stalls.length > 0;
  }

  /** What SIP said of it, for the health of its trunk. */
  get session(): SessionFacts {
    return this.#session.facts;
  }

  get stalls(): readonly Stall[] {
    return this.#stalls.map(({ since }, place) => {
      const next = this.#stalls[place + 1]?.since ?? Number.POSITIVE_INFINITY;
      return {
        since,
        until: this.#resumes.find((at) => at > since && at <= next) ?? (Number.isFinite(next) ? next : null),
      };
    });
  }

  /** Takes one fact in. `party` names the side of an endpoint. */
  take(fact: LegFact, partyOf: (technology: string, endpoint: string) => Party): void {
    const { at, source } = fact;
    this.heard.add(source);
    if (source !== 'wire') this.lastToldAt = Math.max(this.lastToldAt, at);
    if (source !== 'wire' || isOwnWord(fact)) this.lastSignAt = Math.max(this.lastSignAt, at);
    switch (fact.kind) {
      case 'seen':
        this.party = this.party === 'other' ? partyOf(fact.through.technology, fact.through.endpoint) : this.party;
        this.endpoint = this.endpoint === '' ? fact.through.endpoint : this.endpoint;
        this.incoming ??= fact.incoming;
        break;
      case 'directed':
        this.incoming ??= fact.incoming;
        break;
      case 'answered':
        this.answeredAt = earlier(this.answeredAt, at);
        break;
      case 'ended':
        this.endedAt = earlier(this.endedAt, at);
        insert(this.ends, { at, source, cause: fact.cause, techCause: fact.techCause });
        break;
      case 'hangup-requested':
        insert(this.requests, { at, source, cause: fact.cause, techCause: fact.techCause });
        break;
      case 'rtp-stalled':
      case 'rtp-resumed':
      case 'rtcp':
        this.#media(fact);
        break;
      case 'rtp-counted':
      case 'grouped':
        break;
      default:
        this.#list(fact);
    }
  }

  #media(fact: Extract<LegFact, { kind: 'rtp-stalled' | 'rtp-resumed' | 'rtcp' }>): void {
    const { at } = fact;
    if (fact.kind === 'rtcp') {
      if (at >= (this.rtcpLast ?? 0)) this.lost = fact.lost ?? this.lost;
      this.rtcpLast = Math.max(this.rtcpLast ?? at, at);
    } else if (fact.kind === 'rtp-resumed') {
      this.#resumes = [...this.#resumes, at].sort((a, b) => a - b).slice(-MOST_STALLS);
    } else if (fact.received > 0 && !this.#stalls.some(({ since }) => Math.abs(since - fact.since) < 500)) {
      this.#stalls = [...this.#stalls, { since: fact.since, until: null }]
        .sort((a, b) => a.since - b.since)
        .slice(-MOST_STALLS);
    }
  }

  #list(fact: ListedFact): void {
    const { at, source } = fact;
    switch (fact.kind) {
      case 'hangup-soft':
        insert(this.softs, { at, source, flag: fact.flag });
        break;
      case 'hangup-source':
        insert(this.sources, { at, source, by: fact.by, label: fact.label });
        break;
      case 'bridge-entered':
      case 'bridge-left':
        insert(this.bridges, { at, source, entered: fact.kind === 'bridge-entered', bridge: fact.bridge });
        break;
      case 'moved':
        insert(this.moves, { at, source, how: fact.how });
        break;
      case 'queue':
        insert(this.queue, { at, source, word: fact.word });
        break;
      case 'dial-ended':
        insert(this.dials, { at, source, status: fact.status });
        break;
      case 'held':
      case 'unheld':
        insert(this.holds, { at, source, on: fact.kind === 'held' });
        break;
      case 'talking':
      case 'quiet':
        insert(this.talks, { at, source, on: fact.kind === 'talking' });
        break;
      case 'sip':
        this.#session.take(fact);
        if (isKept(fact.method, fact.status))
          insert(this.sip, {
            at,
            source,
            direction: fact.direction,
            method: fact.method,
            status: fact.status,
            reason: fact.reason,
          });
        break;
    }
  }
}
