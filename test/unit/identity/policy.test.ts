import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { type ClirRule, decideDoor } from '../../../src/identity/policy.ts';

const number = (text: string): PhoneNumber => {
  const read = PhoneNumber.fromE164(text) ?? PhoneNumber.fromService(text);
  if (read === null) throw new TypeError(text);
  return read;
};
const recordable = { recordable: true, linked: true };
const court: ClirRule = { name: 'court', to: ['+61370100010'], action: { door: 'parent' } };
const never: ClirRule = { name: 'never', to: ['+6139*'], action: { refuse: true } };
const desk: ClirRule = { name: 'desk', from: ['103'], action: { trunk: 't2' } };

describe('deciding the door', () => {
  it.each([
    ['no rule', [], '101', '+61370100001', { kind: 'send', door: 'private', first: null, rule: 'unmatched' }],
    [
      'a rule for another number',
      [court],
      '101',
      '+61370100001',
      { kind: 'send', door: 'private', first: null, rule: 'unmatched' },
    ],
    [
      'a rule for this number',
      [court],
      '101',
      '+61370100010',
      { kind: 'send', door: 'parent', first: null, rule: 'court' },
    ],
    ['a refusal by the beginning of a number', [never], '101', '+61391234567', { kind: 'refuse', rule: 'never' }],
    [
      'a trunk for an extension',
      [desk],
      '103',
      '+61370100001',
      { kind: 'send', door: 'private', first: 't2', rule: 'desk' },
    ],
    [
      'the first of two that match',
      [desk, court],
      '103',
      '+61370100010',
      { kind: 'send', door: 'private', first: 't2', rule: 'desk' },
    ],
  ] as const)('[G4] with %s, gives the door and the rule that decided', (_name, rules, from, to, expected) => {
    expect(decideDoor({ from, to: number(to) }, rules, recordable)).toEqual(expected);
  });

  it('[G4] withholds what a condition on an unknown extension would loosen', () => {
    const rule: ClirRule = { ...court, from: ['101'] };

    expect(decideDoor({ from: null, to: number('+61370100010') }, [rule], recordable)).toMatchObject({
      door: 'private',
    });
  });

  it('[G4] never loosens what cannot be written down', () => {
    const decision = decideDoor({ from: '101', to: number('+61370100010') }, [court], {
      recordable: false,
      linked: true,
    });

    expect(decision).toEqual({ kind: 'send', door: 'private', first: null, rule: 'unrecorded' });
  });

  it('[G4] never loosens while half of the PBX is out of sight', () => {
    const decision = decideDoor({ from: '101', to: number('+61370100010') }, [court], {
      recordable: true,
      linked: false,
    });

    expect(decision).toEqual({ kind: 'send', door: 'private', first: null, rule: 'unlinked' });
  });

  it('[G4] does not take a service number for the beginning of another', () => {
    const rule: ClirRule = { name: 'own-country', to: ['+61*'], action: { door: 'parent' } };

    expect(decideDoor({ from: '101', to: number('131444') }, [rule], recordable)).toMatchObject({ door: 'private' });
  });
});

const action = fc.constantFrom<ClirRule['action']>(
  { door: 'parent' },
  { door: 'private' },
  { trunk: 't1' },
  { refuse: true },
);
const pattern = fc.oneof(fc.constantFrom('+61*', '+6137*'), fc.stringMatching(/^\+61[0-9]{9}$/));
const rules = fc.array(
  fc.record({
    name: fc.constant('r'),
    to: fc.option(fc.array(pattern, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    action,
  }),
);

test('[G4] whatever the rules, only a matching rule of the parent door leaves the private one', () => {
  fc.assert(
    fc.property(rules, fc.stringMatching(/^\+61[0-9]{9}$/), fc.boolean(), (given, to, writable) => {
      const decision = decideDoor({ from: '101', to: number(to) }, given, { recordable: writable, linked: true });
      if (decision.kind !== 'send' || decision.door !== 'parent') return true;
      const first = given.find(
        (rule) =>
          rule.to === undefined ||
          rule.to.some((each) => (each.endsWith('*') ? to.startsWith(each.slice(0, -1)) : each === to)),
      );
      return writable && first !== undefined && 'door' in first.action && first.action.door === 'parent';
    }),
  );
});
