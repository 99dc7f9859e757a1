import type { LegId } from '../../call/call-event.ts';
import type { Note } from '../../call/drop-verdict.ts';
import type { ClassCount, DropSpan, KeptDrop, KnownCall, SessionCounts } from '../../ports/drop-store.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Row, SqlValue } from './connection.ts';

const KNOWN = 'SELECT call, incoming, trunk, worker, answered_at, since FROM live_call ORDER BY since, id';
const WITHIN = 'ended_at >= ? AND (? IS NULL OR trunk = ?)';
const DROPS = `SELECT call, incoming, trunk, answered_at, since, ended_at, decided_at, class, released_by, confidence, detail,
  incident, announced FROM ended_call WHERE ${WITHIN} ORDER BY ended_at DESC, id DESC LIMIT ?`;
const ONE = `SELECT call, incoming, trunk, answered_at, since, ended_at, decided_at, class, released_by, confidence, detail,
  incident, announced FROM ended_call WHERE call = ?`;
const EVIDENCE = 'SELECT at, source, says FROM note WHERE call = ? ORDER BY place';
const CLASSES = `SELECT class, trunk, COUNT(*) AS calls FROM ended_call WHERE ${WITHIN} GROUP BY class, trunk ORDER BY class, trunk`;
const DAY_MS = 86_400_000;
const talked = (completed: 0 | 1): string =>
  `SUM(CASE WHEN completed = ${completed} THEN MAX(0, ended_at - answered_at) ELSE 0 END)`;
const delayed = (established: boolean): string =>
  `result ${established ? '=' : '<>'} 'established' AND delay_ms IS NOT NULL`;
const SESSIONS = `SELECT trunk, incoming, ended_at / ${DAY_MS} * ${DAY_MS} AS day, COUNT(*) AS requests,
  SUM(result = 'redirected') AS redirected, SUM(result = 'established') AS established,
  SUM(result IN ('established', 'effective')) AS effective, SUM(result = 'ineffective') AS ineffective,
  SUM(completed IS 1) AS completed, ${talked(1)} AS completedMs, SUM(completed IS 0) AS broken, ${talked(0)} AS brokenMs,
  SUM(${delayed(true)}) AS delays, SUM(CASE WHEN ${delayed(true)} THEN delay_ms ELSE 0 END) AS delayMs,
  SUM(${delayed(false)}) AS failedDelays, SUM(CASE WHEN ${delayed(false)} THEN delay_ms ELSE 0 END) AS failedDelayMs
  FROM ended_call WHERE ${WITHIN} GROUP BY trunk, incoming, day ORDER BY trunk, incoming, day`;
const MOST = 10_000;

/** How the database is asked: by its daemon, or by a guest. */
export type ReadDrops = (sql: string, params: readonly SqlValue[]) => Promise<StoreAnswer<readonly Row[]>>;

async function rows<T>(asked: Promise<StoreAnswer<readonly Row[]>>, read: (row: Row) => T): Promise<StoreAnswer<T[]>> {
  const answer = await asked;
  return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(read) } : answer;
}

function within({ since, trunk }: DropSpan): readonly SqlValue[] {
  return [Math.round(since), trunk, trunk];
}

/** The calls that were up when they were last heard of, the oldest first. */
export async function knownIn(read: ReadDrops): Promise<StoreAnswer<readonly KnownCall[]>> {
  return await rows(read(KNOWN, []), knownOf);
}

/** The newest first. */
export async function dropsIn(
  read: ReadDrops,
  span: DropSpan,
  limit: number,
): Promise<StoreAnswer<readonly KeptDrop[]>> {
  const most = Math.min(Math.max(Math.trunc(limit) || 1, 1), MOST);
  return await rows(read(DROPS, [...within(span), most]), dropOf);
}

/** One call; `null` when it is not kept. */
export async function dropIn(read: ReadDrops, call: LegId): Promise<StoreAnswer<KeptDrop | null>> {
  const answer = await rows(read(ONE, [call]), dropOf);
  return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value[0] ?? null } : answer;
}

export async function evidenceIn(read: ReadDrops, call: LegId): Promise<StoreAnswer<readonly Note[]>> {
  return await rows(read(EVIDENCE, [call]), ({ at, source, says }) => ({ at, source, says }) as Note);
}

export async function classesIn(read: ReadDrops, span: DropSpan): Promise<StoreAnswer<readonly ClassCount[]>> {
  return await rows(read(CLASSES, within(span)), (row) => ({ ...row }) as unknown as ClassCount);
}

export async function sessionsIn(read: ReadDrops, span: DropSpan): Promise<StoreAnswer<readonly SessionCounts[]>> {
  return await rows(
    read(SESSIONS, within(span)),
    (row) => ({ ...row, incoming: row['incoming'] === 1 }) as unknown as SessionCounts,
  );
}

// Every column was constrained when it was written and is read back as it is: the types follow from the schema.
function knownOf({ call, incoming, trunk, worker, answered_at: answeredAt, since }: Row): KnownCall {
  return { call, incoming: incoming === 1, trunk, worker, answeredAt, since } as KnownCall;
}

function dropOf(row: Row): KeptDrop {
  const { call, trunk, answered_at: answeredAt, since, ended_at: endedAt, decided_at: decidedAt } = row;
  const { class: of, released_by: releasedBy, confidence, detail, incident } = row;
  const flags = { incoming: row['incoming'] === 1, announced: row['announced'] === 1 };
  const times = { answeredAt, since, endedAt, decidedAt };
  return { call, trunk, ...times, class: of, releasedBy, confidence, detail, incident, ...flags } as KeptDrop;
}
