/** The days of a week, in its order. */
const DAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_A_DAY = 1_440;
const SHAPE = /^([a-z,-]{3,40}) +([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/**
 * When a contact may be called: on these days (0 is Monday), from one minute of the day to another, by the clock of one time zone. `to` at or
 * before `from` is on the next day: `fri 22:00-02:00` ends on Saturday. The minute `to` itself is outside.
 */
export interface SafeWindow {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

function daysOf(text: string): readonly number[] | null {
  if (text === 'daily') return DAYS.map((_, day) => day);
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first = '', last = first, ...more] = part.split('-');
    const from = DAYS.indexOf(first);
    const to = DAYS.indexOf(last);
    if (from < 0 || to < 0 || more.length > 0) return null;
    for (let day = from; ; day = (day + 1) % DAYS.length) {
      days.add(day);
      if (day === to) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

/**
 * `mon-fri 09:00-17:00`, `sat,sun 10:00-12:30`, `daily 22:00-02:00`, `fri-mon 00:00-24:00`; `null` when it is none of these. Equal ends are
 * refused: nobody can say whether no time is meant or a whole day.
 */
export function safeWindow(text: string): SafeWindow | null {
  const [, days = '', fromHour, fromMinute, toHour, toMinute] = SHAPE.exec(text.trim().toLowerCase()) ?? [];
  const on = daysOf(days);
  if (on === null || fromHour === undefined) return null;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = toHour === undefined ? MINUTES_A_DAY : Number(toHour) * 60 + Number(toMinute);
  return from === to ? null : { days: on, from, to };
}

/** The one way to write a window; {@link safeWindow} reads it back. */
export function safeWindowText({ days, from, to }: SafeWindow): string {
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const named = days.length === DAYS.length ? 'daily' : days.map((day) => DAYS[day] ?? '').join(',');
  return `${named} ${time(from)}-${time(to)}`;
}

/** Day of the week and minute of the day by the clock of a time zone (IANA). Throws RangeError for a zone that does not exist. */
function localTime(at: number, zone: string): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return {
    day: DAYS.indexOf(part('weekday').toLowerCase()),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/**
 * Whether any of the windows is open at an instant. It is the clock on the wall that counts: an hour that daylight saving repeats is open both
 * times, one that it leaves out never comes. No window: never open.
 */
export function isOpen(windows: readonly SafeWindow[], zone: string, at: number): boolean {
  if (windows.length === 0) return false;
  const { day, minute } = localTime(at, zone);
  const before = (day + DAYS.length - 1) % DAYS.length;
  return windows.some(({ days, from, to }) =>
    to > from
      ? days.includes(day) && minute >= from && minute < to
      : (days.includes(day) && minute >= from) || (days.includes(before) && minute < to),
  );
}
