import type { Clock } from '../../ports/clock.ts';
import type { Timer } from '../../ports/timer.ts';

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** Node's timers. */
export const systemTimer: Timer = {
  every(milliseconds, act) {
    const handle = setInterval(act, milliseconds);
    return () => clearInterval(handle);
  },
  after(milliseconds, act) {
    const handle = setTimeout(act, milliseconds);
    return () => clearTimeout(handle);
  },
};
