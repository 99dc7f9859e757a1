/** More is not looked at, and no run is kept that is shorter than eight. */
export const LONGEST = 4_096;

/** Runs in a text that are long enough to tell something: where each begins and ends. */
export class Runs {
  readonly #least: number;
  readonly #places = new Int32Array(LONGEST);
  #count = 0;
  #begin = 0;
  #length = 0;

  constructor(least: number) {
    this.#least = least;
  }

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
    this.#length = 0;
  }

  /** What stands at this place belongs to a run. */
  inside(at: number): void {
    if (this.#length === 0) this.#begin = at;
    this.#length += 1;
  }

  /** What stands at this place does not, or the text ends there. */
  outside(at: number): void {
    if (this.#length >= this.#least) this.#keep(at);
    this.#length = 0;
  }

  #keep(end: number): void {
    this.#places[2 * this.#count] = this.#begin;
    this.#places[2 * this.#count + 1] = end;
    this.#count += 1;
  }
}
