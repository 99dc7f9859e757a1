import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incomingScenario, outgoingScenario } from '../../../../src/lab/phone/call-scenario.ts';
import type { PhoneStep } from '../../../../src/lab/phone/phone-step.ts';
import { literal } from '../../../../src/lab/phone/scenario-text.ts';

const setting = {
  line: {
    extension: '101',
    password: 'secret',
    address: '127.0.0.2',
    port: 5060,
    pbx: { address: '127.0.0.1', port: 5060 },
  },
  audio: 'tone.alaw',
  patienceMs: 1_000,
};
const outgoing = (steps: readonly PhoneStep[]) => outgoingScenario(setting, '0370100001', steps, {});

const EVERYTHING: readonly PhoneStep[] = [
  { do: 'talk', forMs: 10 },
  { do: 'stay-silent', forMs: 10 },
  { do: 'hold' },
  { do: 'unhold' },
  { do: 'update', headers: ['P-Asserted-Identity: <sip:999@evil>'] },
  { do: 'blind-transfer', to: '102' },
  { do: 'attended-transfer', to: '103', consultMs: 10 },
  { do: 'hang-up' },
];

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

describe('scenarios for SIPp', () => {
  it.each([
    ['an outgoing call', outgoing(EVERYTHING)],
    ['a cancelled call', outgoing([{ do: 'cancel', afterMs: 10 }])],
    ['an incoming call', incomingScenario(setting, [{ do: 'answer', afterMs: 10 }, ...EVERYTHING])],
    ['a redirected call', incomingScenario(setting, [{ do: 'redirect', to: '0491570156' }])],
  ])('every place %s jumps to exists exactly once', (_, text) => {
    const labels = matches(text, /<label id="([^"]+)"/g);
    const targets = matches(text, / (?:next|ontimeout)="([^"]+)"/g);

    expect(new Set(labels).size).toBe(labels.length);
    expect(targets.filter((target) => !labels.includes(target))).toEqual([]);
  });

  it.each<[string, () => string]>([
    [
      'cancel after something else',
      () =>
        outgoing([
          { do: 'talk', forMs: 1 },
          { do: 'cancel', afterMs: 1 },
        ]),
    ],
    ['something after cancel', () => outgoing([{ do: 'cancel', afterMs: 1 }, { do: 'hang-up' }])],
    ['answer in an outgoing call', () => outgoing([{ do: 'answer', afterMs: 1 }])],
    ['an incoming call that is never answered', () => incomingScenario(setting, [{ do: 'talk', forMs: 1 }])],
    [
      'something after a rejection',
      () => incomingScenario(setting, [{ do: 'reject', status: 486 }, { do: 'hang-up' }]),
    ],
    ['cancel in an incoming call', () => incomingScenario(setting, [{ do: 'cancel', afterMs: 1 }])],
    ['a line break in a header', () => outgoingScenario(setting, '1', [], { headers: ['X: a\r\nFrom: b'] })],
    ['a line break in a number', () => outgoingScenario(setting, '1\n', [], {})],
    [
      'a password SIPp would not take whole',
      () => outgoingScenario({ ...setting, line: { ...setting.line, password: 'a b]' } }, '1', [], {}),
    ],
  ])('refuses %s', (_, render) => {
    expect(render).toThrow(RangeError);
  });

  it('text handed in can neither become a SIPp keyword nor end a message', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('[', ']', '\\', 'x', '5', '>', 'a', '$') }), (text) => {
        const written = literal(text);
        expect(written).not.toMatch(/[[\]]/);
        expect(
          written.replace(/\\x(5B|5C|5D)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        ).toBe(text);
      }),
    );
  });
});
