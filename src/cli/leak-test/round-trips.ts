import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { plainCanariesOf, searchFor } from '../../adapters/asterisk/files/config-canaries.ts';
import { AsteriskRoundTripCaller } from '../../adapters/asterisk/round-trip-caller.ts';
import { ariTarget } from '../../adapters/asterisk/targets.ts';
import { tripWrite } from '../../adapters/sqlite/history-store.ts';
import { CLOSED_BY_ROUND_TRIP, NONCE_DIGITS } from '../../call/round-trip.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { countryPack } from '../../identity/countries/lookup.ts';
import { doorState } from '../../leaks/quarantine.ts';
import { tripDoorVerdicts } from '../../leaks/round-trip/door-verdicts.ts';
import { type Destination, plannedTrips, type TripPlan, type TripSelection } from '../../leaks/round-trip/plan.ts';
import type { RoundTripReport } from '../../leaks/round-trip/report.ts';
import { RoundTrips } from '../../leaks/round-trip/round-trips.ts';
import type { RoundTripCaller } from '../../ports/round-trip-caller.ts';
import { endFailed } from '../exit-code.ts';
import { withNotes } from '../kept-notes.ts';
import { printJson, printLine } from '../output.ts';
import { doorLines, doorsAfter } from './doors-after.ts';
import { keepByHand } from './kept-by-hand.ts';
import { roundTripLines } from './round-trip-text.ts';
import { stopping } from './stopping.ts';

/** A call takes five seconds where all is well, and 45 at most. */
const LONGEST_CALL_MS = 50_000;

interface Printing {
  readonly json: boolean;
  /** The caller keeps it itself. */
  readonly unrecorded: boolean;
  /** Of the product. */
  readonly version: string;
}

function nonce(): string {
  return Array.from({ length: NONCE_DIGITS }, () => randomInt(10)).join('');
}

function destinationsOf({ canary }: Config): readonly Destination[] {
  return canary.destinations.map(({ number, arrives_as, arrives_on }) => ({
    arrivesOn: arrives_on,
    called: [number, ...(arrives_as === undefined ? [] : [arrives_as])],
  }));
}

/** What is asked for, as calls; a failure where there is nothing to call. */
function planOf(config: Config, selection: TripSelection): TripPlan | Failure {
  const { trunk, destination } = selection;
  const trunks = config.trunks.map(({ id }) => id);
  const { length } = config.canary.destinations;
  if (length === 0) return new Failure('CONFIG_NO_CANARY');
  if (trunk !== undefined && !trunks.includes(trunk)) return new Failure('USAGE', 'no such trunk');
  if (destination !== undefined && destination > length)
    return new Failure('USAGE', `canary.destinations has ${length} of them`);
  return plannedTrips(trunks, destinationsOf(config), selection);
}

/** Doors that are closed, and not by a round trip: they leaked on the wire. Unknown is not closed: the PBX itself holds a closed door. */
async function closedOnTheWire(config: Config): Promise<ReadonlySet<string>> {
  const kept = await withNotes(config, async (notes) => {
    const read = await notes.read();
    return read.outcome === 'ok' ? read.value : new Failure('QUARANTINE_UNREADABLE');
  });
  if (kept instanceof Failure) return new Set();
  const doors = config.trunks.flatMap(({ id }) => [`${id}-private`, `${id}-parent`]);
  const isClosed = (door: string) => {
    const state = doorState(kept.get(`closed-${door}`) ?? '', kept.get(`open-${door}`) ?? '', Date.now());
    return state.state === 'closed' && state.why !== CLOSED_BY_ROUND_TRIP;
  };
  return new Set(doors.filter(isClosed));
}

/** Every call there is to make through the doors that are asked for. */
function allOf(config: Config, { trunk, door }: TripSelection): TripPlan {
  return plannedTrips(
    config.trunks.map(({ id }) => id),
    destinationsOf(config),
    { ...(trunk === undefined ? {} : { trunk }), ...(door === undefined ? {} : { door }) },
  );
}

/** What the daemon asks for one by one is asked for as a whole while its door is closed by a round trip: only that can open it. */
async function widened(config: Config, selection: TripSelection): Promise<TripSelection> {
  const { trunk, door = 'private' } = selection;
  const kept = await withNotes(config, async (notes) => {
    const read = await notes.read();
    return read.outcome === 'ok' ? read.value : new Failure('QUARANTINE_UNREADABLE');
  });
  const note = kept instanceof Failure ? '' : (kept.get(`closed-${trunk}-${door}`) ?? '');
  if (trunk === undefined || !note.endsWith(` ${CLOSED_BY_ROUND_TRIP}`)) return selection;
  return { trunk, door };
}

async function made(config: Config, caller: RoundTripCaller, plan: TripPlan): Promise<RoundTripReport | Failure> {
  const trouble = await caller.trouble();
  if (trouble !== null) return new Failure(trouble);
  const stop = stopping((plan.trips.length + 1) * LONGEST_CALL_MS);
  const runner = new RoundTrips({
    caller,
    destinations: destinationsOf(config),
    known: {
      parentNumbers: config.organisation.numbers,
      parentName: config.organisation.name,
      agency: searchFor(plainCanariesOf(config)),
      countryCode: countryPack(config.country).callingCode,
    },
    closed: await closedOnTheWire(config),
    clock: { now: () => Date.now() },
    nonce,
    wait: async (milliseconds) => await pause(milliseconds),
    signal: stop.signal,
  });
  return await runner.run(plan).finally(stop.release);
}

async function record(config: Config, { startedAt, trips }: RoundTripReport): Promise<void> {
  const at = Date.parse(startedAt);
  await keepByHand(
    config,
    trips.map((trip) => tripWrite({ at, reason: 'by-hand', ...trip })),
  );
}

/** `withheld leak-test --canary`: calls over the public network to numbers of the agency's own, and what the far ends were given. */
export async function roundTrips(config: Config, selection: TripSelection, printing: Printing): Promise<void> {
  const { json, unrecorded, version } = printing;
  const plan = planOf(config, unrecorded ? await widened(config, selection) : selection);
  if (plan instanceof Failure) {
    endFailed(plan);
    return;
  }
  const caller = new AsteriskRoundTripCaller(ariTarget(config));
  const report = await made(config, caller, plan).finally(() => caller.close());
  if (report instanceof Failure) {
    endFailed(report);
    return;
  }
  process.exitCode = report.verdict === 'clean' ? 0 : 1;
  const verdicts = tripDoorVerdicts(report.trips, allOf(config, selection).trips);
  const doors = await doorsAfter(config, verdicts, 'round-trip');
  if (!unrecorded) await record(config, report);
  if (json) printJson({ withheld: version, ...report, doors });
  else for (const line of [...roundTripLines(report), ...doorLines(doors)]) printLine(line);
}
