export const NUMBER_MASK = '[number]';

/**
 * What looks like a number and is known not to be one; kept readable. Each shape is anchored on both sides and is too strict to be a
 * spelling of a telephone number: a UTC stamp (ISO 8601, extended or basic, always with its T and Z), a UUID (RFC 9562), loopback.
 */
const KEPT_SHAPES = [
  String.raw`20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z`,
  String.raw`20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ`,
  '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}',
  String.raw`127\.0\.0\.1`,
];
// A shape counts only when no digit is joined to it: `+61 412-20261123T…` must not hide its first half behind the second.
const ALONE_BEFORE = String.raw`(?<![\p{L}\p{Nd}%+])(?<!\p{Nd}[\s\p{Pd}./()]{1,4})`;
const ALONE_AFTER = String.raw`(?![\p{L}\p{Nd}])(?![\s\p{Pd}./()]{1,4}\p{Nd})`;
const KEPT = `${ALONE_BEFORE}(?:${KEPT_SHAPES.join('|')})${ALONE_AFTER}`;

// Percent-escapes (RFC 3986 §2.1), escaped any number of times.
const ESCAPE = '%(?:25){0,8}';
const RAW_DIGIT = String.raw`\p{Nd}`;
const DIGIT = `(?:${RAW_DIGIT}|${ESCAPE}3[0-9])`;
// Everything people and software put between digits: blanks, all dashes, dots, slashes, parentheses, invisible format characters
// (telephones paste U+202A…U+202C around numbers), visual separators of RFC 3966 §3.
const RAW_GAP = String.raw`[\s\p{Pd}\p{Cf}\p{Zs}.·•/()\[\]+_~*#,−]`;
const GAP = `(?:${RAW_GAP}|${ESCAPE}(?:20|09|0[ad]|2[89a-f]|23|5f|7e|c2${ESCAPE}a0))`;
const LEAD = `(?:(?:[+(]|${ESCAPE}2[8b])){0,2}`;

// Two passes: in `%2041234567` the `20` may be an escaped blank or part of the digits, so what the first reading leaves, the second sees.
const ESCAPED_NUMBER = new RegExp(`(${KEPT})|${LEAD}${DIGIT}(?:${GAP}{0,6}${DIGIT}){5,}`, 'giu');
const RAW_NUMBER = new RegExp(`(${KEPT})|[+(]{0,2}${RAW_DIGIT}(?:${RAW_GAP}{0,6}${RAW_DIGIT}){5,}`, 'giu');

/** `text` with everything that can be read as six or more digits in a row, however spelled, replaced by `[number]`. Idempotent. */
export function maskNumbers(text: string): string {
  const mask = (_whole: string, kept: string | undefined): string => kept ?? NUMBER_MASK;
  return text.replace(ESCAPED_NUMBER, mask).replace(RAW_NUMBER, mask);
}
