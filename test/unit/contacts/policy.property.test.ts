import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DropClass } from '../../../src/call/drop-verdict.ts';
import { DROP_PROTOCOLS } from '../../../src/call/notice.ts';
import { safeWindow } from '../../../src/call/safe-window.ts';
import { type Agreement, decideNotice, type Moment } from '../../../src/contacts/policy.ts';
import { endedCall, verdictOf } from './contact-samples.ts';

/** 2026-11-30 is a Monday. */
const ENDED = Date.parse('2026-11-30T10:00:00Z');
const OPEN = safeWindow('mon 09:00-17:00');
const SHUT = safeWindow('tue 09:00-17:00');
if (OPEN === null || SHUT === null) throw new Error('no window');

const CLASSES: readonly DropClass[] = [
  'survivor-ended',
  'survivor-ended-abruptly',
  'worker-ended',
  'network-drop',
  'mass-drop',
  'pbx-failed',
  'pbx-ended',
  'abandoned',
  'setup-failed',
  'continued',
  'unknown',
];
const LOST: readonly DropClass[] = ['network-drop', 'mass-drop', 'pbx-failed', 'pbx-ended'];

const AGREED: Agreement = {
  protocol: 'agency-calls-back',
  agreedAt: ENDED - 500_000,
  consent: true,
  number: true,
  windows: [OPEN],
  expiresAt: ENDED + 1_800_000,
};
const MOMENT: Moment = { now: ENDED + 250, zone: 'UTC', slip: false, trunkSince: 0 };

const offered = (...asked: Parameters<typeof decideNotice>) => decideNotice(...asked).offer.kind === 'offered';

const AGREED_AT = { before: -700_000, during: -500_000, 'after the last sign of life': -100, after: 100 } as const;

/** Everything that bears on a call-back, and each way it can be. */
const WAYS = {
  name: CLASSES,
  protocol: [...DROP_PROTOCOLS, null],
  consent: [true, false],
  number: [true, false],
  window: ['open', 'shut', 'none', 'while-it-lasts'],
  confidence: [0, 0.5, 0.7, 0.8999, 0.9, 0.95, 1],
  agreedAt: ['before', 'during', 'after the last sign of life', 'after'],
  worker: ['101', null],
  slip: [true, false],
  expired: [true, false],
  trunk: ['held', 'away'],
} as const;
type Case = { readonly [Key in keyof typeof WAYS]: (typeof WAYS)[Key][number] };

function everyCase(): readonly Case[] {
  const extend = (cases: readonly object[], [key, ways]: readonly [string, readonly unknown[]]) =>
    cases.flatMap((each) => ways.map((way) => ({ ...each, [key]: way })));
  return Object.entries(WAYS).reduce<readonly object[]>(extend, [{}]) as readonly Case[];
}

function decide({ agreedAt, confidence, consent, expired, name, number, protocol, slip, window, worker, trunk }: Case) {
  const windows = { open: [OPEN], shut: [SHUT], none: [], 'while-it-lasts': 'while-it-lasts' as const }[window];
  const agreement: Agreement | null =
    protocol === null
      ? null
      : {
          protocol,
          agreedAt: ENDED + AGREED_AT[agreedAt],
          consent,
          number,
          windows: windows as Agreement['windows'],
          expiresAt: expired ? ENDED + 30_000 : ENDED + 1_800_000,
        };
  const call = endedCall(name, ENDED, { worker, verdict: verdictOf(name, ENDED - 1_000, confidence) });
  return decideNotice(call, agreement, { ...MOMENT, slip, trunkSince: trunk === 'held' ? 0 : null });
}

/** The table of the study, section 10, in its own words. */
function allowed(each: Case): boolean {
  const isLoss = LOST.includes(each.name) || (each.name === 'worker-ended' && each.slip);
  const isAgreed = each.protocol === 'agency-calls-back' && each.agreedAt === 'during' && each.consent && each.number;
  const isTime = !each.expired && (each.window === 'open' || each.window === 'while-it-lasts');
  const isTrunk = each.name !== 'mass-drop' || each.trunk === 'held';
  return isTrunk && isLoss && each.confidence >= 0.9 && isAgreed && isTime && each.worker !== null;
}

