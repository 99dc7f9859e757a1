import type { SecretSearch } from './house.ts';
import { plainValue } from './option-value.ts';

/** Words that Asterisk itself uses as values, or that the product writes. Any other word may be a name. */
const PLAIN = new Set(
  [
    ...[
      '-',
      'yes',
      'no',
      'true',
      'false',
      'on',
      'off',
      'none',
      'auto',
      'user',
      'uri_core',
      'uri_pjsip',
      'ip',
      'username',
    ],
    ...['invite', 'reinvite', 'update', 'passive', 'active', 'actpass', 'sdes', 'dtls', 'rfc4733', 'inband', 'info'],
    ...[
      'global',
      'pjsip_only',
      'asterisk',
      'anonymous',
      'anonymous.invalid',
      'pbx',
      'id',
      'prohib',
      'allowed',
      'unavailable',
    ],
    ...[
      'allowed_not_screened',
      'allowed_passed_screen',
      'prohib_not_screened',
      'username,ip',
      '<unknown>',
      '(nothing)',
    ],
    ...['withheld-nowhere', 'withheld-out', 'default'],
  ].map((word) => word.toLowerCase()),
);
/** So many digits in a row may be a telephone number. */
const NUMBER = /[0-9](?:[ ()-]?[0-9]){4,}/;
const NUMBERS = new RegExp(NUMBER.source, 'g');
const LONGEST = 80;

const SECRETS = {
  word: 'a text that holds a secret word',
  number: 'a number of the agency',
  host: 'a text that holds a host name or address of the house',
} as const;

/** What an option is set to, without saying any number, name or address. */
export function shownValue(value: string, secret: SecretSearch): string {
  const text = plainValue(value);
  if (text === '') return 'empty';
  const kind = secret(text);
  if (kind !== null) return SECRETS[kind];
  if (NUMBER.test(text)) return `a text with a number (${text.length} characters)`;
  return PLAIN.has(text.toLowerCase()) || /^[0-9]{1,2}(?:\.0+)?$/.test(text)
    ? text
    : `a text of ${text.length} characters`;
}

/**
 * The name of a section, a context, a file or a program, so that its owner finds it: as it is, unless it holds a secret or looks like a
 * number; then its first character and its length.
 */
export function shownName(name: string, secret: SecretSearch): string {
  const plain = name.replace(/[\p{C}]/gu, '?');
  if (secret(name) !== null) return `${plain.slice(0, 1)}…(${name.length} characters)`;
  const masked = plain.replace(NUMBERS, (digits) => `…(${digits.replace(/[^0-9]/g, '').length} digits)`);
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
}

/** The last part of a path, shown as a name. */
export function shownFile(path: string, secret: SecretSearch): string {
  return shownName(path.slice(path.lastIndexOf('/') + 1), secret);
}

/** Some of many places, and how many more there are. */
export function somePlaces(places: readonly string[], most = 4): string {
  const all = [...new Set(places)];
  const named = all.slice(0, most).join(', ');
  return all.length > most ? `${named} and ${all.length - most} more` : named;
}
