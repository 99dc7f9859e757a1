/** Twice as many are kept at most: those of some thousand calls, and all that are the same in every call. */
const MOST = 16_384;
/** Half of them are empty at least, so that what is looked for is found or missed in a step or two. */
const SLOTS = 2 * MOST;
/** Two halves of a hash, where the line stood, and what is known of it. */
const WIDTH = 4;
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
  #young = new Int32Array(SLOTS * WIDTH);
  #old = new Int32Array(SLOTS * WIDTH);
  #count = 0;

  /** How many lines it holds: bounded, whatever comes. */
  get kept(): number {
    return occupied(this.#young) + occupied(this.#old);
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
    const low = this.#lows[line] ?? 0;
    const high = this.#highs[line] ?? 0;
    const young = this.#young;
    const fact = young[slotOf(young, low, high, place) + 3] ?? 0;
    if (fact !== 0) return fact;
    const old = this.#old;
    const before = old[slotOf(old, low, high, place) + 3] ?? 0;
    if (before !== 0) this.learn(line, place, before);
    return before;
  }

  /** `fact`: not 0. */
  learn(line: number, place: number, fact: number): void {
    if (this.#count >= MOST) {
      const oldest = this.#old.fill(0);
      this.#old = this.#young;
      this.#young = oldest;
      this.#count = 0;
    }
    const slots = this.#young;
    const low = this.#lows[line] ?? 0;
    const high = this.#highs[line] ?? 0;
    const at = slotOf(slots, low, high, place);
    if (slots[at + 3] === 0) this.#count += 1;
    slots[at] = low;
    slots[at + 1] = high;
    slots[at + 2] = place;
    slots[at + 3] = fact;
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

/** Where it stands, or the empty slot where it would. */
function slotOf(slots: Int32Array, low: number, high: number, place: number): number {
  let at = ((high ^ Math.imul(place, LOW)) & (SLOTS - 1)) * WIDTH;
  while (slots[at + 3] !== 0 && (slots[at] !== low || slots[at + 1] !== high || slots[at + 2] !== place)) {
    at += WIDTH;
    if (at === slots.length) at = 0;
  }
  return at;
}

function occupied(slots: Int32Array): number {
  return slots.filter((value, at) => at % WIDTH === WIDTH - 1 && value !== 0).length;
}
