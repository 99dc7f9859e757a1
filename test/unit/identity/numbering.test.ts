import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { COUNTRY_PACKS } from '../../../src/identity/countries/lookup.ts';
import type { CountryCode } from '../../../src/identity/country-pack.ts';
import { nationalDigits, readDialled } from '../../../src/identity/numbering.ts';

/** `kind`, digits and wish in one line, because a number prints itself only masked. */
function read(typed: string, country: CountryCode, outside: readonly string[]): string {
  const result = readDialled(typed, COUNTRY_PACKS[country], outside);
  switch (result.kind) {
    case 'number':
      return `${result.number.reveal()} ${result.asked ?? '-'}`;
    case 'service':
      return `service ${result.digits} ${result.asked ?? '-'}`;
    case 'emergency':
      return `emergency ${result.number}`;
    default:
      return result.kind;
  }
}

describe('what a phone dialled is read as', () => {
  it.each<[string, CountryCode, readonly string[], string]>([
    ['00491570156', 'AU', ['0'], '+61491570156 -'],
    ['0491570156', 'AU', ['0'], '+61491570156 -'],
    ['0491570156', 'AU', [], '+61491570156 -'],
    ['+61491570156', 'AU', ['0'], '+61491570156 -'],
    ['0+61491570156', 'AU', ['0'], '+61491570156 -'],
    ['018310491570156', 'AU', ['0'], '+61491570156 withhold'],
    ['01832 0491 570 156', 'AU', ['0'], '+61491570156 present'],
    ['183200491570156', 'AU', ['0'], '+61491570156 present'],
    ['0183118320491570156', 'AU', ['0'], '+61491570156 withhold'],
    ['0#31#0491570156', 'AU', ['0'], '+61491570156 withhold'],
    ['0*31#0491570156', 'AU', ['0'], '+61491570156 present'],
    ['0*820491570156', 'AU', ['0'], '+61491570156 present'],
    ['00011442079460123', 'AU', ['0'], '+442079460123 -'],
    ['0131444', 'AU', ['0'], '+61131444 -'],
    ['01800737732', 'AU', ['0'], '+611800737732 -'],
    ['0000', 'AU', ['0'], 'emergency 000'],
    ['112', 'AU', ['0'], 'emergency 000'],
    ['01831000', 'AU', ['0'], 'emergency 000'],
    ['18311831000', 'AU', ['0'], 'emergency 000'],
    ['101', 'AU', ['0'], 'internal'],
    ['*98', 'AU', ['0'], 'internal'],
    ['0*98', 'AU', ['0'], 'unreadable'],
    ['1831*98', 'AU', ['0'], 'unreadable'],
    ['98765432', 'AU', ['9'], 'unreadable'],
    ['+611831041234567', 'AU', [], 'unreadable'],
    ['907700900123', 'UK', ['9'], '+447700900123 -'],
    ['914107700900123', 'UK', ['9'], '+447700900123 withhold'],
    ['147002079460123', 'UK', [], '+442079460123 present'],
    ['01970555123', 'UK', [], '+441970555123 -'],
    ['9101', 'UK', ['9'], 'service 101 -'],
    ['9141111', 'UK', ['9'], 'service 111 withhold'],
    ['914107999', 'UK', ['9'], 'unreadable'],
    ['2015550123', 'US', [], '+12015550123 -'],
    ['912015550123', 'US', ['9'], '+12015550123 -'],
    ['*6712015550123', 'US', [], '+12015550123 withhold'],
    ['118212015550123', 'US', [], '+12015550123 present'],
    ['9*67911', 'US', ['9'], 'emergency 911'],
    ['933', 'US', [], 'service 933 -'],
    ['0197021555123', 'NZ', [], '+6421555123 withhold'],
    ['1112', 'NZ', ['1'], 'emergency 111'],
    ['*31#030232150001', 'DE', [], '+4930232150001 withhold'],
    ['0116117', 'DE', ['0'], 'service 116117 -'],
    ['1800123456', 'IE', [], '+3531800123456 -'],
    ['0018001234', 'IE', ['0'], '+35318001234 -'],
    ['', 'AU', ['0'], 'unreadable'],
    ['0'.repeat(41), 'AU', ['0'], 'unreadable'],
    ['sip:alice@x', 'AU', ['0'], 'unreadable'],
    ['00491570156\r\nX: 1', 'AU', ['0'], 'unreadable'],
  ])('%s in %s behind %j is %s', (typed, country, outside, expected) => {
    expect(read(typed, country, outside)).toBe(expected);
  });
});

describe('the national spelling', () => {
  it.each<[string, CountryCode, string | null]>([
    ['+61255500200', 'AU', '0255500200'],
    ['+61131444', 'AU', '131444'],
    ['+611800737732', 'AU', '1800737732'],
    ['+12015550123', 'US', '2015550123'],
    ['+442079460123', 'AU', null],
    ['+35318001234', 'IE', '018001234'],
  ])('of %s in %s is %s', (e164, country, expected) => {
    const number = PhoneNumber.fromE164(e164);
    if (number === null) throw new Error('not E.164');

    expect(nationalDigits(number, COUNTRY_PACKS[country])).toBe(expected);
  });
});
