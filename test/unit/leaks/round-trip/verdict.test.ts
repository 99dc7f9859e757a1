import { describe, expect, it } from 'vitest';
import { GRADES, type Grade, OUTCOMES } from '../../../../src/call/round-trip.ts';
import { doorNote } from '../../../../src/leaks/door-note.ts';
import { tripDoorVerdicts } from '../../../../src/leaks/round-trip/door-verdicts.ts';
import { plannedTrips } from '../../../../src/leaks/round-trip/plan.ts';
import { roundTripReport, type TripReport } from '../../../../src/leaks/round-trip/report.ts';
import { RoundTrips } from '../../../../src/leaks/round-trip/round-trips.ts';
import { lost, verdictOf } from '../../../../src/leaks/round-trip/verdict.ts';
import type { RoundTrip, TripEnd } from '../../../../src/ports/round-trip-caller.ts';
import { CALLED, delivered, KNOWN } from './delivered.ts';

const outcome = (grade: Grade, door: 'private' | 'parent') =>
  verdictOf({ grade, places: ['From'], forwarded: false }, door).outcome;
const AT = '2026-11-28T00:00:00.000Z';

function trip(outcome: TripReport['outcome'], trunk = 't1', destination = 1): TripReport {
  const place = { trunk, door: 'private', destination, arrivesOn: 't2' } as const;
  return { ...place, outcome, grade: null, places: [], forwarded: false, why: 'because', advice: null };
}

describe('what a grade means', () => {
  it('for the private door: only nobody is clean, and only the agency and the unknown are critical', () => {
    expect(GRADES.map((grade) => `${grade} ${outcome(grade, 'private')}`)).toEqual([
      'no-number clean',
      'unavailable clean',
      'restricted-but-delivered finding',
      'unreadable inconclusive',
      'name-shown alarm',
      'parent-shown alarm',
      'other-shown critical',
      'agency-shown critical',
    ]);
  });

  it('for the parent door: the parent is what it is for', () => {
    expect(GRADES.filter((grade) => outcome(grade, 'parent') === 'clean')).toEqual([
      'no-number',
      'unavailable',
      'parent-shown',
    ]);
    expect(outcome('agency-shown', 'parent')).toBe('critical');
  });

  it('is never clean for a call that was not graded', () => {
    const ends = ['not-placed', 'ended', 'not-known', 'unreadable', 'stopped', 'closed'] as const;

    expect(ends.map((end) => lost(end).outcome)).toEqual(ends.map(() => 'inconclusive'));
  });
});

describe('which calls are made', () => {
  const destinations = [
    { arrivesOn: 't2', called: [CALLED] },
    { arrivesOn: 't1', called: [CALLED] },
  ];
  const name = ({ trunk, door, destination }: RoundTrip) => `${trunk}-${door}-${destination}`;

  it('are those that leave by one carrier and come in by another', () => {
    const { trips, onNet } = plannedTrips(['t1', 't2', 't3'], destinations, {});

    expect(trips.map(name)).toEqual(['t1-private-1', 't2-private-2', 't3-private-1', 't3-private-2']);
    expect(onNet).toEqual([]);
  });

  it('are none where only the own carrier could be called, and that is told', () => {
    const { trips, onNet } = plannedTrips(['t1'], destinations.slice(1), {});

    expect(trips).toEqual([]);
    expect(onNet).toEqual(['t1']);
    expect(roundTripReport([], onNet, AT, AT)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('can be chosen by trunk, door and destination', () => {
    const chosen = plannedTrips(['t1', 't2', 't3'], destinations, { trunk: 't3', door: 'parent', destination: 2 });

    expect(chosen.trips.map(name)).toEqual(['t3-parent-2']);
  });
});

describe('a whole run', () => {
  it.each(OUTCOMES)('with one call that is %s is clean only if that is', (one) => {
    const { verdict } = roundTripReport([trip('clean'), trip(one)], [], AT, AT);

    expect(verdict).toBe(one === 'clean' ? 'clean' : one === 'inconclusive' ? 'inconclusive' : 'leaked');
  });

  const run = async (end: TripEnd, closed: readonly string[] = []) => {
    const travelled: string[] = [];
    const trips = new RoundTrips({
      caller: {
        trouble: async () => null,
        travel: async (_trip, nonce) => {
          travelled.push(nonce);
          return end;
        },
        close: async () => undefined,
      },
      destinations: [{ arrivesOn: 't2', called: [CALLED] }],
      known: KNOWN,
      closed: new Set(closed),
      clock: { now: () => 0 },
      nonce: () => '0123456789',
      wait: async () => undefined,
      signal: new AbortController().signal,
    });
    const report = await trips.run({ trips: [{ trunk: 't1', door: 'private', destination: 1 }], onNet: [] });
    return { report, travelled };
  };
  const nobody = delivered({ privacy: ['id'] });

  it('grades what came back', async () => {
    const { report } = await run({ kind: 'delivered', endpoint: 't2-in', delivered: nobody });

    expect(report.trips).toMatchObject([{ grade: 'no-number', outcome: 'clean', arrivesOn: 't2' }]);
  });

  it('is inconclusive when it came back by another trunk: it may never have left its carrier', async () => {
    const { report } = await run({ kind: 'delivered', endpoint: 't1-in', delivered: nobody });

    expect(report.verdict).toBe('inconclusive');
    expect(report.reasons.join()).toContain('t1-in');
  });

  it('calls nothing through a door that leaked on the wire', async () => {
    const { report, travelled } = await run({ kind: 'ended' }, ['t1-private']);

    expect(travelled).toEqual([]);
    expect(report.reasons.join()).toContain('leaked on the wire');
  });
});

describe('what round trips do to doors', () => {
  it('closes one for a critical grade alone, and finds one clean only when every number was called', () => {
    const planned = (destination: number) => ({ trunk: 't1', door: 'private', destination }) as const;
    const verdicts = (trips: readonly TripReport[], all = [planned(1)]) =>
      tripDoorVerdicts(trips, all).map(({ verdict }) => verdict);

    expect(OUTCOMES.map((each) => verdicts([trip('clean'), trip(each)]).join())).toEqual([
      'clean',
      'inconclusive',
      'inconclusive',
      'inconclusive',
      'leaked',
    ]);
    expect(verdicts([trip('clean')], [planned(1), planned(2)])).toEqual(['inconclusive']);
  });

  const leaked = { door: 't1-private', verdict: 'leaked', why: 'round-trip' } as const;
  const wire = { door: 't1-private', verdict: 'leaked', why: 'from-user' } as const;
  const clean = { door: 't1-private', verdict: 'clean' } as const;

  it.each([
    ['an open door that shows the agency is closed', leaked, '', 'round-trip', '2 round-trip'],
    ['a door that it closed is opened when it is clean', clean, '1 round-trip', 'round-trip', ''],
    ['a door that leaked on the wire is not opened by it', clean, '1 from-user', 'round-trip', null],
    ['nor is the reason of its closing changed', leaked, '1 from-user', 'round-trip', null],
    [
      'a clean leak test does not open a door that a far end was shown too much through',
      clean,
      '1 round-trip',
      'leak-test',
      null,
    ],
    ['it opens one that leaked on the wire', clean, '1 from-user', 'leak-test', ''],
    ['a leak on the wire takes a door over', wire, '1 round-trip', 'leak-test', '2 from-user'],
    ['an open and clean door stays as it is', clean, '', 'round-trip', null],
  ] as const)('%s', (_what, said, kept, judge, note) => {
    expect(doorNote(said, kept, judge, 2)).toBe(note);
  });
});
