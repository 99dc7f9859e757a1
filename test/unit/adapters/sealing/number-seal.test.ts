import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenKey } from '../../../../src/adapters/sealing/token-key.ts';
import type { PlanRef, SealedNumber } from '../../../../src/call/contact-plan.ts';
import { PhoneNumber } from '../../../../src/call/phone-number.ts';
import type { Token } from '../../../../src/call/token.ts';

const key = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at));
const other = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at + 1));
const belongs = { contact: 'A'.repeat(22) as Token, plan: '5f0c1e9a-0000-4000-8000-000000000001' as PlanRef };

const anyNumber = fc
  .stringMatching(/^\+[1-9][0-9]{5,14}$/)
  .map((text) => PhoneNumber.fromE164(text))
  .filter((number) => number !== null);

const number = PhoneNumber.fromE164('+61491570006') as PhoneNumber;

describe('a sealed number', () => {
  test('opens for the contact and plan it was sealed for, whatever number it is', () => {
    fc.assert(
      fc.property(anyNumber, (each) => {
        const opened = key.sealer().open(key.sealer().seal(each, belongs), belongs);
        expect(opened?.equals(each)).toBe(true);
      }),
    );
  });

  test('opens for no other contact, no other plan, and under no other key', () => {
    const sealed = key.sealer().seal(number, belongs);
    expect(key.sealer().open(sealed, { ...belongs, contact: 'B'.repeat(22) as Token })).toBeNull();
    expect(
      key.sealer().open(sealed, { ...belongs, plan: '5f0c1e9a-0000-4000-8000-000000000002' as PlanRef }),
    ).toBeNull();
    expect(other.sealer().open(sealed, belongs)).toBeNull();
  });

  test('opens no more when any byte of it was changed, or one is missing', () => {
    const sealed = Buffer.from(key.sealer().seal(number, belongs));
    for (const at of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(key.sealer().open(changed as unknown as SealedNumber, belongs)).toBeNull();
    }
    expect(key.sealer().open(sealed.subarray(1) as unknown as SealedNumber, belongs)).toBeNull();
    expect(key.sealer().open(Buffer.alloc(0) as unknown as SealedNumber, belongs)).toBeNull();
  });

  test('is never twice the same, always as long, and shows nothing of the number', () => {
    const short = PhoneNumber.fromE164('+123456') as PhoneNumber;
    const all = Array.from({ length: 200 }, () => Buffer.from(key.sealer().seal(number, belongs)));
    expect(new Set(all.map((each) => each.toString('hex'))).size).toBe(200);
    expect(key.sealer().seal(short, belongs)).toHaveLength(all[0]?.length ?? 0);
    for (const each of all) expect(each.toString('latin1')).not.toContain('491570006');
  });

  test('has a key of its own: it is none of those that make tokens', () => {
    expect(JSON.stringify(key.sealer())).toBe('"[key]"');
    // Computed independently with Python: AES-256-GCM under HKDF-SHA256(key, salt 'withheld seal v1', info 'contact-number').
    const kept = Buffer.from(
      'AQABAgMEBQYHCAkKC5T2qYfNpou6JcDnD+4Vhy8j4BC6v+pOh2dE31NH/+/w',
      'base64',
    ) as unknown as SealedNumber;
    expect(key.sealer().open(kept, belongs)?.reveal()).toBe('+61491570006');
  });
});
