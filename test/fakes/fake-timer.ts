import type { Clock } from '../../src/ports/clock.ts';
import type { Timer } from '../../src/ports/timer.ts';

interface Due {
  at: number;
  readonly every: number | null;
  readonly act: () => void;
}

/** A clock and a timer that are wound by hand. */
export class FakeTimer implements Clock, Timer {
  #now = 1_800_000_000_000;
  readonly #due = new Set<Due>();

  now(): number {
    return this.#now;
  }

  every(milliseconds: number, act: () => void): () => void {
    return this.#add({ at: this.#now + milliseconds, every: milliseconds, act });
  }

  after(milliseconds: number, act: () => void): () => void {
    return this.#add({ at: this.#now + milliseconds, every: null, act });
  }

  /** Lets time pass, doing what falls due and letting promises settle in between. */
  async wind(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = next.at;
      if (next.every === null) this.#due.delete(next);
      else next.at += next.every;
      next.act();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  #add(due: Due): () => void {
    this.#due.add(due);
    return () => this.#due.delete(due);
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
