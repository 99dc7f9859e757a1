import { LatelyKnown } from './lately-known.ts';

/** Twice as many are kept at most: what some hundred calls at a time say again and again. */
const MOST = 8_192;
/** A text is clear wherever it stands. */
const ANYWHERE = 0;
const LOW = 0x9e3779b1;
const HIGH = 0x85ebca6b;
/** Of each way, all ways in which nothing counts that does not count in it: one bit each. */
const WITHIN = Uint8Array.from({ length: 8 }, (_, way) =>
  [0, 1, 2, 3, 4, 5, 6, 7].reduce((bits, each) => ((each & ~way) === 0 ? bits | (1 << each) : bits), 0),
);

/**
 * The texts that were clear a short while ago: most of a message stands in others of its call, and much in every one. Kept are keyed hashes of 64
 * bits, whose key is chance and never leaves the process: no text, in memory only, bounded.
 */
export class ClearBefore {
  readonly #key = crypto.getRandomValues(new Int32Array(2));
  readonly #known = new LatelyKnown(MOST);
  /** The hash that was made last. */
  #low = 0;
  #high = 0;

  /**
   * `way`: below 8, a bit for each of the things that count in it. A text that was not clear in that way, nor in one in which more counts, is not
   * among them, but for one chance in 2^50.
   */
  has(text: string, way: number): boolean {
    return (this.#ways(text) & (1 << way)) !== 0;
  }

  add(text: string, way: number): void {
    const ways = this.#ways(text) | (WITHIN[way] ?? 0);
    this.#known.learn(this.#low, this.#high, ANYWHERE, ways);
  }

  #ways(text: string): number {
    this.#hash(text);
    return this.#known.fact(this.#low, this.#high, ANYWHERE);
  }

  /** Two rows of multiplications and turns, as in MurmurHash, begun with the key. */
  #hash(text: string): void {
    let low = this.#key[0] ?? 0;
    let high = (this.#key[1] ?? 0) ^ text.length;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      low = Math.imul(low ^ code, LOW);
      low ^= low >>> 15;
      high = Math.imul(((high << 13) | (high >>> 19)) + code, HIGH);
    }
    high ^= high >>> 16;
    high = Math.imul(high ^ low, LOW);
    this.#low = low ^ Math.imul(high ^ (high >>> 13), HIGH);
    this.#high = high ^ (high >>> 11);
  }
}
