import { expect, test } from 'vitest';
import { keepLinked, retryDelay, type SessionEnd } from '../../../../src/adapters/asterisk/keep-linked.ts';
import { LINK_TIMING } from '../../../../src/adapters/asterisk/link-timing.ts';

test('retries double from a quarter second to five, and are spread by a quarter', () => {
  const middle = Array.from({ length: 8 }, (_, attempt) => retryDelay(LINK_TIMING, attempt, 0.5));

  expect(middle).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
  expect(retryDelay(LINK_TIMING, 0, 0)).toBe(187.5);
  expect(retryDelay(LINK_TIMING, 5000, 1)).toBe(6250);
});

test('the wait grows over failures, is long after a refusal, and stop ends it at once', async () => {
  const stop = new AbortController();
  const starts: number[] = [];
  const timing = { ...LINK_TIMING, retryFirstMs: 10, retryMaxMs: 20, retryRefusedMs: 60_000 };
  const session = async (): Promise<SessionEnd> => {
    starts.push(performance.now());
    return { code: 'PBX_AMI_LOST', heldMs: 0, refused: starts.length === 3 };
  };

  const running = keepLinked(session, () => undefined, timing, stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 150));
  stop.abort();
  await running;

  expect(starts).toHaveLength(3);
});
