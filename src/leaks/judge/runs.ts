/** More is not looked at, and no run is kept that is shorter than eight. */
export const LONGEST = 4_096;

/** Runs in a text that are long enough to tell something: where each begins and ends. */
export class Runs {
  readonly #places = new Int32Array(LONGEST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  begin(run: number): number {
    return this.#places[2 * run] as number;
  }

  end(run: number): number {
    return this.#places[2 * run + 1] as number;
  }

  clear(): void {
    this.#count = 0;
  }

  add(begin: number, end: number): void {
    this.#places[2 * this.#count] = begin;
    this.#places[2 * this.#count + 1] = end;
    this.#count += 1;
  }
}
