import type { Note } from '../call/drop-verdict.ts';
import type { Evidence, PbxFact } from '../call/evidence.ts';
import type { Surroundings } from './classify/call-account.ts';

/** Two links that go within this went with the PBX; one alone may be the link's own trouble. */
const WITH_EACH_OTHER_MS = 2_000;
/** A link that stays away so long while the other was never there. */
const ALONE_MS = 3_000;
/** Nothing at all after an unanswered question for so long: frozen (row 1: two questions of 2 s each). */
const SILENT_MS = 2_000;
/** Facts told within this after a loss were under way before it. */
const STRAGGLERS_MS = 500;

/** The PBX went away as a whole, at `at`; known at `knownAt`. */
export interface Outage {
  readonly kind: 'crashed' | 'frozen';
  readonly at: number;
  readonly knownAt: number;
  readonly confidence: number;
  readonly note: Note;
}

type Gap = { readonly link: 'ari' | 'ami'; readonly from: number; until: number | null };

const LINKS = ['ari', 'ami'] as const;
const OF_THE_PBX = new Set(['ari', 'ami', 'cel', 'poller']);

/**
 * The state of the PBX as our links and probes show it.
 *
 * ```
 *  alive ── both links lost, or the only one for 3 s ──> crashed      alive ── a boot later than the call began ──> crashed
 *  alive ── a question unanswered, then silence ───────> frozen ── any sign ──> alive
 * ```
 */
export class PbxHealth {
  readonly #gaps: Gap[] = [];
  readonly #known = new Set<'ari' | 'ami'>();
  readonly #lost = new Map<string, number>();
  #bootedAt: { readonly boot: number; readonly toldAt: number } | null = null;
  #stoppingAt: number | null = null;
  #unanswered: readonly number[] = [];
  #lastSignAt = 0;
  #isNews = false;

