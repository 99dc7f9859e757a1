import type { LegId } from '../../call/call-event.ts';
import type { Note } from '../../call/drop-verdict.ts';
import type { EndedCall, LiveCall } from '../../call/ended-call.ts';
import { sessionOf } from '../../call/session-result.ts';
import type { ClassCount, DropSpan, DropStore, KeptDrop, KnownCall, SessionCounts } from '../../ports/drop-store.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Write } from './backlog.ts';
import type { SqlValue } from './connection.ts';
import type { Database } from './database.ts';
import { classesIn, dropsIn, evidenceIn, knownIn, type ReadDrops, sessionsIn } from './drop-queries.ts';

// Every write says the same when it is told again: after a commit whose answer was lost, and after a restart of the daemon.
const PUT_LIVE = `INSERT INTO live_call (call, incoming, trunk, worker, answered_at, since) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (call) DO UPDATE SET incoming = excluded.incoming, trunk = excluded.trunk, worker = excluded.worker,
  answered_at = excluded.answered_at`;
const FORGET_LIVE = 'DELETE FROM live_call WHERE call = ?';
const PUT_ENDED = `INSERT INTO ended_call (call, incoming, trunk, answered_at, since, ended_at, decided_at, class, released_by,
  confidence, detail, incident, result, completed, delay_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (call) DO UPDATE SET incoming = excluded.incoming, trunk = excluded.trunk, answered_at = excluded.answered_at,
  since = excluded.since, ended_at = excluded.ended_at, decided_at = excluded.decided_at, class = excluded.class,
  released_by = excluded.released_by, confidence = excluded.confidence, detail = excluded.detail, incident = excluded.incident,
  result = excluded.result, completed = excluded.completed, delay_ms = excluded.delay_ms`;
const PUT_NOTE = `INSERT INTO note (call, place, at, source, says) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (call, place) DO UPDATE SET at = excluded.at, source = excluded.source, says = excluded.says`;
const FORGET_ENDED = 'DELETE FROM ended_call WHERE call = ?';
const CUT_NOTES = 'DELETE FROM note WHERE call = ? AND place >= ?';
const ANNOUNCED = 'UPDATE ended_call SET announced = 1 WHERE call = ?';
const PURGE = [
  'DELETE FROM note WHERE call IN (SELECT call FROM ended_call WHERE ended_at < ?)',
  'DELETE FROM ended_call WHERE ended_at < ?',
  'DELETE FROM live_call WHERE since < ?',
] as const;
/** Notes that lost their call to damage. */
const PURGE_STRAY_NOTES = 'DELETE FROM note WHERE at < ? AND call NOT IN (SELECT call FROM ended_call)';
const MOST_NOTES = 100;

function endedParams(call: EndedCall): readonly SqlValue[] {
  const { incoming, trunk, answeredAt, endedAt, decidedAt, verdict, incident } = call;
  const { result, completed, delayMs } = sessionOf(call);
  return [
    call.call,
    Number(incoming),
    trunk,
    whole(answeredAt),
    Math.round(verdict.since),
    Math.round(endedAt),
    Math.round(decidedAt),
    verdict.class,
    verdict.releasedBy,
    verdict.confidence,
    verdict.detail,
    incident,
    result,
    completed === null ? null : Number(completed),
    delayMs,
  ];
}

function whole(at: number | null): number | null {
  return at === null ? null : Math.round(at);
}

/** What the end of a call is in the database: its evidence first and the live call last, so that a crash in between leaves it to be told again. */
function endedWrites(call: EndedCall): readonly Write[] {
  const notes = call.verdict.evidence.slice(0, MOST_NOTES);
  return [
    ...notes.map(({ at, source, says }, place) => ({
      sql: PUT_NOTE,
      params: [call.call, place, Math.round(at), source, says],
    })),
    { sql: CUT_NOTES, params: [call.call, notes.length] },
    { sql: PUT_ENDED, params: endedParams(call) },
    { sql: FORGET_LIVE, params: [call.call] },
  ];
}

/** Survivors' calls in SQLite. The schema (`migrations/dropped-calls.ts`) refuses every value that is not of the shape the port promises. */
export class SqliteDropStore implements DropStore {
  readonly #database: Database;
  readonly #read: ReadDrops;

  constructor(database: Database) {
    this.#database = database;
    this.#read = (sql, params) => database.read(sql, params);
  }

  live({ call, incoming, trunk, worker, answeredAt }: LiveCall, now: number): void {
    const params = [call, Number(incoming), trunk, worker, whole(answeredAt), Math.round(now)];
    this.#database.write({ sql: PUT_LIVE, params });
  }

  ended(call: EndedCall): void {
    for (const write of endedWrites(call)) this.#database.write(write);
  }

  revived(call: LiveCall, now: number): void {
    this.live(call, now);
    this.#database.write({ sql: FORGET_ENDED, params: [call.call] });
    this.#database.write({ sql: CUT_NOTES, params: [call.call, 0] });
  }

  announced(call: LegId): void {
    this.#database.write({ sql: ANNOUNCED, params: [call] });
  }

  async known(): Promise<StoreAnswer<readonly KnownCall[]>> {
    return await knownIn(this.#read);
  }

  async recent(span: DropSpan, limit: number): Promise<StoreAnswer<readonly KeptDrop[]>> {
    return await dropsIn(this.#read, span, limit);
  }

  async evidence(call: LegId): Promise<StoreAnswer<readonly Note[]>> {
    return await evidenceIn(this.#read, call);
  }

  async classes(span: DropSpan): Promise<StoreAnswer<readonly ClassCount[]>> {
    return await classesIn(this.#read, span);
  }

  async sessions(span: DropSpan): Promise<StoreAnswer<readonly SessionCounts[]>> {
    return await sessionsIn(this.#read, span);
  }

  async purge(before: number): Promise<StoreAnswer<number>> {
    const [, ended, live] = await Promise.all(
      [...PURGE, PURGE_STRAY_NOTES].map(
        (sql) =>
          new Promise<StoreAnswer<number>>((settled) => {
            this.#database.write({ sql, params: [before], erasesBefore: before, settled });
          }),
      ),
    );
    if (ended?.outcome !== 'ok') return ended ?? { outcome: 'unknown', why: 'STORAGE_STOPPED' };
    if (live?.outcome !== 'ok') return live ?? { outcome: 'unknown', why: 'STORAGE_STOPPED' };
    return { outcome: 'ok', value: ended.value + live.value };
  }
}
