import { randomUUID } from 'node:crypto';
import type { History, KeptFinding, KeptTest, KeptTrip } from '../../ports/history.ts';
import type { TestedDoor } from '../../ports/leak-test-runner.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Write } from './backlog.ts';
import type { Row } from './connection.ts';
import type { Database } from './database.ts';

// A retry after a commit whose answer was lost must not fail on what it wrote itself.
const PUT_TEST = `INSERT INTO leak_test
  (ref, started_at, ended_at, reason, verdict, part, release, paths, messages)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ref) DO NOTHING`;
const PUT_DOOR = `INSERT INTO leak_test_door (ref, started_at, door, verdict, vector)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT (ref, door) DO NOTHING`;
const PUT_FINDING = `INSERT INTO wire_finding
  (found_at, trunk, door, direction, method, vector, catalogue, place, excerpt, severity, done)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const TESTS = `SELECT ref, started_at, ended_at, reason, verdict, part, release, paths, messages
  FROM leak_test ORDER BY started_at DESC, id DESC LIMIT ?`;
const DOORS = `SELECT ref, door, verdict, vector FROM leak_test_door
  WHERE ref IN (SELECT ref FROM leak_test ORDER BY started_at DESC, id DESC LIMIT ?) ORDER BY id`;
const FINDINGS = `SELECT found_at, trunk, door, direction, method, vector, catalogue, place, excerpt, severity, done
  FROM wire_finding ORDER BY found_at DESC, id DESC LIMIT ?`;
const PUT_TRIP = `INSERT INTO round_trip (made_at, trunk, door, destination, reason, outcome, grade)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
const TRIPS = `SELECT made_at, trunk, door, destination, reason, outcome, grade
  FROM round_trip ORDER BY made_at DESC, id DESC LIMIT ?`;
const PURGE = [
  'DELETE FROM leak_test_door WHERE started_at < ?',
  'DELETE FROM leak_test WHERE started_at < ?',
  'DELETE FROM wire_finding WHERE found_at < ?',
  'DELETE FROM round_trip WHERE made_at < ?',
] as const;
const MOST = 10_000;

/** What one leak test is in the database. */
export function testWrites(test: KeptTest): readonly Write[] {
  const { startedAt, endedAt, reason, verdict, part, release, paths, messages, doors } = test;
  const ref = randomUUID();
  return [
    { sql: PUT_TEST, params: [ref, startedAt, endedAt, reason, verdict, part, release, paths, messages] },
    ...doors.map(({ door, verdict: said, vector }) => ({
      sql: PUT_DOOR,
      params: [ref, startedAt, door, said, vector],
    })),
  ];
}

/** What one round trip is in the database. */
export function tripWrite({ at, trunk, door, destination, reason, outcome, grade }: KeptTrip): Write {
  return { sql: PUT_TRIP, params: [at, trunk, door, destination, reason, outcome, grade] };
}

/** History in SQLite. The schema (`migrations/*-history.ts`) refuses every value that is not of the shape the port promises. */
export class SqliteHistory implements History {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  tested(test: KeptTest): void {
    for (const write of testWrites(test)) this.#database.write(write);
  }

  found({ at, trunk, door, direction, method, vector, rows, place, excerpt, severity, done }: KeptFinding): void {
    const params = [at, trunk, door, direction, method, vector, rows, place, excerpt, severity, done];
    this.#database.write({ sql: PUT_FINDING, params });
  }

  made(trip: KeptTrip): void {
    this.#database.write(tripWrite(trip));
  }

  async tests(limit: number): Promise<StoreAnswer<readonly KeptTest[]>> {
    return await testsIn((sql, params) => this.#database.read(sql, params), limit);
  }

  async findings(limit: number): Promise<StoreAnswer<readonly KeptFinding[]>> {
    return await findingsIn((sql, params) => this.#database.read(sql, params), limit);
  }

  async trips(limit: number): Promise<StoreAnswer<readonly KeptTrip[]>> {
    return await tripsIn((sql, params) => this.#database.read(sql, params), limit);
  }

  async purge(before: number): Promise<StoreAnswer<number>> {
    const erased = await Promise.all(
      PURGE.map(
        (sql) =>
          new Promise<StoreAnswer<number>>((settled) => {
            this.#database.write({ sql, params: [before], erasesBefore: before, settled });
          }),
      ),
    );
    const unknown = erased.find((answer) => answer.outcome === 'unknown');
    if (unknown !== undefined) return unknown;
    // The doors of a test go with it.
    const counted = erased.slice(1).map((answer) => (answer.outcome === 'ok' ? answer.value : 0));
    return { outcome: 'ok', value: counted.reduce((sum, each) => sum + each, 0) };
  }
}

type Read = (sql: string, params: readonly number[]) => Promise<StoreAnswer<readonly Row[]>>;

/** The newest tests first, with their doors. */
export async function testsIn(read: Read, limit: number): Promise<StoreAnswer<readonly KeptTest[]>> {
  const tests = await read(TESTS, [most(limit)]);
  if (tests.outcome !== 'ok') return tests;
  const doors = await read(DOORS, [most(limit)]);
  if (doors.outcome !== 'ok') return doors;
  const of = (ref: unknown) => doors.value.filter((row) => row['ref'] === ref).map(doorOf);
  return { outcome: 'ok', value: tests.value.map((row) => testOf(row, of(row['ref']))) };
}

/** The newest findings first. */
export async function findingsIn(read: Read, limit: number): Promise<StoreAnswer<readonly KeptFinding[]>> {
  const answer = await read(FINDINGS, [most(limit)]);
  return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(findingOf) } : answer;
}

/** The newest round trips first. */
export async function tripsIn(read: Read, limit: number): Promise<StoreAnswer<readonly KeptTrip[]>> {
  const answer = await read(TRIPS, [most(limit)]);
  return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(tripOf) } : answer;
}

function most(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), MOST);
}

// Every column was constrained when it was written and is read back as it is: the types follow from the schema.
function testOf(row: Row, doors: readonly TestedDoor[]): KeptTest {
  const { started_at: startedAt, ended_at: endedAt, reason, verdict, part, release, paths, messages } = row;
  return { startedAt, endedAt, reason, verdict, part, release, paths, messages, doors } as KeptTest;
}

function doorOf({ door, verdict, vector }: Row): TestedDoor {
  return { door, verdict, vector } as TestedDoor;
}

function findingOf(row: Row): KeptFinding {
  const { found_at: at, trunk, door, direction, method, vector, catalogue: rows, place, excerpt, severity, done } = row;
  return { at, trunk, door, direction, method, vector, rows, place, excerpt, severity, done } as KeptFinding;
}

function tripOf({ made_at: at, trunk, door, destination, reason, outcome, grade }: Row): KeptTrip {
  return { at, trunk, door, destination, reason, outcome, grade } as KeptTrip;
}
