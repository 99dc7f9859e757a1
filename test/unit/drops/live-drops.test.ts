import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/call/call-event.ts';
import type { LiveCall } from '../../../src/call/ended-call.ts';
import { detector, seen } from './heard-drops.ts';

const SURVIVOR = '1700000000.1' as LegId;
const WORKER = '1700000000.2' as LegId;

function talking({ hear }: ReturnType<typeof detector>, at = 1_000): void {
  hear(at, seen(SURVIVOR, 't1', true), seen(WORKER, 'w1', false));
  for (const leg of [SURVIVOR, WORKER])
    hear(at + 100, { kind: 'answered', leg }, { kind: 'bridge-entered', leg, bridge: 'b' });
}

describe('the detector as it runs', () => {
  it('tells each change once, and a call by trunk, worker and since when they talk', () => {
    const one = detector();
    talking(one);
    one.drops.advance(5_000);
    one.drops.advance(6_000);
    expect(one.told.at(-1)).toEqual({
      kind: 'live',
      call: {
        call: SURVIVOR,
        incoming: true,
        trunk: 'trunk of t1',
        worker: 'extension of w1',
        answeredAt: 1_100,
      },
    });
    const lives = one.told.length;
    one.hear(20_000, { kind: 'hangup-requested', leg: SURVIVOR, cause: 38, techCause: null });
    one.hear(20_001, { kind: 'ended', leg: SURVIVOR, cause: 38, techCause: null });
    one.drops.advance(20_250);
    expect(one.told).toHaveLength(lives);
    one.drops.advance(20_251);
    one.drops.advance(60_000);
    expect(one.kinds().slice(lives)).toEqual(['ended']);
    expect(one.told.at(-1)?.call).toMatchObject({ endedAt: 20_001, decidedAt: 20_251, incident: null });
  });

  it("a caller who is led to a worker's mobile has been answered, and the way there is no call of its own", () => {
    const one = detector();
    const mobile = '1700000000.3' as LegId;
    one.hear(1_000, seen(SURVIVOR, 't1', true));
    // A phone that rang first, and sent the caller on.
    one.hear(2_000, seen(WORKER, 'w1', false), { kind: 'grouped', leg: WORKER, with: SURVIVOR });
    one.hear(8_900, { kind: 'ended', leg: WORKER, cause: 0, techCause: null });
    one.hear(9_000, seen(mobile, 't2', false), { kind: 'grouped', leg: mobile, with: SURVIVOR });
    for (const leg of [SURVIVOR, mobile])
      one.hear(9_500, { kind: 'answered', leg }, { kind: 'bridge-entered', leg, bridge: 'b' });
    one.hear(80_000, { kind: 'hangup-requested', leg: SURVIVOR, cause: 16, techCause: null });
    for (const leg of [SURVIVOR, mobile]) one.hear(80_001, { kind: 'ended', leg, cause: 16, techCause: null });
    one.drops.advance(90_000);

    expect(one.kinds().filter((kind) => kind !== 'live')).toEqual(['ended']);
    expect(new Set(one.told.map(({ call }) => call['call']))).toEqual(new Set([SURVIVOR]));
    expect(one.told.at(-1)?.call).toMatchObject({
      worker: null,
      answeredAt: 9_500,
      verdict: { class: 'survivor-ended', releasedBy: 'survivor-side' },
    });
  });

  it('says of a caller who was led to a mailbox, which said goodbye to them, that they were there', () => {
    const one = detector();
    talking(one);
    one.hear(
      20_000,
      { kind: 'moved', leg: WORKER, how: 'transferred-away' },
      { kind: 'moved', leg: SURVIVOR, how: 'transferred' },
      { kind: 'bridge-left', leg: WORKER, bridge: 'b' },
      { kind: 'ended', leg: WORKER, cause: 16, techCause: null },
      { kind: 'bridge-left', leg: SURVIVOR, bridge: 'b' },
    );
    one.hear(
      60_000,
      { kind: 'moved', leg: SURVIVOR, how: 'to-mailbox' },
      { kind: 'ended', leg: SURVIVOR, cause: 16, techCause: null },
    );
    one.drops.advance(70_000);

    expect(one.kinds().filter((kind) => kind !== 'live')).toEqual(['ended']);
    expect(one.told.at(-1)?.call).toMatchObject({ atMailbox: true, worker: 'extension of w1' });
    expect(one.told.at(-1)?.call['verdict']).toMatchObject({ class: 'pbx-ended', releasedBy: 'pbx' });
  });

  it('suspects a side that is silent, and takes it back when it is heard again', () => {
    const one = detector();
    talking(one);
    one.hear(10_000, { kind: 'rtp-stalled', leg: SURVIVOR, since: 9_000, received: 50 });
    one.drops.advance(11_990);
    expect(one.kinds()).not.toContain('suspected');
    one.drops.advance(12_000);
    expect(one.told.at(-1)?.call).toMatchObject({ side: 'survivor-side', suspectedAt: 12_000, since: 9_000 });
    one.hear(13_000, { kind: 'rtp-resumed', leg: SURVIVOR });
    one.drops.advance(14_000);
    expect(one.kinds().filter((kind) => kind !== 'live')).toEqual(['suspected', 'restored']);
  });

  it('raises what is seen better within five seconds, and not after', () => {
    const one = detector();
    const calls = [1, 2, 3].map((at) => ({ s: `1700000010.${at}` as LegId, w: `1700000020.${at}` as LegId, at }));
    for (const { s, w, at } of calls) {
      one.hear(1_000, seen(s, 't1', true), seen(w, 'w1', false));
      for (const leg of [s, w])
        one.hear(1_100, { kind: 'answered', leg }, { kind: 'bridge-entered', leg, bridge: `b${at}` });
    }
    for (const { s } of calls) one.hear(20_000, { kind: 'rtcp', leg: s, lost: 0 });
    for (const { s, at } of calls) {
      const end = 30_000 + at * 900;
      one.hear(end, { kind: 'hangup-soft', leg: s, flag: 1 }, { kind: 'ended', leg: s, cause: 44, techCause: null });
    }
    one.drops.advance(33_000);
    one.drops.advance(60_000);
    const ends = one.told.filter(({ kind }) => kind === 'ended' || kind === 'raised');
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['ended', 'ended', 'ended', 'raised', 'raised']);
    for (const { s } of calls)
      expect(ends.filter(({ call }) => call['call'] === s).at(-1)?.call).toMatchObject({
        incident: calls[0]?.s,
        verdict: { class: 'mass-drop' },
      });
  });

  it('gives a call up with the PBX, and takes that back when the leg is heard of again', () => {
    const one = detector();
    talking(one);
    for (const link of ['ari', 'ami'] as const) one.drops.hear({ at: 10_000, source: 'link', kind: 'link-lost', link });
    one.drops.advance(10_100);
    expect(one.told.at(-1)).toMatchObject({ kind: 'ended', call: { verdict: { class: 'pbx-failed' } } });
    one.drops.hear({ at: 12_000, source: 'link', kind: 'link-up', link: 'ari', bootedAt: 0 });
    one.hear(12_001, seen(SURVIVOR, 't1', true));
    one.drops.advance(12_100);
    expect(
      one
        .kinds()
        .filter((kind) => kind !== 'live')
        .slice(0, 2),
    ).toEqual(['ended', 'restored']);
    one.hear(30_000, { kind: 'ended', leg: SURVIVOR, cause: 16, techCause: null });
    one.drops.advance(31_000);
    expect(one.kinds().at(-1)).toBe('ended');
  });

  it('tells nothing of a call that no phone of ours made, nor of one that a test takes part in', () => {
    const one = detector();
    one.hear(1_000, seen(SURVIVOR, 't1', false));
    one.hear(1_100, { kind: 'answered', leg: SURVIVOR });
    one.hear(2_000, { kind: 'ended', leg: SURVIVOR, cause: 16, techCause: null });
    one.drops.advance(9_000);
    const probed = detector();
    probed.drops.probe(SURVIVOR);
    talking(probed);
    probed.hear(5_000, { kind: 'ended', leg: SURVIVOR, cause: 16, techCause: null });
    probed.drops.advance(9_000);
    expect([one.told, probed.told]).toEqual([[], []]);
  });

  it('takes a known call up again as it was, and tells what ended unseen once', () => {
    const known = (call: LegId): LiveCall => ({
      call,
      incoming: true,
      trunk: 'trunk of t1',
      worker: 'extension of w1',
      answeredAt: 1_700_000_000_500,
    });
    const gone = '1700000000.9' as LegId;
    const now = 1_700_000_100_000;
    const one = detector([known(SURVIVOR), known(gone)]);
    talking(one, now);
    const before = one.told.length;
    one.drops.listed(new Set([SURVIVOR, WORKER]), 1_600_000_000_000, now + 200);
    one.drops.listed(new Set(), 1_600_000_000_000, now + 300);
    one.drops.advance(now + 400);
    expect(one.told.slice(before)).toMatchObject([
      { kind: 'ended', call: { ...known(gone), verdict: { class: 'unknown', confidence: 0.3 } } },
    ]);
    one.hear(now + 5_000, { kind: 'ended', leg: SURVIVOR, cause: 16, techCause: null });
    one.drops.advance(now + 6_000);
    expect(one.told.at(-1)).toMatchObject({ kind: 'ended', call: known(SURVIVOR) });
  });

  it('says of a known call whose PBX was started anew that the PBX failed, and is not sure enough to call anybody', () => {
    const one = detector([
      { call: SURVIVOR, incoming: true, trunk: null, worker: null, answeredAt: null },
      { call: WORKER, incoming: true, trunk: null, worker: null, answeredAt: 1_700_000_050_000 },
    ]);
    one.drops.listed(new Set(), 1_700_000_060_000, 1_700_000_100_000);
    expect(one.told).toMatchObject([
      { kind: 'ended', call: { verdict: { class: 'pbx-failed', releasedBy: 'pbx', confidence: 0.6 } } },
      { kind: 'ended', call: { verdict: { class: 'pbx-failed', releasedBy: 'pbx', confidence: 0.6 } } },
    ]);
  });
});
