import { describe, expect, test } from 'vitest';
import { Scrubber } from '../../../../src/adapters/log/scrubber.ts';

const scrubber = new Scrubber(['Wilma Flint', 'Seaview', 'René', 'name', ' ']);

describe('what is taken out', () => {
  test.each([
    ['+61412345678', '[number]'],
    ['dialled 0412 345 678 today', 'dialled [number] today'],
    ['(02) 9123-4567', '[number]'],
    ['0061.412.345.678', '[number]'],
    ['sip:+61412345678@carrier.example', 'sip:[user]@carrier.example'],
    ['tel:%2B61412345678', 'tel:[number]'],
    ['dispatch 123456 now', 'dispatch [number] now'],
    ['"Wilma" <sip:102@pbx.example>', '[name] <sip:[user]@pbx.example>'],
    ['From: Wilma <sip:102@pbx.example>;tag=9', 'From: [name] <sip:[user]@pbx.example>;tag=9'],
    ['"Desk" <+61412345678>', '[name] <[number]>'],
    ['at wilma  FLINT and Wilma%20Flint', 'at [secret] and [secret]'],
    ['preseaviewed', 'pre[secret]ed'],
    ['Rene\u0301 and RENÉ', '[secret] and [secret]'],
  ])('%s', (text, shown) => {
    expect(scrubber.scrub(text)).toBe(shown);
  });

  test('a secret word that is part of a mask does not break the mask', () => {
    expect(scrubber.scrub('my name is "A" <sip:1@b>')).toBe('my [secret] is [name] <sip:[user]@b>');
  });

  test('a text of a megabyte is cut, not printed, and takes little time', () => {
    const started = process.cpuUsage();
    for (const unit of [
      '1 ',
      '"',
      '< ',
      '%25',
      '<sip:',
      'sip:',
      '\\"',
      '((',
      'Seavie',
      '127.0.0.',
      '2026-11-',
      'é',
      '%C3%A9',
      '%25',
      'Wilma ',
    ]) {
      expect(scrubber.scrub(unit.repeat(1_000_000 / unit.length)).length).toBeLessThan(9_000);
    }
    // Of this process: what others take of the processor says nothing.
    const { user, system } = process.cpuUsage(started);
    expect(user + system).toBeLessThan(3_000_000);
  });
});

describe('single words of secrets', () => {
  const parted = new Scrubber(
    ['Wrenfield Refuge', 'Rosa Ward', 'Jörg Müller', '10.1.2.3'],
    ['wrenfield', 'refuge', 'rosa', 'ward', 'jorg', 'joerg', 'muller', 'mueller'],
  );

  test.each([
    ['no route to Wrenfield', 'no route to [secret]'],
    ['wrenfieldrefuge, Wrenfield-Refuge, WRENFIELD_REFUGE', '[secret], [secret], [secret]'],
    ['wrenfieldcommunity and mywrenfield', '[secret]community and my[secret]'],
    ['Wrénfie\u0301ld%20refuge', '[secret]'],
    ['Wr%C3%A9nfield', '[secret]'],
    ['Wren\u200bfield', '[secret]'],
    ['Ｗｒｅｎｆｉｅｌｄ', '[secret]'],
    ['rosa.ward@wrenfield', '[secret]@[secret]'],
    ['ROSA: on ward_7', '[secret]: on [secret]_7'],
    ['Mueller, MÜLLER and Muller', '[secret], [secret] and [secret]'],
    ['Joerg%20M%C3%BCller', '[secret]'],
    ['10.1.2.3 and 10-1-2-3', '[secret] and [secret]'],
  ])('%s', (text, shown) => {
    expect(parted.scrub(text)).toBe(shown);
    expect(parted.scrub(shown)).toBe(shown);
  });

  test.each(['forwarded towards Rosalind', 'rosary', 'count 10123'])(
    '%s holds none: a short word is only a word',
    (text) => {
      expect(parted.scrub(text)).toBe(text);
    },
  );
});

test('a very short secret is found as it is written, not in every word that has its letters', () => {
  const guarded = new Scrubber(['n.z']);

  expect(guarded.scrub('a bonzer pbx at n.z and n-z')).toBe('a bonzer pbx at [secret] and [secret]');
});

describe('a secret of nothing but signs', () => {
  test.each(['***', '\u0301', '\ufe70', ''])('%j is taken as written and hides no other', (signs) => {
    const guarded = new Scrubber([signs, 'Wilma Flint'], ['wilma', signs]);

    expect(guarded.scrub('Wilma and Flint')).toBe('[secret] and Flint');
  });
});

describe('what stays readable', () => {
  test.each([
    'Error: connect ECONNREFUSED 127.0.0.1:5038',
    'at Socket.read (node:internal/stream:95:5)',
    'set aside as withheld.db.damaged-20261123T225037Z',
    'at 2026-11-23T22:50:37.123Z',
    'call 6f1c2a34-9c1d-4f6b-8a2e-1234567890ab',
    'From: <sip:anonymous@anonymous.invalid>',
    'Asterisk 22.10.1',
    'extension 101, port 5060',
  ])('%s', (text) => {
    expect(scrubber.scrub(text)).toBe(text);
  });
});
