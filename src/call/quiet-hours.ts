const MINUTES_A_DAY = 1_440;
const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

function spanOf(text: string): readonly [from: number, to: number] | null {
  const [, ...parts] = SPAN.exec(text) ?? [];
  const [fromHour, fromMinute, toHour, toMinute] = parts.map(Number);
  if (fromHour === undefined || fromMinute === undefined || toHour === undefined || toMinute === undefined) return null;
  return [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
}

/**
 * The times of day, by the clock of this machine (its time zone), in which no test is run that could wait: `22:00-06:30` is from ten at night to
 * half past six. Equal ends are the whole day.
 */
export class QuietHours {
  readonly #quiet: readonly boolean[];

  /** Texts of another form are left out: the configuration has refused them. */
  constructor(spans: readonly string[]) {
    const quiet = Array.from({ length: MINUTES_A_DAY }, () => false);
    for (const span of spans.map(spanOf)) {
      if (span === null) continue;
      const [from, to] = span;
      const length = to > from ? to - from : to - from + MINUTES_A_DAY;
      for (let minute = 0; minute < length; minute += 1) quiet[(from + minute) % MINUTES_A_DAY] = true;
    }
    this.#quiet = quiet;
  }

  /** Minutes of a day that are quiet. */
  get minutes(): number {
    return this.#quiet.filter(Boolean).length;
  }

  /** `at`: epoch milliseconds. */
  includes(at: number): boolean {
    const time = new Date(at);
    return this.#quiet[time.getHours() * 60 + time.getMinutes()] ?? false;
  }
}
