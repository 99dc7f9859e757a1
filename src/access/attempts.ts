import type { Clock } from '../ports/clock.ts';

/** Of one name, in a quarter of an hour. */
export const MOST_TRIES = 5;
const WINDOW_MS = 900_000;
/** So many names are remembered at most; whoever tries more of them waits too. */
const MOST_NAMES = 2_000;

/** How often something was tried in vain in the last quarter of an hour, by name: of a mailbox, whether it is there or not. */
export class Attempts {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #tried = new Map<string, readonly number[]>();

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Counts one try before it is looked at, so that tries at the same moment count too. `false`: it may not be looked at. */
  take(name: string): boolean {
    const now = this.#clock.now();
    const recent = (this.#tried.get(name) ?? []).filter((at) => at > now - WINDOW_MS && at <= now);
    if (recent.length >= this.#most) return false;
    if (!this.#tried.has(name) && this.#tried.size >= MOST_NAMES && !this.#makeRoom(now)) return false;
    this.#tried.set(name, [...recent, now]);
    return true;
  }

  /** It came right: what was tried before does not count any more. */
  forget(name: string): void {
    this.#tried.delete(name);
  }

  /** One of them came right, where many share a name. */
  giveBack(name: string): void {
    const [, ...rest] = this.#tried.get(name) ?? [];
    if (rest.length === 0) this.#tried.delete(name);
    else this.#tried.set(name, rest);
  }

  #makeRoom(now: number): boolean {
    for (const [name, times] of this.#tried) if (times.every((at) => at <= now - WINDOW_MS)) this.#tried.delete(name);
    return this.#tried.size < MOST_NAMES;
  }
}
