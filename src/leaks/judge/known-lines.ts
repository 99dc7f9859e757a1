import { LatelyKnown } from './lately-known.ts';

/** Twice as many are kept at most: those of some thousand calls, and all that are the same in every call. */
const MOST = 16_384;
const LOW = 0x9e3779b1;
const HIGH = 0x85ebca6b;
/** A message of a call has some twenty. */
const MOST_LINES = 64;
/** Stands for what chance made: no byte is it. */
const CHANCE = 256;
/** What is known of lines that are alike but for that stands apart from what is known of one line. */
const ALIKE = 1 << 30;
const LF = 0x0a;
const FOUR_LF = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGHEST = 0x80808080;
const CR = 0x0d;
const NOTHING = new Uint8Array(0);

/**
 * What is known of lines that stood in messages a short while ago: most of a message stands in others of its call, and much in every one. A line is
 * known by a keyed hash of 64 bits, whose key is chance and never leaves the process, and by the place it stood in, a number: no text is kept but
 * of the message that was parted last, in memory only, bounded. Of a line that was never told of, nothing is known, but for one chance in 2^50. That holds of lines
 * as they come, not against somebody who makes up lines so that two have one hash: whoever could would sit inside, and can say on the phone what they want.
 */
export class KnownLines {
  /** Of the message that was parted last: where each line begins and ends, without its CRLF. */
  readonly begins = new Int32Array(MOST_LINES);
  readonly ends = new Int32Array(MOST_LINES);
  readonly #lows = new Int32Array(MOST_LINES);
  readonly #highs = new Int32Array(MOST_LINES);
  readonly #key = crypto.getRandomValues(new Int32Array(2));
  readonly #known = new LatelyKnown(MOST);
  #bytes: Uint8Array = NOTHING;
  /** A hash as far as it is made. */
  #low = 0;
  #high = 0;

  /** How many lines it holds: bounded, whatever comes. */
  get kept(): number {
    return this.#known.kept;
  }

  /**
   * Parts bytes into lines that all end in CRLF and says how many there are; -1 for bytes that cannot be parted so, or into too many. The lines are
   * known by their numbers from then on, until others are parted.
   */
  part(bytes: Uint8Array): number {
    this.#bytes = bytes;
    let lines = 0;
    for (let begin = 0; begin < bytes.length; lines += 1) {
      this.#begin();
      const end = this.#upToLine(begin, bytes.length);
      if (lines === MOST_LINES || end === bytes.length || end === begin || bytes[end - 1] !== CR) return -1;
      this.#done(end - 1 - begin);
      this.begins[lines] = begin;
      this.ends[lines] = end - 1;
      this.#lows[lines] = this.#low;
      this.#highs[lines] = this.#high;
      begin = end + 1;
    }
    return lines;
  }

  /** What is known of a line of the message that was parted last, where it stands there; 0: nothing. */
  fact(line: number, place: number): number {
    return this.#known.fact(this.#lows[line] ?? 0, this.#highs[line] ?? 0, place);
  }

  /** `fact`: not 0. */
  learn(line: number, place: number, fact: number): void {
    this.#known.learn(this.#lows[line] ?? 0, this.#highs[line] ?? 0, place, fact);
  }

  /** What is known of lines that are like this one but for what chance made in it, from one place in the message to another; 0: nothing. */
  factAlike(line: number, place: number, chance: number, behind: number): number {
    this.#hashAlike(line, chance, behind);
    return this.#known.fact(this.#low, this.#high, place | ALIKE);
  }

  /** `fact`: not 0. */
  learnAlike(line: number, place: number, chance: number, behind: number, fact: number): void {
    this.#hashAlike(line, chance, behind);
    this.#known.learn(this.#low, this.#high, place | ALIKE, fact);
  }

  #hashAlike(line: number, chance: number, behind: number): void {
    const [begin, end] = [this.begins[line] ?? 0, this.ends[line] ?? 0];
    this.#begin();
    this.#upToLine(begin, chance);
    this.#mix(CHANCE);
    this.#upToLine(behind, end);
    this.#done(end - behind + chance - begin);
  }

  #begin(): void {
    this.#low = this.#key[0] ?? 0;
    this.#high = this.#key[1] ?? 0;
  }

  /** Takes bytes into the hash, four at once, up to an LF or the end, and says where that is. */
  #upToLine(begin: number, end: number): number {
    const bytes = this.#bytes;
    let [low, high, at] = [this.#low, this.#high, begin];
    for (; at + 4 <= end; at += 4) {
      const four =
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
      // Whether one of them is an LF (Lamport, "Multiple byte processing with full-word instructions", 1975).
      const others = four ^ FOUR_LF;
      if (((others - ONES) & ~others & HIGHEST) !== 0) break;
      low = Math.imul(low ^ four, LOW);
      low ^= low >>> 15;
      high = Math.imul(((high << 13) | (high >>> 19)) + four, HIGH);
    }
    this.#low = low;
    this.#high = high;
    for (; at < end && bytes[at] !== LF; at += 1) this.#mix(bytes[at] as number);
    return at;
  }

  #mix(code: number): void {
    const low = Math.imul(this.#low ^ code, LOW);
    this.#low = low ^ (low >>> 15);
    this.#high = Math.imul(((this.#high << 13) | (this.#high >>> 19)) + code, HIGH);
  }

  /** The last turns of a hash, as in MurmurHash. */
  #done(length: number): void {
    let mixed = this.#high ^ length;
    mixed ^= mixed >>> 16;
    mixed = Math.imul(mixed ^ this.#low, LOW);
    this.#low ^= Math.imul(mixed ^ (mixed >>> 13), HIGH);
    this.#high = mixed ^ (mixed >>> 11);
  }
}
