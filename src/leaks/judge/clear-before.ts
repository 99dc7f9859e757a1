/** Twice as many are kept at most: what some hundred calls at a time say again and again. */
const MOST = 8_192;
const LOW = 0x9e3779b1;
const HIGH = 0x85ebca6b;

/**
 * The texts that were clear a short while ago: most of a message stands in others of its call, and much in every one. Kept are keyed hashes of 53
 * bits, whose key is chance and never leaves the process: no text, in memory only, bounded.
 */
export class ClearBefore {
  readonly #key = crypto.getRandomValues(new Int32Array(2));
  #young = new Set<number>();
  #old = new Set<number>();

  /** `way`: a small number for how it was read. A text that was not clear in that way is not among them, but for one chance in 2^50. */
  has(text: string, way: number): boolean {
    const hash = this.#hash(text, way);
    if (this.#young.has(hash)) return true;
    if (!this.#old.has(hash)) return false;
    this.#keep(hash);
    return true;
  }

  add(text: string, way: number): void {
    this.#keep(this.#hash(text, way));
  }

  #keep(hash: number): void {
    if (this.#young.size >= MOST) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(hash);
  }

  /** Two rows of multiplications and turns, as in MurmurHash, begun with the key. */
  #hash(text: string, way: number): number {
    let low = (this.#key[0] ?? 0) ^ way;
    let high = (this.#key[1] ?? 0) ^ text.length;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      low = Math.imul(low ^ code, LOW);
      low ^= low >>> 15;
      high = Math.imul(((high << 13) | (high >>> 19)) + code, HIGH);
    }
    high ^= high >>> 16;
    high = Math.imul(high ^ low, LOW);
    low ^= Math.imul(high ^ (high >>> 13), HIGH);
    return (low >>> 0) * 0x200000 + (high >>> 11);
  }
}