  /** Notes that the PBX gave a sign. */
  sign({ at, source }: Evidence): void {
    if (!OF_THE_PBX.has(source)) return;
    const link = source === 'ari' || source === 'poller' ? 'ari' : 'ami';
    if (source !== 'poller') this.#known.add(link);
    this.#lastSignAt = Math.max(this.#lastSignAt, at);
    if (this.#unanswered.some((asked) => at > asked + STRAGGLERS_MS)) {
      this.#unanswered = [];
      this.#isNews = true;
    }
    for (const gap of this.#gaps)
      if (gap.link === link && gap.until === null && at > gap.from + STRAGGLERS_MS) {
        gap.until = at;
        this.#isNews = true;
      }
  }

  take(fact: PbxFact): void {
    // That a question was answered, as nearly all are, is none.
    if (fact.kind !== 'probe-answered' || this.#unanswered.length > 0) this.#isNews = true;
    switch (fact.kind) {
      case 'reachability':
        if (!fact.reachable) this.#lost.set(fact.endpoint, this.#lost.get(fact.endpoint) ?? fact.at);
        else this.#lost.delete(fact.endpoint);
        break;
      case 'link-lost':
        this.#known.add(fact.link);
        if (!this.#gaps.some(({ link, until }) => link === fact.link && until === null))
          this.#gaps.push({ link: fact.link, from: fact.at, until: null });
        break;
      case 'link-up':
        this.#known.add(fact.link);
        for (const gap of this.#gaps) if (gap.link === fact.link) gap.until ??= fact.at;
        if (fact.bootedAt !== null) this.#bootedAt = { boot: fact.bootedAt, toldAt: fact.at };
        break;
      case 'pbx-stopping':
        this.#stoppingAt = fact.at;
        break;
      case 'probe-unanswered':
        this.#unanswered = [...this.#unanswered, fact.at].slice(-8);
        break;
      case 'probe-answered':
        this.#unanswered = [];
        break;
    }
  }

  /**
   * Whether what is to be said of any call can have changed since this was last asked: something was told of the PBX itself, or it is away now, and
   * time alone tells more. Trouble that is over changes nothing by itself.
   */
  lookAtAll(): boolean {
    const isNews = this.#isNews;
    this.#isNews = false;
    return isNews || this.#unanswered.length > 0 || this.#gaps.some(({ until }) => until === null);
  }

  /** Forgets troubles that were over before `before`: nothing that lives now was touched by them. */
  forget(before: number): void {
    const open = this.#gaps.some(({ until }) => until === null || until >= before);
    if (open || this.#unanswered.length > 0 || (this.#bootedAt?.toldAt ?? 0) >= before) return;
    this.#gaps.length = 0;
    this.#bootedAt = null;
    if ((this.#stoppingAt ?? 0) < before) this.#stoppingAt = null;
  }

  get surroundings(): Surroundings {
    return {
      gaps: this.#gaps,
      stoppingAt: this.#stoppingAt,
      lostAt: (endpoint) => this.#lost.get(endpoint) ?? null,
      deafSince: (lastToldAt) => this.#deafSince(lastToldAt),
    };
  }

  /** Whether the PBX was started anew after it showed at `signAt` that it knew a leg: that leg is gone for good. */
  restartedSince(signAt: number): boolean {
    return this.#restarted(signAt) !== null;
  }

  /** Whether at `now` the PBX has been away since it showed at `signAt` that it knew a leg; `null` if it has not. */
  outage(now: number, signAt: number): Outage | null {
    const found = [this.#crashed(now, signAt), this.#restarted(signAt), this.#frozen(now)];
    return found.filter((each) => each !== null).sort((a, b) => b.confidence - a.confidence)[0] ?? null;
  }

  #deafSince(lastToldAt: number): number | null {
    const gaps = [...this.#known].map((link) =>
      this.#gaps.find((gap) => gap.link === link && gap.from >= lastToldAt - STRAGGLERS_MS),
    );
    const from = gaps.map((gap) => gap?.from ?? null);
    return from.length > 0 && from.every((each) => each !== null) ? Math.max(...from.map((each) => each ?? 0)) : null;
  }

  #restarted(signAt: number): Outage | null {
    if (this.#bootedAt === null) return null;
    const { boot, toldAt } = this.#bootedAt;
    if (boot <= signAt - STRAGGLERS_MS || toldAt <= signAt) return null;
    const at = Math.min(boot, this.#gaps.find(({ from }) => from >= signAt - STRAGGLERS_MS)?.from ?? boot);
    return {
      kind: 'crashed',
      at,
      knownAt: toldAt,
      confidence: 0.99,
      note: { at: toldAt, source: 'link', says: 'the PBX started anew' },
    };
  }

  #crashed(now: number, signAt: number): Outage | null {
    // Whatever told of the leg later shows that it lived.
    const open = LINKS.map((link) => this.#gaps.filter((gap) => gap.link === link && gap.from <= now).at(-1)).filter(
      (gap) => gap !== undefined && gap.from >= signAt - STRAGGLERS_MS,
    );
    const from = open.map((gap) => gap?.from ?? 0);
    const [first, last] = [Math.min(...from), Math.max(...from)];
    // Back, and running since before: it lived, and what was told meanwhile was missed.
    const booted = this.#bootedAt !== null && this.#bootedAt.toldAt > signAt ? this.#bootedAt.boot : null;
    if (booted !== null && booted <= signAt - STRAGGLERS_MS) return null;
    const back = booted === null && open.every((gap) => gap?.until !== null);
    const words = { kind: 'crashed', at: first } as const;
    const note = { at: last, source: 'link', says: `lost: ${open.map((gap) => gap?.link).join(' and ')}` } as const;
    if (open.length === LINKS.length && last - first <= WITH_EACH_OTHER_MS)
      return { ...words, knownAt: last, confidence: back ? 0.85 : 0.99, note };
    if (open.length === 1 && this.#known.size === 1 && now >= first + ALONE_MS && open[0]?.until === null)
      return { ...words, knownAt: first + ALONE_MS, confidence: 0.8, note };
    return null;
  }

  #frozen(now: number): Outage | null {
    const [first] = this.#unanswered;
    if (first === undefined || now < first + SILENT_MS || this.#lastSignAt > first + STRAGGLERS_MS) return null;
    const note = { at: first, source: 'link', says: 'the PBX answers nothing' } as const;
    return { kind: 'frozen', at: first, knownAt: first + SILENT_MS, confidence: 0.99, note };
  }
}
