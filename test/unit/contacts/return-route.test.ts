import { describe, expect, it } from 'vitest';
import type { DropClass } from '../../../src/call/drop-verdict.ts';
import { isBack, reservedFor, returningTo } from '../../../src/contacts/return-route.ts';
import type { KeptCall } from '../../../src/ports/return-store.ts';
import { endedCall, leg, token } from './kept-calls.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

function kept(call: string, of: Partial<KeptCall> = {}): KeptCall {
  return {
    call: leg(call),
    line: token('line'),
    caller: token('caller'),
    code: null,
    worker: '102',
    since: NOW - 10 * MINUTE,
    reservedUntil: null,
    forgetAt: NOW + MINUTE,
    ...of,
  };
}

const minutes = (kind: DropClass, worker: string | null = '102') => {
  const reserved = reservedFor(kept('1.1'), endedCall('1.1', NOW, kind, worker), NOW + 250);
  return reserved === null || reserved.reservedUntil === null ? null : (reserved.reservedUntil - NOW) / MINUTE;
};

describe('how long a worker is kept for a caller', () => {
  it.each(['network-drop', 'mass-drop', 'pbx-failed'] as const)('five minutes after %s', (kind) => {
    expect(minutes(kind)).toBe(5);
  });

  it.each(['survivor-ended', 'survivor-ended-abruptly', 'worker-ended', 'pbx-ended', 'abandoned', 'unknown'] as const)(
    'two minutes after %s',
    (kind) => {
      expect(minutes(kind)).toBe(2);
    },
  );

  it('not at all when no worker had the call, when it did not end, or when it never was one', () => {
    expect(minutes('abandoned', null)).toBeNull();
    expect(minutes('continued')).toBeNull();
    expect(minutes('setup-failed')).toBeNull();
  });

  it('not when the end is told after that time is over, and not for a caller nobody would know again', () => {
    expect(reservedFor(kept('1.1'), endedCall('1.1', NOW, 'network-drop'), NOW + 6 * MINUTE)).toBeNull();
    expect(reservedFor(kept('1.1', { caller: null }), endedCall('1.1', NOW, 'network-drop'), NOW)).toBeNull();
  });

  it('never more than a quarter of an hour, whatever the class', () => {
    const reserved = reservedFor(kept('1.1'), endedCall('1.1', NOW, 'network-drop'), NOW);

    expect(reserved?.forgetAt).toBeLessThanOrEqual(NOW + 15 * MINUTE);
  });
});

describe('who a caller is coming back to', () => {
  const back = (calls: readonly KeptCall[], sign: Parameters<typeof returningTo>[2], line = 'line') =>
    returningTo(calls, token(line), sign, NOW)?.call ?? null;
  const reserved = kept('1.1', { reservedUntil: NOW + 1 });

  it('the worker of the call that is kept for this number, on this helpline', () => {
    expect(back([reserved], { caller: token('caller') })).toBe('1.1');
    expect(back([reserved], { caller: token('another') })).toBeNull();
    expect(back([reserved], { caller: token('caller') }, 'another line')).toBeNull();
  });

  it('nobody once the time is over', () => {
    expect(back([kept('1.1', { reservedUntil: NOW })], { caller: token('caller') })).toBeNull();
  });

  it('the one with this code, and a caller without a number is not taken for another without one', () => {
    const coded = kept('1.2', { caller: null, code: '482', reservedUntil: NOW + 1 });

    expect(back([coded], { code: '482' })).toBe('1.2');
    expect(back([coded], { code: '481' })).toBeNull();
    expect(back([kept('1.3', { caller: null, reservedUntil: NOW + 1 })], { caller: token('caller') })).toBeNull();
  });

  it('the last call of several; one that ended before one that is still up', () => {
    const later = kept('1.4', { reservedUntil: NOW + 1, since: NOW - MINUTE });

    expect(back([reserved, later], { caller: token('caller') })).toBe('1.4');
    expect(back([kept('1.5', { since: NOW }), reserved], { caller: token('caller') })).toBe('1.1');
  });

  it('the worker of a call that is still up here, because a lost line may not have ended yet; but nobody who still waits', () => {
    expect(back([kept('1.6')], { caller: token('caller') })).toBe('1.6');
    expect(back([kept('1.7', { worker: null })], { caller: token('caller') })).toBeNull();
  });

  it('is back already when a later call of theirs is up', () => {
    const gone = kept('1.8');

    expect(isBack([gone, kept('1.9', { since: NOW })], gone)).toBe(true);
    expect(isBack([gone], gone)).toBe(false);
    expect(isBack([gone, kept('1.9', { since: NOW, caller: token('another') })], gone)).toBe(false);
    expect(isBack([gone, kept('1.9', { since: NOW, reservedUntil: NOW + 1 })], gone)).toBe(false);
  });
});
