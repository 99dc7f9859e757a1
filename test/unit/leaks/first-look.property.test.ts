import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { CanarySearch } from '../../../src/leaks/judge/canary-search.ts';

const did = PhoneNumber.fromE164('+61255501001');
if (did === null) throw new Error('not E.164');

const search = new CanarySearch({
  words: ['Wrenfield Refuge', 'Oak', 'Straße'],
  parts: ['wrenfield', 'refuge'],
  numbers: [did],
  countryCode: '61',
  extensions: ['4711'],
  hosts: ['pbx.wrenfield-refuge.internal', '10.9.8.7', '2001:db8::7'],
});

const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const secrets = fc.constantFrom(
  ...[
    'Wrenfield Refuge',
    'REFUGE',
    'Oak',
    'straße',
    'stra\u00dfe',
    'wrénfield',
    '+61255501001',
    '(02) 5550.1001',
    '4711',
  ],
  ...['pbx.wrenfield-refuge.internal', '10.9.8.7', '10.9.8.70', '::ffff:10.9.8.7', '2001:db8:0::7', '::ffff:a09:807'],
  // Folded, these are digits and colons.
  ...['2001\uff1adb8\uff1a\uff1a7', '\uff12001:db8::7', '2\u0332001:db8::7'],
);
const ways = fc.constantFrom<(secret: string) => string>(
  (secret) => latin(secret),
  (secret) => Buffer.from(secret, 'latin1').toString('latin1'),
  (secret) => encodeURIComponent(secret),
  (secret) => [...latin(secret)].map((letter) => `=${hex(letter)}`).join(''),
  (secret) => latin(secret).replace(/e/, '=65'),
  // A dash where that of a UUID would be.
  (secret) => latin(secret).replace(/^(.)(.{6})/, (_, first, rest) => `=${hex(first)}${rest}-`),
  (secret) => latin(secret).replace(/(?<=f)/, '=\r\n'),
  (secret) => [...latin(secret)].join('-'),
  (secret) => [...latin(secret)].map((letter) => `\\${letter}`).join(''),
  (secret) => [...latin(secret)].join('\u0000'),
  (secret) => base64(latin(secret)),
  (secret) => base64(secret),
  (secret) => base64([...latin(secret)].join('\u0000')),
  (secret) => base64([...latin(secret)].map((letter) => `=${hex(letter)}`).join('')),
  (secret) => base64(encodeURIComponent(secret).replace(/[a-z]/g, (letter) => `%${hex(letter)}`)),
  (secret) => `=41${base64(`--${latin(secret)}`)}`,
  (secret) => hex(latin(secret)),
  (secret) => hex(latin(secret)).replace(/..(?=.)/g, '$&:'),
);
const noise = fc.oneof(
  fc.constantFrom(
    '',
    '\n',
    ';tag=',
    'x',
    'a0',
    '9',
    '.',
    '-',
    ' ',
    '=',
    '=4',
    '%',
    '@',
    '=?',
    '\u00e9',
    '\u00c3',
    '\u00b2',
    '\u00ad',
  ),
  fc.uuid(),
  fc.string({ maxLength: 12 }),
  fc.base64String({ maxLength: 24 }),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const reading = fc.constantFrom('open', 'fact', 'dialled');

describe('the first look at a text', () => {
  it('[G1] is never certain of a text in which the search finds something', () => {
    const text = fc.tuple(noise, noise, secrets, ways, noise, noise);
    fc.assert(
      fc.property(text, reading, ([before, near, secret, way, behind, far], how) => {
        const written = before + near + way(secret) + behind + far;
        const { kinds, exhausted } = search.kindsIn(written, how);
        if (kinds.length > 0 || exhausted) expect(search.isClear(written, how)).toBe(false);
      }),
      { numRuns: 6_000 },
    );
  });

  it('[G1] is never certain where a letter of Latin-1 is folded to a foreign one: the micro sign is a mu', () => {
    const micro = new CanarySearch({
      words: ['Haus\u00b5hilfe'],
      parts: [],
      numbers: [],
      countryCode: '61',
      extensions: [],
      hosts: [],
    });
    for (const written of [base64(latin('--Haus\u00b5hilfe--')), hex(latin('--Haus\u00b5hilfe--'))])
      for (const how of ['open', 'fact'] as const) {
        expect(micro.kindsIn(written, how).kinds).toEqual(['secret-word']);
        expect(micro.isClear(written, how)).toBe(false);
      }
  });

  it('[G1] is never certain of bytes in which the search finds something', () => {
    const text = fc.array(noise, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, reading, (written, how) => {
        const { kinds, exhausted } = search.kindsIn(written, how);
        if (kinds.length > 0 || exhausted) expect(search.isClear(written, how)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a tag', 'fact', '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=8719bf86-b489-49f7-b38b-11e7d11c4642'],
    ['a Via', 'fact', 'SIP/2.0/UDP 10.9.8.71:5060;rport=5060;branch=z9hG4bKPj1985ac67-a78c-4fce-a5e2-26a89bbfa0c8'],
    ['a codec', 'fact', 'a=rtpmap:101 telephone-event/8000'],
    ['a number that is not ours', 'dialled', '+61370100020'],
    ['a Request-URI', 'open', 'sip:203.0.113.5:5060'],
  ] as const)('is certain of what stands in every message: %s', (_what, how, text) => {
    expect(search.isClear(text, how)).toBe(true);
  });
});
