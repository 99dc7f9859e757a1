import { ClearBefore } from './clear-before.ts';
import type { MessageShape } from './shaping.ts';

/** How a message passed, as far as rules ask. */
interface Passing {
  readonly direction: string;
  readonly transport: string;
}

/** Twice as many are kept at most. A shape is no longer than {@link messageShape} has it. */
const MOST = 2_048;

/**
 * The shapes (`message-shape.ts`) of messages that were clean, by door and passage. In memory only and bounded. The text of a shape is kept once
 * messages of two calls had it: what stands in one call alone, as a name that a carrier shows, is not held on to.
 */
export class CleanShapes {
  readonly #names = new WeakMap<object, string>();
  #named = 0;
  readonly #seen = new ClearBefore();
  #young = new Set<string>();
  #old = new Set<string>();

  /** `expected`: the same object for the same door. */
  has(shape: string, passage: Passing, expected: object): boolean {
    const key = this.#key(shape, passage, expected);
    if (this.#young.has(key)) return true;
    if (!this.#old.has(key)) return false;
    this.#keep(key);
    return true;
  }

  /** Of a clean message. */
  add({ shape, call }: MessageShape, passage: Passing, expected: object): void {
    const key = this.#key(shape, passage, expected);
    if (call === '') return;
    const ofCall = `${call}\n${key}`;
    if (this.#seen.has(key, 0) && !this.#seen.has(ofCall, 0)) this.#keep(key);
    this.#seen.add(key, 0);
    this.#seen.add(ofCall, 0);
  }

  #keep(key: string): void {
    if (this.#young.size >= MOST) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(key);
  }

  /** Nothing that an expectation is made of changes: another door, address or configuration is another one. */
  #key(shape: string, { direction, transport }: Passing, expected: object): string {
    let name = this.#names.get(expected);
    if (name === undefined) {
      this.#named += 1;
      name = `${this.#named} `;
      this.#names.set(expected, name);
    }
    return `${name}${direction} ${transport}\n${shape}`;
  }
}
