import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redactor } from '../../../../src/adapters/log/redactor.ts';
import { Scrubber } from '../../../../src/adapters/log/scrubber.ts';
import { PhoneNumber } from '../../../../src/call/phone-number.ts';

const redactor = new Redactor(new Scrubber(['Wilma', '101']));
const number = PhoneNumber.fromE164('+61412345678');

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});

describe('redacting values', () => {
  test('any value whatever becomes JSON, without a throw and without being changed', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(() => JSON.stringify(redactor.redact(value))).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  test('redacting twice changes nothing more', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const once = redactor.redact(value);
        expect(JSON.stringify(redactor.redact(once))).toBe(JSON.stringify(once));
      }),
      { numRuns: 2000 },
    );
  });

  test('a number in any text, key or element of any structure does not survive', () => {
    const place = fc.constantFrom<(secret: string) => unknown>(
      (secret) => ({ [secret]: 1 }),
      (secret) => ({ deep: [{ deeper: { text: `x${secret}` } }] }),
      (secret) => new Map<unknown, unknown>([[secret, { secret }]]),
      (secret) => new Map<unknown, unknown>([[{ toString: () => secret }, secret]]),
      (secret) => new Set([secret, Buffer.from(secret), new TextEncoder().encode(secret).buffer]),
      (secret) => new URL(`http://u${secret}:p@h/${secret}?q=${secret}#${secret}`),
      (secret) => new Error(`no route to ${secret}`, { cause: new TypeError(secret, { cause: { secret } }) }),
      (secret) => new AggregateError([new Error(secret)], secret),
      (secret) => Object.assign(new Error('x'), { response: { body: secret }, code: secret }),
      (secret) => Symbol(secret),
      (secret) => BigInt(secret.replace(/\D/g, '')),
      (secret) => Number(secret.replace(/\D/g, '')),
      (secret) => ({ toJSON: () => secret, number: PhoneNumber.fromE164(secret) }),
      (secret) => JSON.stringify({ a: JSON.stringify({ secret }) }),
      (secret) => ({ leg: secret, host: secret, endedAt: secret, durationMs: secret }),
      (secret) => Object.assign(() => secret, { secret }),
      (secret) => new String(secret),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9]{6,14}$/), place, (secret, place) => {
        expect(JSON.stringify(redactor.redact(place(secret)))).not.toMatch(/\d{6}/);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['a PhoneNumber', number, '[number]'],
    ['a PhoneNumber as a key of a Map', new Map([[number, 1]]), { '[number]': 1 }],
    ['a big number', 61_412_345_678, '[number]'],
    ['a big number named as a time that is none', { endedAt: 61_412_345_678 }, { endedAt: '[number]' }],
    ['a leg id that is a number', { leg: '61412345678' }, { leg: '[number]' }],
    ['a secret word', { Wilma: 'WILMA', at101: 101 }, { '[secret]': '[secret]', 'at[secret]': '[secret]' }],
    ['a function', () => 'x', '[function]'],
    ['bytes', Buffer.from('61412345678'), '[11 bytes]'],
    ['two keys that mask alike', { '+61412345678': 1, '+61412345679': 2 }, { '[number]': 1, '[number]~2': 2 }],
  ])('%s is masked', (_what, value, shown) => {
    expect(JSON.parse(JSON.stringify(redactor.redact(value)))).toEqual(shown);
  });

  test.each([
    { startedAt: 1_795_000_000_000 },
    { pid: 4_194_303 },
    { durationMs: 86_400_000, uptimeSeconds: 10_000_000, rowCount: 2_000_000, localPort: 65_535, port: 5060 },
    { leg: '1795000000.42' },
    { leg: 'pbx-1795000000.42' },
    { p99Ms: 1.234 },
    { ok: true, none: null, trunk: 't1', count: 999_999 },
  ])('%j stays readable', (fields) => {
    expect(JSON.parse(JSON.stringify(redactor.redact(fields)))).toEqual(fields);
  });

  test('cycles, hostile getters, hostile proxies and revoked proxies print a mark instead of throwing', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = {
      cycle,
      proxy,
      trap: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('+61412345678');
          },
        },
      ),
      get getter(): unknown {
        throw new Error('+61412345678');
      },
    };
    expect(redactor.redact(hostile)).toEqual({
      cycle: { self: '[cycle]' },
      proxy: '[unreadable]',
      trap: '[unreadable]',
      getter: '[unreadable]',
    });
  });
});
