import type { Happened, Notice } from '../call/notice.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeskPhones } from '../ports/desk-phones.ts';
import type { Log } from '../ports/log.ts';
import type { DialplanPlace } from '../ports/pbx.ts';
import type { Timer } from '../ports/timer.ts';
import type { NoticeState, ShownNotice } from '../ports/worker-notices.ts';
import { PROMPTS } from './prompts.ts';

/** How workers are told, beside the console and *65. */
export type NoticeWay = 'ring' | 'message' | 'both' | 'none';

export interface NoticeDeskParts {
  readonly phones: DeskPhones;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly way: NoticeWay;
  /** The phones there are: no other is rung or written to. */
  readonly extensions: ReadonlySet<string>;
  readonly told: (how: 'heard' | 'not-heard' | 'written' | 'not-written') => void;
}

/** The worker has just put the receiver down. */
const FIRST_RING_MS = 3_000;
const AGAIN_MS = 20_000;
const MOST_RINGS = 3;
/** A phone that is in a call, or gone, is waited for so long. */
const PATIENCE_MS = 5 * 60_000;
const MOST_SHOWN = 100;
const SHOWN_MS = 12 * 3_600_000;

/**
 * Which ends a phone rings for: those in which the worker does not know by themselves what happened. A caller who ended the call, or left before
 * anybody answered, is told of on the console and by *65; a ring after every goodbye would soon be heard by nobody.
 */
const RINGS: ReadonlySet<Happened> = new Set<Happened>(['line-lost', 'lines-lost', 'house-ended', 'not-clear']);

/** What `dialplan/withheld-notice.conf` says when it is given this extension. */
function noticeWords({ happened, agreed, next }: Pick<Notice, 'happened' | 'agreed' | 'next'>): string {
  return `${happened}_${agreed}_${next}`;
}

/** Where a phone that asks for it hears a notice; `null`: there is none to hear. */
export function noticePlace(notice: Notice | null): DialplanPlace {
  return { context: 'withheld-notice', extension: notice === null ? 'none' : noticeWords(notice) };
}

/** The same as text. */
export function noticeText({ happened, agreed, next }: Pick<Notice, 'happened' | 'agreed' | 'next'>): string {
  return [`happened-${happened}`, `agreed-${agreed}`, `next-${next}`].map((name) => PROMPTS.get(name) ?? '').join(' ');
}

interface Kept {
  readonly notice: Notice;
  state: NoticeState;
}

/** Tells workers of calls that ended. In memory only: a notice that nobody heard before a restart is not told again; what was agreed is kept elsewhere. */
export class NoticeDesk {
  readonly #parts: NoticeDeskParts;
  /** Newest last. */
  #kept: readonly Kept[] = [];
  #stopped = false;

  constructor(parts: NoticeDeskParts) {
    this.#parts = parts;
  }

  /** From now on no phone is rung. */
  stop(): void {
    this.#stopped = true;
  }

  /** Told once for each call; a second notice of the same call takes the place of the first. */
  tell(notice: Notice): void {
    const { clock, extensions, timer, way } = this.#parts;
    const kept: Kept = { notice, state: 'shown' };
    const now = clock.now();
    const others = this.#kept.filter(
      (each) => each.notice.call !== notice.call && now - each.notice.endedAt < SHOWN_MS,
    );
    this.#kept = [...others, kept].slice(-MOST_SHOWN);
    const { worker } = notice;
    if (worker === null || !extensions.has(worker)) return;
    if (way === 'message' || way === 'both') void this.#write(kept, worker);
    if ((way === 'ring' || way === 'both') && RINGS.has(notice.happened)) {
      kept.state = 'waiting';
      timer.after(FIRST_RING_MS, () => void this.#ring(kept, worker, 1, now + PATIENCE_MS));
    }
  }

  /** The last thing there is to tell this phone. */
  last(worker: string): Notice | null {
    return this.#kept.findLast(({ notice }) => notice.worker === worker)?.notice ?? null;
  }

  /** Newest first. */
  shown(): readonly ShownNotice[] {
    return this.#kept.map(({ notice: { call: _, ...notice }, state }) => ({ ...notice, state })).reverse();
  }

  async #write(kept: Kept, worker: string): Promise<void> {
    const { log, phones, told } = this.#parts;
    const answer = await phones.write(worker, noticeText(kept.notice));
    told(answer.outcome === 'ok' ? 'written' : 'not-written');
    if (answer.outcome !== 'ok') log.warn('notice-not-written', { outcome: answer.outcome });
    else if (kept.state === 'shown') kept.state = 'written';
  }

  /** Whether this is still what the phone should hear: not stopped, not replaced, and no later notice for the same phone. */
  #stands(kept: Kept, worker: string): boolean {
    return !this.#stopped && this.#kept.findLast(({ notice }) => notice.worker === worker) === kept;
  }

  async #ring(kept: Kept, worker: string, attempt: number, until: number): Promise<void> {
    const { clock, log, phones, timer, told } = this.#parts;
    if (!this.#stands(kept, worker)) {
      kept.state = 'shown';
      return;
    }
    const free = (await phones.state(worker)) === 'free';
    const end = free ? await phones.ring(worker, noticeWords(kept.notice)) : 'not-heard';
    if (end === 'heard') {
      kept.state = 'heard';
      told('heard');
      return;
    }
    const rings = attempt + (free ? 1 : 0);
    if (rings > MOST_RINGS || clock.now() + AGAIN_MS > until) {
      kept.state = 'shown';
      told('not-heard');
      log.warn('notice-not-heard', { rings: rings - 1 });
      return;
    }
    timer.after(AGAIN_MS, () => void this.#ring(kept, worker, rings, until));
  }
}
