import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/call/call-event.ts';
import type { Evidence } from '../../../src/call/evidence.ts';
import { detector, type Said, seen } from './heard-drops.ts';

describe('the detector as it runs', () => {
  it('forgets what is over: forty calls a second leave no more than some minutes of them', () => {
    const one = detector();
    let most = 0;
    for (let call = 0; call < 10_000; call += 1) {
      const [s, w] = [`1700000000.${call * 2}` as LegId, `1700000000.${call * 2 + 1}` as LegId];
      const at = 1_000 + call * 25;
      const up = (leg: LegId): Said[] => [
        { kind: 'answered', leg },
        { kind: 'bridge-entered', leg, bridge: `b${call}` },
      ];
      const over = (leg: LegId): Said => ({ kind: 'ended', leg, cause: 16, techCause: null });
      const asked: Said = { kind: 'hangup-requested', leg: s, cause: 16, techCause: null };
      const facts = [seen(s, 't1', true), seen(w, 'w1', false), ...up(s), ...up(w), asked, over(s), over(w)];
      for (const fact of facts) one.drops.hear({ ...fact, at, source: 'ari' } as Evidence);
      // As the thread does: facts of some milliseconds are looked at together.
      if (call % 2 === 1) one.drops.advance(at);
      most = Math.max(most, (call + 1) * 2 - one.forgotten.length);
    }
    expect(one.told.filter(({ kind }) => kind === 'ended').length).toBeGreaterThan(9_500);
    expect(most).toBeLessThan(2 * 40 * (180 + 15) + 2);
    one.drops.advance(3_000_000);
    expect(one.forgotten).toHaveLength(20_000);
  }, 120_000);
});
