/** A round trip as the dialplan knows it: through which door of which trunk, to which of the destinations (1-based). */
export function roundTripName(trunk: string, door: 'private' | 'parent', destination: number): string {
  return `${trunk}-${door}-${destination}`;
}

/** Why a door is closed that a far end was shown too much through. Only a round trip that shows it clean opens such a door again. */
export const CLOSED_BY_ROUND_TRIP = 'round-trip';

/** How long the code is by which a call is known again. Decimal digits. */
export const NONCE_DIGITS = 10;

/**
 * What a far end was given, from good to bad.
 *
 * - `no-number`: nobody, and that it was withheld.
 * - `unavailable`: nobody, and not a word that it was withheld.
 * - `restricted-but-delivered`: a number that its display withholds, and that whoever answers the PBX there can read.
 * - `unreadable`: something that nobody here can read.
 * - `name-shown`: a name that is not known, and no number with it: a directory's, a gateway's, or an account's.
 * - `parent-shown`: the parent organisation: the carrier did not withhold, and what we swapped in held.
 * - `other-shown`: a number that is not known: the default number of the account, perhaps.
 * - `agency-shown`: a number, name, extension or address of the agency, wherever it stands.
 */
export const GRADES = [
  'no-number',
  'unavailable',
  'restricted-but-delivered',
  'unreadable',
  'name-shown',
  'parent-shown',
  'other-shown',
  'agency-shown',
] as const;

export type Grade = (typeof GRADES)[number];

/**
 * What a round trip means for the door it went through.
 *
 * - `clean`: the far end was given what the door is for.
 * - `finding`: more was delivered than was shown.
 * - `alarm`: withholding failed, and what was swapped in held: nobody of the agency is known by it.
 * - `critical`: the agency was shown, or somebody that nobody here knows.
 * - `inconclusive`: nothing is known. It is never as good as clean.
 */
export const OUTCOMES = ['clean', 'inconclusive', 'finding', 'alarm', 'critical'] as const;

export type Outcome = (typeof OUTCOMES)[number];
