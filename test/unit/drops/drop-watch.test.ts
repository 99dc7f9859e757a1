import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/call/call-event.ts';
import type { Evidence } from '../../../src/call/evidence.ts';
import { DropWatch } from '../../../src/drops/drop-watch.ts';

const MINUTE_MS = 60_000;

function watching(calls: number) {
  const watch = new DropWatch((_, endpoint) => (endpoint.startsWith('t') ? 'survivor' : 'worker'));
  const hear = (fact: Record<string, unknown>) => watch.hear(fact as unknown as Evidence);
  // What a daemon hears when it starts beside a PBX that runs.
  hear({ at: 1_000, source: 'link', kind: 'link-up', link: 'ari', bootedAt: 0 });
  for (let call = 0; call < calls; call += 1) {
    const leg = { leg: `1700000000.${call}` as LegId, at: 2_000, source: 'ari' };
    hear({ ...leg, kind: 'seen', through: { technology: 'PJSIP', endpoint: 't1' }, incoming: true });
    hear({ ...leg, kind: 'answered' });
  }
  return { watch, hear };
}

describe('a look at the calls that are up', () => {
  it('is at those alone of which something was told, however young the link is and however many there are', () => {
    const { watch, hear } = watching(300);
    expect(watch.advance(2_000)).toHaveLength(300);
    expect(watch.advance(2_025)).toEqual([]);

    hear({ at: 2_030, source: 'link', kind: 'probe-answered' });
    expect(watch.advance(2_050)).toEqual([]);

    hear({ at: 2_060, source: 'ari', kind: 'ended', leg: '1700000000.7', cause: 16, techCause: null });
    expect(watch.advance(2_075).map(({ leg }) => leg.id)).toEqual(['1700000000.7']);
  });

  it('is at all of them while a link is away or a question unanswered, and once when that is over', () => {
    const { watch, hear } = watching(3);
    watch.advance(2_000);
    for (const [lost, back] of [
      [
        { kind: 'link-lost', link: 'ari' },
        { kind: 'link-up', link: 'ari', bootedAt: 0 },
      ],
      [{ kind: 'probe-unanswered' }, { kind: 'probe-answered' }],
    ] as const) {
      hear({ at: 3_000, source: 'link', ...lost });
      expect(watch.advance(3_025)).toHaveLength(3);
      expect(watch.advance(3_050)).toHaveLength(3);
      hear({ at: 3_060, source: 'link', ...back });
      expect(watch.advance(3_075)).toHaveLength(3);
      expect(watch.advance(3_100)).toEqual([]);
    }
  });

  it('is at all of them once when the PBX gives any sign after a question that it did not answer', () => {
    const { watch, hear } = watching(3);
    watch.advance(2_000);
    hear({ at: 3_000, source: 'link', kind: 'probe-unanswered' });
    watch.advance(3_025);
    hear({ at: 4_000, source: 'ari', kind: 'held', leg: '1700000000.1' });
    expect(watch.advance(4_000)).toHaveLength(3);
    expect(watch.advance(4_025)).toEqual([]);
  });

  it('is at all of them once when a PBX was started anew meanwhile: every call that was up is lost', () => {
    const { watch, hear } = watching(3);
    watch.advance(2_000);
    hear({ at: 3 * MINUTE_MS, source: 'link', kind: 'link-up', link: 'ari', bootedAt: 2 * MINUTE_MS });
    const looked = watch.advance(3 * MINUTE_MS);
    expect(looked.map(({ verdict }) => verdict?.class)).toEqual(['pbx-failed', 'pbx-failed', 'pbx-failed']);
  });
});
