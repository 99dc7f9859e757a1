import { CLOSED_BY_ROUND_TRIP } from '../../call/round-trip.ts';
import type { RoundTrip } from '../../ports/round-trip-caller.ts';
import type { DoorVerdict } from '../door-verdicts.ts';
import type { TripReport } from './report.ts';

/**
 * What round trips say of each door they went through. Only `critical` closes a door: when the parent was shown, what was swapped in held, and
 * cutting an agency off its lines would hurt more. `planned`: every call there is to make through these doors; a door is clean only when all of
 * its own were made. Pure.
 */
export function tripDoorVerdicts(trips: readonly TripReport[], planned: readonly RoundTrip[]): readonly DoorVerdict[] {
  const doors = [...new Set(trips.map(({ trunk, door }) => `${trunk}-${door}`))];
  return doors.map((door) => {
    const own = trips.filter((trip) => `${trip.trunk}-${trip.door}` === door);
    if (own.some(({ outcome }) => outcome === 'critical'))
      return { door, verdict: 'leaked', why: CLOSED_BY_ROUND_TRIP };
    const all = planned.filter((trip) => `${trip.trunk}-${trip.door}` === door);
    const whole = all.every(({ destination }) => own.some((trip) => trip.destination === destination));
    const clean = whole && own.every(({ outcome }) => outcome === 'clean');
    return { door, verdict: clean ? 'clean' : 'inconclusive' };
  });
}
