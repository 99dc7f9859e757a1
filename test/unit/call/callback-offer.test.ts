import { describe, expect, it } from 'vitest';
import { allowsCallback } from '../../../src/call/callback-offer.ts';
import type { DropClass, Verdict } from '../../../src/call/drop-verdict.ts';

const of = (name: DropClass, confidence: number): Verdict => ({
  class: name,
  releasedBy: 'unknown',
  confidence,
  detail: null,
  evidence: [],
  since: 0,
});

describe('whether a call-back may be offered', () => {
  it.each(['network-drop', 'mass-drop', 'pbx-failed', 'pbx-ended'] as const)('after %s, when sure', (name) => {
    expect(allowsCallback(of(name, 0.9), true)).toBe(true);
    expect(allowsCallback(of(name, 0.89), true)).toBe(false);
    expect(allowsCallback(of(name, 0.99), false)).toBe(false);
  });

  it.each(['survivor-ended', 'survivor-ended-abruptly', 'abandoned', 'setup-failed', 'continued', 'unknown'] as const)(
    'never after %s, not even as a slip',
    (name) => {
      expect(allowsCallback(of(name, 1), true)).toBe(false);
      expect(allowsCallback(of(name, 1), true, true)).toBe(false);
    },
  );

  it("after a worker's own hang-up only when the worker says that it was a slip", () => {
    expect(allowsCallback(of('worker-ended', 0.97), true)).toBe(false);
    expect(allowsCallback(of('worker-ended', 0.97), true, true)).toBe(true);
    expect(allowsCallback(of('worker-ended', 0.8), true, true)).toBe(false);
  });
});
