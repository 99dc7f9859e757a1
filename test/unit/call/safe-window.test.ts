import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, safeWindow, safeWindowText } from '../../../src/call/safe-window.ts';

const window = (text: string) => {
  const read = safeWindow(text);
  if (read === null) throw new Error(`not a window: ${text}`);
  return read;
};
const MELBOURNE = 'Australia/Melbourne';
const at = (iso: string) => Date.parse(iso);

describe('a safe window', () => {
  it.each([
    ['mon-fri 09:00-17:00', 'mon,tue,wed,thu,fri 09:00-17:00'],
    ['Sat,Sun 10:00-12:30', 'sat,sun 10:00-12:30'],
    ['fri-mon 00:00-24:00', 'mon,fri,sat,sun 00:00-24:00'],
    ['daily 22:00-02:00', 'daily 22:00-02:00'],
    ['wed 08:05-08:06', 'wed 08:05-08:06'],
  ])('is read from %s', (text, written) => {
    expect(safeWindowText(window(text))).toBe(written);
  });

  it.each([
    '',
    '09:00-17:00',
    'mon 9:00-17:00',
    'mon 09:00-25:00',
    'mon 09:60-17:00',
    'mon 24:00-09:00',
    'mon 09:00-09:00',
    'someday 09:00-17:00',
    'mon-tue-wed 09:00-17:00',
    'mon 09:00 - 17:00',
    'mon 09:00-17:00 tue 09:00-17:00',
  ])('is not read from "%s"', (text) => {
    expect(safeWindow(text)).toBeNull();
  });

  it('comes back as it was written, whatever it is', () => {
    const anyWindow = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((days) => days.sort((a, b) => a - b)),
      from: fc.integer({ min: 0, max: 1439 }),
      to: fc.integer({ min: 0, max: 1440 }),
    });
    fc.assert(
      fc.property(anyWindow, (each) => {
        fc.pre(each.from !== each.to && !(each.to === 0 && each.from === 0));
        expect(safeWindow(safeWindowText(each))).toEqual(each);
      }),
    );
  });

  it('is open from its first minute up to its last, on its days only', () => {
    const office = [window('mon-fri 09:00-17:00')];
    // 2026-11-30 is a Monday; Melbourne is 11 hours ahead then.
    expect(isOpen(office, MELBOURNE, at('2026-11-29T21:59:59Z'))).toBe(false);
    expect(isOpen(office, MELBOURNE, at('2026-11-29T22:00:00Z'))).toBe(true);
    expect(isOpen(office, MELBOURNE, at('2026-11-30T05:59:59Z'))).toBe(true);
    expect(isOpen(office, MELBOURNE, at('2026-11-30T06:00:00Z'))).toBe(false);
    expect(isOpen(office, MELBOURNE, at('2026-11-28T23:00:00Z'))).toBe(false);
  });

  it('crosses midnight into the next day, and only from a day of its own', () => {
    const night = [window('fri 22:00-02:00')];
    expect(isOpen(night, 'UTC', at('2026-12-04T22:00:00Z'))).toBe(true);
    expect(isOpen(night, 'UTC', at('2026-12-05T01:59:00Z'))).toBe(true);
    expect(isOpen(night, 'UTC', at('2026-12-05T02:00:00Z'))).toBe(false);
    expect(isOpen(night, 'UTC', at('2026-12-05T22:30:00Z'))).toBe(false);
    expect(isOpen(night, 'UTC', at('2026-12-04T01:00:00Z'))).toBe(false);
  });

  it('goes by the clock on the wall when it is put forward or back', () => {
    // Melbourne, 2026-04-05: at 03:00 the clock goes back to 02:00. 2026-10-04: at 02:00 it goes forward to 03:00.
    const early = [window('sun 02:00-03:00')];
    expect(isOpen(early, MELBOURNE, at('2026-04-04T15:30:00Z'))).toBe(true);
    expect(isOpen(early, MELBOURNE, at('2026-04-04T16:30:00Z'))).toBe(true);
    expect(isOpen(early, MELBOURNE, at('2026-04-04T17:00:00Z'))).toBe(false);
    expect(isOpen(early, MELBOURNE, at('2026-10-03T15:59:59Z'))).toBe(false);
    expect(isOpen(early, MELBOURNE, at('2026-10-03T16:00:00Z'))).toBe(false);
    const morning = [window('daily 09:00-10:00')];
    expect(isOpen(morning, MELBOURNE, at('2026-10-02T23:30:00Z'))).toBe(true);
    expect(isOpen(morning, MELBOURNE, at('2026-10-03T22:30:00Z'))).toBe(true);
    expect(isOpen(morning, MELBOURNE, at('2026-10-03T23:30:00Z'))).toBe(false);
  });

  it('is open when any of several is, and never when there is none', () => {
    const two = [window('mon 09:00-10:00'), window('mon 14:00-15:00')];
    expect(isOpen(two, 'UTC', at('2026-11-30T14:30:00Z'))).toBe(true);
    expect(isOpen(two, 'UTC', at('2026-11-30T12:00:00Z'))).toBe(false);
    expect(isOpen([], 'UTC', at('2026-11-30T14:30:00Z'))).toBe(false);
  });
});
