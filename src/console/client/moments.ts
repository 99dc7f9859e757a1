const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' });

/** A day that is kept as midnight UTC: `Sat 28 Nov`. */
export function dayText(day: number): string {
  return DAY.format(day);
}

/** A moment, by the clock of this machine. */
export function momentText(iso: string): string {
  return MOMENT.format(new Date(iso));
}

/** Seconds as `1:07`; what is begun does not count, as in a player. */
export function lengthText(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
