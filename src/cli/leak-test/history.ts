import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { findingsIn, testsIn, tripsIn } from '../../adapters/sqlite/history-store.ts';
import { HISTORY } from '../../adapters/sqlite/schema.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import type { KeptFinding, KeptTest, KeptTrip } from '../../ports/history.ts';
import { columns } from '../columns.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printJson, printLine } from '../output.ts';

function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

function testRow({ startedAt, endedAt, reason, verdict, part, release, paths, messages, doors }: KeptTest) {
  const leaked = doors.filter((door) => door.verdict === 'leaked');
  return [
    minute(startedAt),
    reason,
    part === 'whole' ? verdict : `${verdict} (a part)`,
    `${paths} paths`,
    `${messages} messages`,
    `${Math.round((endedAt - startedAt) / 1000)} s`,
    release === null ? '' : `Asterisk ${release}`,
    leaked.map(({ door, vector }) => `${door}: ${vector ?? 'leaked'}`).join(', '),
  ];
}

function findingRow({ at, trunk, door, direction, method, vector, rows, place, severity, done }: KeptFinding) {
  const known = rows === '' ? '' : `(${rows})`;
  return [minute(at), `${trunk}-${door}`, direction, method, severity, vector, `in ${place}`, done, known];
}

function tripRow({ at, trunk, door, destination, reason, outcome, grade }: KeptTrip) {
  return [minute(at), reason, `${trunk}-${door}`, `to number ${destination}`, outcome, grade ?? ''];
}

/** `leak-test --history`: what the database holds, newest first. Works with the daemon running or dead, and without the PBX. */
export async function tellHistory(config: Config, limit: string, json: boolean): Promise<void> {
  const most = /^[1-9]\d{0,3}$/.test(limit) ? Number(limit) : null;
  if (most === null) throw new Failure('USAGE', '--limit takes a whole number from 1 to 9999');
  const guest = new DatabaseGuest(config.storage.directory, HISTORY);
  const read = (sql: string, params: readonly number[]) => guest.read(sql, params);
  const [tests, trips, findings] = [await testsIn(read, most), await tripsIn(read, most), await findingsIn(read, most)];
  if (tests.outcome === 'unknown') endFailed(new Failure(tests.why));
  else if (trips.outcome === 'unknown') endFailed(new Failure(trips.why));
  else if (findings.outcome === 'unknown') endFailed(new Failure(findings.why));
  else tell({ tests: tests.value, trips: trips.value, findings: findings.value }, json);
}

interface Past {
  readonly tests: readonly KeptTest[];
  readonly trips: readonly KeptTrip[];
  readonly findings: readonly KeptFinding[];
}

function tell({ tests, trips, findings }: Past, json: boolean): void {
  if (json) {
    printJson({ tests: tests.map(isoTest), trips: trips.map(isoTrip), findings: findings.map(isoFinding) });
    return;
  }
  const told = [
    'leak tests',
    ...indented(columns(tests.map(testRow)), 'none was run'),
    '',
    'calls over the public network',
    ...indented(columns(trips.map(tripRow)), 'none was made'),
    '',
    'found on the wire',
    ...indented(columns(findings.map(findingRow)), 'nothing'),
  ];
  for (const line of told) printLine(oneLine(line));
}

function indented(lines: readonly string[], none: string): readonly string[] {
  return (lines.length === 0 ? [none] : lines).map((line) => `  ${line}`);
}

function isoTest({ startedAt, endedAt, ...test }: KeptTest) {
  return { startedAt: new Date(startedAt).toISOString(), endedAt: new Date(endedAt).toISOString(), ...test };
}

function isoFinding({ at, rows, ...finding }: KeptFinding) {
  return { at: new Date(at).toISOString(), rows: rows === '' ? [] : rows.split(' '), ...finding };
}

function isoTrip({ at, ...trip }: KeptTrip) {
  return { at: new Date(at).toISOString(), ...trip };
}
