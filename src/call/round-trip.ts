/** A round trip as the dialplan knows it: through which door of which trunk, to which of the destinations (1-based). */
export function roundTripName(trunk: string, door: 'private' | 'parent', destination: number): string {
  return `${trunk}-${door}-${destination}`;
}

/** Why a door is closed that a far end was shown too much through. Only a round trip that shows it clean opens such a door again. */
export const CLOSED_BY_ROUND_TRIP = 'round-trip';

/** How long the code is by which a call is known again. Decimal digits. */
export const NONCE_DIGITS = 10;
