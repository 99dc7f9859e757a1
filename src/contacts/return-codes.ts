import type { Token } from '../call/token.ts';

const CODES = 1_000;
/** With more in use a guess would be right too often. */
const MOST_IN_USE = 200;
const WRONG_ALLOWED = 5;
const WINDOW_MS = 10 * 60_000;

/**
 * A code that nobody has now: three digits of chance. Never three alike, and none of `never` (emergency numbers: nobody is told to press one). `null`
 * when too many are in use. `random` gives a whole number from 0 up to but not including its argument.
 */
export function newCode(
  inUse: ReadonlySet<string>,
  never: ReadonlySet<string>,
  random: (below: number) => number,
): string | null {
  if (inUse.size >= MOST_IN_USE) return null;
  const free = Array.from({ length: CODES }, (_, code) => String(code).padStart(3, '0')).filter(
    (code) => !inUse.has(code) && !never.has(code) && !/^(.)\1\1$/.test(code),
  );
  return free[random(free.length)] ?? null;
}

/**
 * Wrong codes on each helpline. Five of them within ten minutes close the way of codes there for ten minutes: nobody without a number can be told from
 * another, so it closes for all of them, and all reach the agency as any caller does.
 */
export class WrongCodes {
  readonly #wrong = new Map<Token, readonly number[]>();
  readonly #closedUntil = new Map<Token, number>();

  isClosed(line: Token, now: number): boolean {
    return (this.#closedUntil.get(line) ?? 0) > now;
  }

  /** Counts one. `closed`: it was the one too many. */
  count(line: Token, now: number): 'counted' | 'closed' {
    const recent = [...(this.#wrong.get(line) ?? []).filter((at) => now - at < WINDOW_MS), now];
    this.#wrong.set(line, recent);
    if (recent.length < WRONG_ALLOWED || this.isClosed(line, now)) return 'counted';
    this.#wrong.delete(line);
    this.#closedUntil.set(line, now + WINDOW_MS);
    return 'closed';
  }
}
