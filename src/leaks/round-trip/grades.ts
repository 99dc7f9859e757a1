/**
 * What a far end was given, from good to bad.
 *
 * - `no-number`: nobody, and that it was withheld.
 * - `unavailable`: nobody, and not a word that it was withheld.
 * - `restricted-but-delivered`: a number that its display withholds, and that whoever answers the PBX there can read.
 * - `unreadable`: something that nobody here can read.
 * - `parent-shown`: the parent organisation: the carrier did not withhold, and what we swapped in held.
 * - `other-shown`: a number or a name that is not known: the default number of the account, perhaps.
 * - `agency-shown`: a number, name, extension or address of the agency, wherever it stands.
 */
export const GRADES = [
  'no-number',
  'unavailable',
  'restricted-but-delivered',
  'unreadable',
  'parent-shown',
  'other-shown',
  'agency-shown',
] as const;

export type Grade = (typeof GRADES)[number];

/** A grade with the headers that give it. */
export interface Graded {
  readonly grade: Grade;
  readonly places: readonly string[];
  /** It came by way of a number that diverts. */
  readonly forwarded: boolean;
}
