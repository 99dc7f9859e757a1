/** Twice as many are kept at most: what some hundred calls at a time say again and again. */
const MOST = 8_192;
/** Half of them are empty at least, so that what is looked for is found or missed in a step or two. */
const SLOTS = 2 * MOST;
/** Two halves of a hash, and the ways. */
const WIDTH = 3;
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
  #young = new Int32Array(SLOTS * WIDTH);
  #old = new Int32Array(SLOTS * WIDTH);
  #count = 0;
  /** The hash that was made last. */
  #low = 0;
  #high = 0;

  /**
   * `way`: below 8, a bit for each of the things that count in it. A text that was not clear in that way, nor in one in which more counts, is not
   * among them, but for one chance in 2^50.
   */
  has(text: string, way: number): boolean {
    this.#hash(text);
    const young = this.#ways(this.#young);
    if ((young & (1 << way)) !== 0) return true;
    const old = this.#ways(this.#old);
    if ((old & (1 << way)) === 0) return false;
    this.#keep(old);
    return true;
  }

  add(text: string, way: number): void {
    this.#hash(text);
    this.#keep(WITHIN[way] ?? 0);
  }

  #keep(ways: number): void {
    if (this.#count >= MOST) {
      const oldest = this.#old.fill(0);
      this.#old = this.#young;
      this.#young = oldest;
      this.#count = 0;
    }
    const slots = this.#young;
    const at = this.#slot(slots);
    if (slots[at + 2] === 0) this.#count += 1;
    slots[at] = this.#low;
    slots[at + 1] = this.#high;
    slots[at + 2] = (slots[at + 2] ?? 0) | ways;
  }

  #ways(slots: Int32Array): number {
    return slots[this.#slot(slots) + 2] ?? 0;
  }

  /** Where it stands, or the empty place where it would. */
  #slot(slots: Int32Array): number {
    let at = (this.#high & (SLOTS - 1)) * WIDTH;
    while (slots[at + 2] !== 0 && (slots[at] !== this.#low || slots[at + 1] !== this.#high)) {
      at += WIDTH;
      if (at === slots.length) at = 0;
    }
    return at;
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
