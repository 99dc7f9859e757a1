/** Two halves of a hash, where it stood, and what is known of it. */
const WIDTH = 4;
const TURN = 0x9e3779b1;

/**
 * What is known of hashes of 64 bits, each in its place (a number), for a while: what is asked for stays, what is not makes room. In memory only, bounded,
 * whatever comes. Half of the slots are empty at least, so that what is looked for is found or missed in a step or two.
 */
export class LatelyKnown {
  readonly #most: number;
  readonly #mask: number;
  #young: Int32Array;
  #old: Int32Array;
  #count = 0;

  /** Keeps twice as many as `most`, a power of two, at the most. */
  constructor(most: number) {
    this.#most = most;
    this.#mask = 2 * most - 1;
    this.#young = new Int32Array(2 * most * WIDTH);
    this.#old = new Int32Array(2 * most * WIDTH);
  }

  /** How many it holds. */
  get kept(): number {
    return occupied(this.#young) + occupied(this.#old);
  }

  /** 0: nothing. */
  fact(low: number, high: number, place: number): number {
    const young = this.#young;
    const fact = young[this.#slot(young, low, high, place) + 3] ?? 0;
    if (fact !== 0) return fact;
    const old = this.#old;
    const before = old[this.#slot(old, low, high, place) + 3] ?? 0;
    if (before !== 0) this.learn(low, high, place, before);
    return before;
  }

  /** `fact`: not 0. It takes the place of what was known. */
  learn(low: number, high: number, place: number, fact: number): void {
    if (this.#count >= this.#most) {
      const oldest = this.#old.fill(0);
      this.#old = this.#young;
      this.#young = oldest;
      this.#count = 0;
    }
    const slots = this.#young;
    const at = this.#slot(slots, low, high, place);
    if (slots[at + 3] === 0) this.#count += 1;
    slots[at] = low;
    slots[at + 1] = high;
    slots[at + 2] = place;
    slots[at + 3] = fact;
  }

  /** Where it stands, or the empty slot where it would. */
  #slot(slots: Int32Array, low: number, high: number, place: number): number {
    let at = ((high ^ Math.imul(place, TURN)) & this.#mask) * WIDTH;
    while (slots[at + 3] !== 0 && (slots[at] !== low || slots[at + 1] !== high || slots[at + 2] !== place)) {
      at += WIDTH;
      if (at === slots.length) at = 0;
    }
    return at;
  }
}

function occupied(slots: Int32Array): number {
  return slots.filter((value, at) => at % WIDTH === WIDTH - 1 && value !== 0).length;
}
