import { describe, expect, it } from 'vitest';
import { isPartial, planned } from '../../../../src/leaks/tester/plan.ts';
import { isMandatory, PROBE_PATHS } from '../../../../src/leaks/tester/probe-path.ts';

describe('the plan of a leak test', () => {
  it('leaves no path, no door and no trunk out', () => {
    const all = planned(['t1', 't2'], {});

    expect(new Set(all.map(({ path }) => path))).toEqual(new Set(PROBE_PATHS));
    expect(new Set(all.map(({ trunk, door }) => `${trunk}-${door}`))).toEqual(
      new Set(['t1-private', 't1-parent', 't1-in', 't2-private', 't2-parent', 't2-in']),
    );
    expect(new Set(all.map(({ trunk, door, path }) => `${trunk} ${door} ${path}`)).size).toBe(all.length);
  });

  it('tries only what is asked for, and calls that a part', () => {
    const some = planned(['t1', 't2'], { trunk: 't2', door: 'parent', path: 'cancel' });

    expect(some).toEqual([{ trunk: 't2', door: 'parent', path: 'cancel' }]);
    expect(isPartial({ path: 'cancel' })).toBe(true);
    expect(isPartial({})).toBe(false);
  });

  it('is empty for a trunk there is not, and for a path that does not lead through the door', () => {
    expect(planned(['t1'], { trunk: 't9' })).toEqual([]);
    expect(planned(['t1'], { door: 'in', path: 'cancel' })).toEqual([]);
  });

  it('can do without three paths only', () => {
    expect(PROBE_PATHS.filter((path) => !isMandatory(path))).toEqual([
      'originate-ami',
      'originate-callfile',
      'register',
    ]);
  });
});
