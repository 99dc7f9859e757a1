import type { PhoneNumber } from '../../call/phone-number.ts';
import type { RoundTrip } from '../../ports/round-trip-caller.ts';

/** A number of the agency's own, and the trunk of another carrier over which calls to it come in. */
export interface Destination {
  readonly arrivesOn: string;
  /** Everything that is called on the way: the number, and what it is forwarded to. */
  readonly called: readonly PhoneNumber[];
}

/** What is asked for; absent: all of it. */
export interface TripSelection {
  readonly trunk?: string;
  readonly door?: 'private' | 'parent';
  /** 1-based. */
  readonly destination?: number;
}

export interface TripPlan {
  readonly trips: readonly RoundTrip[];
  /** Trunks that no selected destination tells anything of: their own carrier would call itself, and keep what it knows (RFC 3325 §3). */
  readonly onNet: readonly string[];
}

/** Every call worth making: each trunk to each destination that comes in by another. The private door unless another is asked for. Pure. */
export function plannedTrips(
  trunks: readonly string[],
  destinations: readonly Pick<Destination, 'arrivesOn'>[],
  { trunk, door = 'private', destination }: TripSelection,
): TripPlan {
  const asked = trunks.filter((each) => trunk === undefined || each === trunk);
  const tripsOf = (id: string): readonly RoundTrip[] =>
    destinations.flatMap(({ arrivesOn }, at) =>
      arrivesOn === id || (destination !== undefined && destination !== at + 1)
        ? []
        : [{ trunk: id, door, destination: at + 1 }],
    );
  return { trips: asked.flatMap(tripsOf), onNet: asked.filter((id) => tripsOf(id).length === 0) };
}
