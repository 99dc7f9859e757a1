import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { CanarySearch } from '../../../src/leaks/judge/canary-search.ts';

const did = PhoneNumber.fromE164('+61255501001');
if (did === null) throw new Error('not E.164');

const search = new CanarySearch({
  words: ['Wrenfield Refuge', 'Oak'],
  parts: ['wrenfield', 'refuge'],
  numbers: [did],
  countryCode: '61',
  extensions: ['4711'],
  hosts: ['pbx.wrenfield-refuge.internal', '10.9.8.7', '2001:db8::7'],
});
const found = (text: string, reading: 'open' | 'fact' | 'dialled' = 'open') => search.kindsIn(text, reading).kinds;

const hexNamed = new CanarySearch({
  words: ['Rebecca'],
  parts: [],
  numbers: [],
  countryCode: '61',
  extensions: [],
  hosts: [],
});

/** Nothing but the search itself can find these: whoever writes them into a place that is allowed is caught by it alone. */
describe('the search for what may never be seen', () => {
  it.each([
    ['E.164', '+61255501001'],
    ['E.164 without plus', '61255501001'],
    ['with the international prefix', '0061255501001'],
    ['national', '0255501001'],
    ['the last eight digits', '55501001'],
    ['grouped', '(02) 5550 1001'],
    ['with dots', '02.5550.1001'],
    ['percent-encoded', encodeURIComponent('+61 2 5550 1001')],
    ['every byte percent-encoded', [...'0255501001'].map((digit) => `%3${digit}`).join('')],
    ['as entities', [...'0255501001'].map((digit) => `&#${digit.charCodeAt(0)};`).join('')],
    ['with quoted pairs', [...'0255501001'].map((digit) => `\\${digit}`).join('')],
    ['in a base64url segment', Buffer.from('{"orig":{"tn":"61255501001"}}').toString('base64url')],
  ])('[G1] finds a number of the agency: %s', (_form, text) => {
    expect(found(`x ${text} y`)).toContain('agency-number');
  });

  it.each([
    'Subject: =?utf-8?q?=52ebecca-1234-4abc-8def-0123456789ab?=',
    ';tag=52EBECCA-1234-4ABC-8DEF-0123456789AB',
    ';tag=52ebecca-1234-4abc-8def-0123456789abViZWNjYTE',
    '=3d52ebecca-1234-4abc-8def-0123456789ab',
    'x=52ebecca-1234-4abc-8def-0123456789ab',
  ])(
    '[G1] finds a word whose first letter is encoded before what looks like a UUID, but for the UUID that is a tag: %s',
    (text) => {
      for (const reading of ['open', 'fact'] as const) {
        expect(hexNamed.kindsIn(text, reading).kinds).toEqual(['secret-word']);
        expect(hexNamed.isClear(text, reading)).toBe(false);
      }
      expect(hexNamed.kindsIn(';tag=52ebecca-1234-4abc-8def-0123456789ab', 'fact').kinds).toEqual([]);
    },
  );

  it.each([
    ['as it is', 'Wrenfield Refuge'],
    ['joined', 'wrenfieldrefuge'],
    ['in capitals', 'WRENFIELD'],
    ['with accents', 'Wrénfield'],
    ['percent-encoded', '%57renfield'],
    ['in base64', Buffer.from('--Wrenfield Refuge--').toString('base64')],
    ['with a blank where a line was folded', 'Wren field'],
    ['a short one by itself', 'to Oak house'],
  ])('[G1] finds a name: %s', (_form, text) => {
    expect(found(text)).toContain('secret-word');
  });

  it.each(['10.9.8.7', '[2001:db8:0:0:0:0:0:7]', 'PBX.wrenfield-refuge.internal', '::ffff:10.9.8.7'])(
    '[G1] finds a host of the inside: %s',
    (text) => {
      expect(found(`SIP/2.0/UDP ${text}:5060`)).toContain('inside-host');
    },
  );

  it('[G1] finds an extension where anything may stand', () => {
    expect(found('sip:4711@host')).toContain('extension');
  });

  it('[G1] finds a number and a long name even where only protocol facts may stand', () => {
    expect(found('tag=0255501001', 'fact')).toContain('agency-number');
    expect(found('z9hG4bKPjwrenfield', 'fact')).toContain('secret-word');
  });

  it.each([
    ['another number', '+61370100020', 'open'],
    ['an extension by chance in a tag', 'branch=z9hG4bKPj4711a3fa-6e54-40c0-b9d1-bb3bc6304696', 'fact'],
    ['a short name inside a word', 'soaking', 'open'],
    ['another address', '10.9.8.70', 'open'],
  ] as const)('finds nothing in %s', (_what, text, reading) => {
    expect(found(text, reading)).toEqual([]);
  });
});
