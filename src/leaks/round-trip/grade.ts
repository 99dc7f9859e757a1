import type { PhoneNumber } from '../../call/phone-number.ts';
import { GRADES } from '../../call/round-trip.ts';
import type { Delivered } from '../../ports/round-trip-caller.ts';
import type { Graded } from './grades.ts';
import { Reading } from './reading.ts';
import type { KnownParties } from './spoken-for.ts';

/**
 * Grades what a far end was given of the caller. The worst that stands anywhere counts; what cannot be read is worse than what is withheld, and
 * unknown is never the parent. `called`: the numbers that were called, which may stand where a diverting number stands. Pure and total.
 */
export function grade(delivered: Delivered, known: KnownParties, called: readonly PhoneNumber[]): Graded {
  const reading = new Reading(delivered, known, called);
  const says = reading.from();
  reading.asserted();
  reading.remoteParty();
  reading.understood();
  reading.diverted('Diversion', delivered.diversion);
  reading.diverted('History-Info', delivered.history);
  reading.signed();
  const worst = Math.max(-1, ...reading.sightings.map((each) => GRADES.indexOf(each.grade)));
  const found = GRADES[worst] ?? (says === 'withheld' ? 'no-number' : 'unavailable');
  const places = reading.sightings.filter((each) => each.grade === found).map(({ place }) => place);
  return { grade: found, places: [...new Set(places)], forwarded: reading.forwarded };
}
