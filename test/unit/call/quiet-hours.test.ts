import { describe, expect, it } from 'vitest';
import { QuietHours } from '../../../src/call/quiet-hours.ts';

const at = (hour: number, minute = 0) => new Date(2026, 10, 28, hour, minute).getTime();

describe('quiet hours', () => {
  it('reach over midnight, from the first minute up to the last', () => {
    const quiet = new QuietHours(['22:00-06:30']);

    expect([at(22), at(23, 59), at(0), at(6, 29)].map((time) => quiet.includes(time))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([at(21, 59), at(6, 30), at(12)].map((time) => quiet.includes(time))).toEqual([false, false, false]);
    expect(quiet.minutes).toBe(510);
  });

  it('may be several, and count once where they meet', () => {
    const quiet = new QuietHours(['12:00-13:00', '12:30-14:00']);

    expect(quiet.minutes).toBe(120);
    expect([at(11, 59), at(13, 30), at(14)].map((time) => quiet.includes(time))).toEqual([false, true, false]);
  });

  it('with equal ends are the whole day, and none are none', () => {
    expect(new QuietHours(['09:00-09:00']).minutes).toBe(1_440);
    expect(new QuietHours([]).minutes).toBe(0);
    expect(new QuietHours(['24:00-01:00', 'night']).minutes).toBe(0);
  });
});
