import type { StoreAnswer } from '../../ports/stores.ts';
import type { SqlValue } from './connection.ts';

export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** One statement to be written, in its place in the order. */
export interface Write extends Statement {
  /** Are written with it in one transaction, in this order: all of them or none. */
  readonly also?: readonly Statement[];
  /** Erasure: is followed by emptying the log and by removing set-aside files older than this (epoch ms). */
  readonly erasesBefore?: number;
  /** Not to be gathered with what comes later, although nobody waits for an answer. */
  readonly atOnce?: boolean;
  /** Told once: rows changed when committed, or `unknown` as soon as it could not be written at the first try or was given up. */
  readonly settled?: (answer: StoreAnswer<number>) => void;
}

/** Whether a write is not to be gathered with others: somebody waits for the answer, or it is of those that are written at once. */
export function presses({ atOnce, settled }: Write): boolean {
  return atOnce === true || settled !== undefined;
}

/**
 * What waits to be written, in order and bounded: beyond `limit` the oldest entries are given up, for the newest calls matter most. What is
 * in hand (being written) is never given up, because it may already be on the disk.
 */
export class Backlog {
  readonly #limit: number;
  #waiting: Write[] = [];
  #inHand: readonly Write[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many entries are not on the disk yet. */
  get size(): number {
    return this.#waiting.length + this.#inHand.length;
  }

  /** How many entries were given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** One of them is not to be gathered with what comes later. */
  get isPressing(): boolean {
    return this.#waiting.some(presses);
  }

  add(write: Write): void {
    this.#waiting.push(write);
    this.#trim();
  }

  /** The oldest entries, at most `count`; they stay in hand until {@link done} or {@link putBack}. */
  take(count: number): readonly Write[] {
    this.#inHand = this.#waiting.splice(0, count);
    return this.#inHand;
  }

  done(): void {
    this.#inHand = [];
  }

  /** They could not be written: they are first in line again. */
  putBack(): void {
    this.#waiting = [...this.#inHand, ...this.#waiting];
    this.#inHand = [];
    this.#trim();
  }

  /** Tells everyone who waits for an answer that there is none yet; the entries stay. */
  answerUnknown(why: Extract<StoreAnswer<number>, { outcome: 'unknown' }>['why']): void {
    this.#waiting = this.#waiting.map(({ settled, ...write }) => {
      settled?.({ outcome: 'unknown', why });
      return write;
    });
  }

  #trim(): void {
    const over = this.#waiting.length - this.#limit;
    if (over <= 0) return;
    for (const { settled } of this.#waiting.splice(0, over))
      settled?.({ outcome: 'unknown', why: 'STORAGE_RECORD_DROPPED' });
    this.#dropped += over;
  }
}
