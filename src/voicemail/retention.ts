import type { KeptMessage } from '../ports/mailbox-store.ts';

/** How many days a message is kept, after it was heard and when nobody heard it. */
export interface KeptDays {
  readonly heard: number;
  readonly unheard: number;
}

const DAY_MS = 86_400_000;

/** Whether a message has been kept long enough. One under legal hold never has. A clock that went back keeps it longer. */
export function isDue({ day, heardDay, held }: KeptMessage, now: number, { heard, unheard }: KeptDays): boolean {
  if (held) return false;
  // The day of a message is its midnight: only when the day is over do its days begin to count.
  const since = (midnight: number, days: number) => now >= midnight + (days + 1) * DAY_MS;
  return heardDay === null ? since(day, unheard) : since(heardDay, heard);
}

/** The midnight (UTC) before `at`. */
export function dayOf(at: number): number {
  return at - (at % DAY_MS);
}
