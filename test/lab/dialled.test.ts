import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUSTRALIA } from '../../src/identity/countries/australia.ts';
import { type Dialled, readDialled } from '../../src/identity/numbering.ts';
import { LabUnderTest } from './lab-under-test.ts';

/** Typed strings, and what must reach the carrier in the Request-URI; `null`: no carrier hears of it. */
const TYPED: readonly (readonly [typed: string, sent: string | null])[] = [
  ['0370100001', '+61370100001'],
  ['00370100001', '+61370100001'],
  ['+61370100001', '+61370100001'],
  ['18310370100001', '+61370100001'],
  ['18320370100001', '+61370100001'],
  ['018320370100001', '+61370100001'],
  ['*82+61370100001', '+61370100001'],
  ['*670370100001', '+61370100001'],
  ['*31#0370100001', '+61370100001'],
  ['#31#00370100001', '+61370100001'],
  ['00011442079460000', '+442079460000'],
  ['+442079460000', '+442079460000'],
  ['131444', '+61131444'],
  ['0131444', '+61131444'],
  ['1300975707', '+611300975707'],
  ['0101', '101'],
  ['1234', null],
  ['0*67*671832', null],
  ['0*82', null],
  ['*72', null],
  ['*#06#', null],
  ['1832', null],
  ['0', null],
];

function expected(read: Dialled): string | null {
  if (read.kind === 'number') return read.number.reveal();
  if (read.kind === 'service') return read.digits;
  return read.kind === 'emergency' ? read.number : null;
}

describe('what a phone dials in front of a number', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());

  test.each(TYPED)(
    '[G1] of %s is never passed to a carrier as typed, and the dialplan reads it as `explain` does',
    async (typed, sent) => {
      under.farEnd.clear();
      await under.lab.agency.console(`channel originate Local/${typed}@withheld-out/n application Wait 1`);
      await under.until(() => under.invites().length > 0, sent === null ? 700 : 5_000);
      await under.hangUpAll();
      await under.quiet();

      expect(under.invites()).toEqual(sent === null ? [] : [`t1: ${sent}`]);
      expect(sent === null ? await under.leftAnyway() : under.faults('private')).toEqual([]);
      expect(expected(readDialled(typed, AUSTRALIA, ['0']))).toBe(sent);
    },
  );
});