describe('whether a call-back is offered', () => {
  it('is offered when everything that must hold does', () => {
    const { notice, offer } = decideNotice(endedCall('network-drop', ENDED), AGREED, MOMENT);
    expect(offer).toEqual({ kind: 'offered', worker: '101', from: ENDED + 60_000 });
    expect(notice).toMatchObject({ happened: 'line-lost', agreed: 'agency-calls-back', next: 'may-call-back' });
    expect(notice.callbackFrom).toBe(ENDED + 60_000);
  });

  it('[G12] after many were lost together, waits until their trunk has held for a minute', () => {
    const lost = endedCall('mass-drop', ENDED);
    const at = (trunkSince: number | null) => decideNotice(lost, AGREED, { ...MOMENT, trunkSince });

    expect(at(null).offer).toEqual({ kind: 'none', why: 'trunk-away' });
    expect(at(null).notice).toMatchObject({ next: 'wait', callbackFrom: null });
    expect(at(ENDED + 300_000).offer).toMatchObject({ kind: 'offered', from: ENDED + 360_000 });
    expect(at(0).offer).toMatchObject({ kind: 'offered', from: ENDED + 60_000 });
  });

  it('[G12] is never offered outside the table, and always inside it, over every class, protocol, consent, window and certainty', () => {
    let cases = 0;
    let offers = 0;
    for (const each of everyCase()) {
      const { notice, offer } = decide(each);
      cases += 1;
      if (offer.kind === 'offered') offers += 1;
      if ((offer.kind === 'offered') !== allowed(each)) expect.fail(`${offer.kind}: ${JSON.stringify(each)}`);
      if ((notice.next === 'may-call-back') !== (offer.kind === 'offered')) expect.fail(JSON.stringify(each));
    }
    expect(cases).toBe(11 * 5 * 2 * 2 * 4 * 7 * 4 * 2 * 2 * 2 * 2);
    expect(offers).toBe(((3 * 2 + 1) * 2 + 2) * 2 * 3);
  });

  it.each(['survivor-ended', 'survivor-ended-abruptly', 'abandoned', 'setup-failed', 'continued', 'unknown'] as const)(
    'is never offered after %s, whatever else is so',
    (name) => {
      const anything = fc.record({
        protocol: fc.constantFrom(...DROP_PROTOCOLS),
        agreedAt: fc.integer({ min: ENDED - 1_000_000, max: ENDED + 1_000_000 }),
        consent: fc.boolean(),
        number: fc.boolean(),
        windows: fc.constantFrom([OPEN], [SHUT], 'while-it-lasts' as const),
        expiresAt: fc.integer({ min: ENDED, max: ENDED + 10_000_000 }),
      });
      fc.assert(
        fc.property(
          anything,
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.boolean(),
          (agreement, confidence, slip) => {
            const call = endedCall(name, ENDED, { verdict: verdictOf(name, ENDED, confidence) });
            expect(offered(call, agreement, { ...MOMENT, slip })).toBe(false);
          },
        ),
      );
    },
  );

  it('is not offered where the protocol was written down after the last sign of life', () => {
    const call = endedCall('network-drop', ENDED, { verdict: verdictOf('network-drop', ENDED - 20_000) });
    expect(offered(call, { ...AGREED, agreedAt: ENDED - 20_000 }, MOMENT)).toBe(true);
    expect(offered(call, { ...AGREED, agreedAt: ENDED - 19_999 }, MOMENT)).toBe(false);
  });

  it('is not offered when the window shuts before the caller has had the time to call first', () => {
    const lateEnd = Date.parse('2026-11-30T16:59:30Z');
    const late = { ...AGREED, agreedAt: lateEnd - 60_000, expiresAt: lateEnd + 1_800_000 };
    expect(offered(endedCall('network-drop', lateEnd), late, { ...MOMENT, now: lateEnd + 250 })).toBe(false);
  });

  it('is not offered any more once the window has shut', () => {
    const now = Date.parse('2026-11-30T17:00:00Z');
    const agreement = { ...AGREED, expiresAt: now + 600_000 };
    expect(offered(endedCall('network-drop', ENDED), agreement, { ...MOMENT, now })).toBe(false);
  });
});

describe('what a worker is told', () => {
  it.each([
    ['survivor-ended', 0.97, 'caller-ended'],
    ['survivor-ended-abruptly', 0.6, 'caller-ended'],
    ['network-drop', 0.95, 'line-lost'],
    ['network-drop', 0.7, 'not-clear'],
    ['mass-drop', 0.97, 'lines-lost'],
    ['pbx-failed', 0.99, 'house-ended'],
    ['pbx-ended', 0.95, 'house-ended'],
    ['worker-ended', 0.97, 'worker-ended'],
    ['abandoned', 0.98, 'caller-left'],
    ['setup-failed', 0.99, 'not-clear'],
    ['continued', 0.99, 'not-clear'],
    ['unknown', 0, 'not-clear'],
  ] as const)('after %s (%d) is: %s', (name, confidence, happened) => {
    const call = endedCall(name, ENDED, { verdict: verdictOf(name, ENDED, confidence) });
    expect(decideNotice(call, null, MOMENT).notice).toMatchObject({
      happened,
      agreed: 'not-agreed',
      next: 'do-not-call',
    });
  });

  it('is to wait only where the survivor agreed to call again', () => {
    for (const protocol of DROP_PROTOCOLS) {
      const { notice } = decideNotice(endedCall('survivor-ended', ENDED), { ...AGREED, protocol }, MOMENT);
      expect(notice.next).toBe(protocol === 'survivor-calls-back' ? 'wait' : 'do-not-call');
    }
  });
});
