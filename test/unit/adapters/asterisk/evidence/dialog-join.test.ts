import { describe, expect, it } from 'vitest';
import { DialogJoin } from '../../../../../src/adapters/asterisk/evidence/dialog-join.ts';
import type { LegId } from '../../../../../src/call/call-event.ts';

const leg = (id: string) => id as LegId;

describe('a dialog and its leg', () => {
  it('are joined when they appear at the same moment in the same direction, whichever is told first', () => {
    const join = new DialogJoin();
    join.invite('one', 1_000, true);
    join.leg(leg('a'), 1_005, true);
    join.leg(leg('b'), 1_010, false);
    join.invite('two', 1_015, false);
    expect([join.legOf('one'), join.legOf('two')]).toEqual(['a', 'b']);
  });

  it('are not joined when another could be meant, or the moment is another', () => {
    const join = new DialogJoin();
    join.invite('one', 1_000, true);
    join.invite('two', 1_010, true);
    join.leg(leg('a'), 1_012, true);
    join.invite('three', 5_000, true);
    join.leg(leg('b'), 6_000, true);
    expect(['one', 'two', 'three'].map((name) => join.legOf(name))).toEqual([null, null, null]);
  });
});
