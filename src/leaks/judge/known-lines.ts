import { LatelyKnown } from './lately-known.ts';

/** Twice as many are kept at most: those of some thousand calls, and all that are the same in every call. */
const MOST = 16_384;
const LOW = 0x9e3779b1;
const HIGH = 0x85ebca6b;
/** A message of a call has some twenty. */
const MOST_LINES = 64;
const LF = 0x0a;
const CR = 0x0d;

/**
 * What is known of lines that stood in messages a short while ago: most of a message stands in others of its call, and much in every one. A line is
 * known by a keyed hash of 64 bits, whose key is chance and never leaves the process, and by the place it stood in, a number: no text is kept, in
 * memory only, bounded. Of a line that was never told of, nothing is known, but for one chance in 2^50. That holds of lines
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

  /** How many lines it holds: bounded, whatever comes. */
  get kept(): number {
    return this.#known.kept;
  }

  /**
   * Parts bytes into lines that all end in CRLF and says how many there are; -1 for bytes that cannot be parted so, or into too many. The lines are
   * known by their numbers from then on, until others are parted.
   */
  part(bytes: Uint8Array): number {
    let lines = 0;
    let begin = 0;
    let low = this.#key[0] ?? 0;
    let high = this.#key[1] ?? 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const code = bytes[at] as number;
      if (code !== LF) {
        low = Math.imul(low ^ code, LOW);
        low ^= low >>> 15;
        high = Math.imul(((high << 13) | (high >>> 19)) + code, HIGH);
        continue;
      }
      if (lines === MOST_LINES || at === begin || bytes[at - 1] !== CR) return -1;
      this.#parted(lines, begin, at - 1, low, high);
      lines += 1;
      begin = at + 1;
      low = this.#key[0] ?? 0;
      high = this.#key[1] ?? 0;
    }
    return begin === bytes.length ? lines : -1;
  }

  /** What is known of a line of the message that was parted last, where it stands there; 0: nothing. */
  fact(line: number, place: number): number {
    return this.#known.fact(this.#lows[line] ?? 0, this.#highs[line] ?? 0, place);
  }

  /** `fact`: not 0. */
  learn(line: number, place: number, fact: number): void {
    this.#known.learn(this.#lows[line] ?? 0, this.#highs[line] ?? 0, place, fact);
  }

  /** The last turns of a hash, as in MurmurHash. */
  #parted(line: number, begin: number, end: number, low: number, high: number): void {
    let mixed = high ^ (end - begin);
    mixed ^= mixed >>> 16;
    mixed = Math.imul(mixed ^ low, LOW);
    this.begins[line] = begin;
    this.ends[line] = end;
    this.#lows[line] = low ^ Math.imul(mixed ^ (mixed >>> 13), HIGH);
    this.#highs[line] = mixed ^ (mixed >>> 11);
  }
}
