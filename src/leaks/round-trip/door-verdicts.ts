import { CLOSED_BY_ROUND_TRIP } from '../../call/round-trip.ts';
import type { DoorVerdict } from '../door-verdicts.ts';
import type { TripReport } from './report.ts';

/**
 * What round trips say of each door they went through. Only `critical` closes a door: when the parent was shown, what was swapped in held, and
 * cutting an agency off its lines would hurt more. `whole`: every destination was tried; a door is clean only then. Pure.
 */
export function tripDoorVerdicts(trips: readonly TripReport[], whole: boolean): readonly DoorVerdict[] {
  const doors = [...new Set(trips.map(({ trunk, door }) => `${trunk}-${door}`))];
  return doors.map((door) => {
    const own = trips.filter((trip) => `${trip.trunk}-${trip.door}` === door);
    if (own.some(({ outcome }) => outcome === 'critical'))
      return { door, verdict: 'leaked', why: CLOSED_BY_ROUND_TRIP };
    const clean = whole && own.every(({ outcome }) => outcome === 'clean');
    return { door, verdict: clean ? 'clean' : 'inconclusive' };
  });
}
