import type { DropClass } from '../../call/drop-verdict.ts';
import type { ClassCount, KeptDrop } from '../../ports/drop-store.ts';
import type { TrunkHealth } from '../../ports/status.ts';
import { columns } from '../columns.ts';
import type { KeptDrops, ShownDrop } from './kept-drops.ts';

const MEANINGS: Readonly<Record<DropClass, string>> = {
  'survivor-ended': "the caller's side ended it; they may have had to",
  'survivor-ended-abruptly': "the caller's side ended it early, on hold or in mid-speech; they may have had to",
  'worker-ended': 'our phone ended it',
  'network-drop': 'the line was lost',
  'mass-drop': 'several lines were lost at once',
  'pbx-failed': 'the PBX crashed, froze or was stopped',
  'pbx-ended': 'the running PBX ended it',
  abandoned: 'the caller left before anybody answered',
  'setup-failed': 'it never came about',
  continued: 'it went on',
  unknown: 'nobody can tell; treated as "do not call"',
};

/** The terms of RFC 6076 (§4.3 to §4.9), in plain words. */
const TERMS = [
  'SER   calls that began, of all that were tried (redirected ones aside)',
  'SEER  those, and the ones that only the far end refused or was busy for: the network did its part',
  'ISA   calls that the network failed: no answer in time, no service',
  'SCR   calls that began and that somebody ended, of all: the rest broke off or never began',
  'SDT   how long calls lasted that somebody ended; (failed): until they broke off',
  'SRD   how long until something was heard of a call; (failed): of one that never began. Only where the mirror showed it',
];

function second(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** How long a call had been up. */
function duration({ answeredAt, endedAt }: KeptDrop): string {
  if (answeredAt === null) return 'never up';
  const seconds = Math.max(0, Math.round((endedAt - answeredAt) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function className({ class: of, detail }: KeptDrop): string {
  return detail === null ? of : `${of} (${detail})`;
}

function dropRow(drop: KeptDrop): readonly string[] {
  return [
    second(drop.endedAt),
    drop.call,
    className(drop),
    drop.releasedBy,
    drop.confidence.toFixed(2),
    `${drop.trunk ?? '-'} ${drop.incoming ? 'in' : 'out'}`,
    duration(drop),
    drop.incident ?? '-',
  ];
}

function classRows(counts: readonly ClassCount[]): readonly (readonly string[])[] {
  const classes = [...new Set(counts.map((each) => each.class))];
  const calls = (of: DropClass) =>
    counts.filter((each) => each.class === of).reduce((sum, each) => sum + each.calls, 0);
  return classes
    .map((of) => [of, String(calls(of)), MEANINGS[of]] as const)
    .sort((a, b) => Number(b[1]) - Number(a[1]));
}

function percent(ratio: number | null): string {
  return ratio === null ? '-' : `${(ratio * 100).toFixed(1)} %`;
}

function mean(milliseconds: number | null, failed: number | null): string {
  const seconds = (each: number) => `${(each / 1000).toFixed(1)} s`;
  const good = milliseconds === null ? '-' : seconds(milliseconds);
  return failed === null ? good : `${good} (${seconds(failed)})`;
}

function healthRow({ trunk, incoming, requests, ser, seer, isa, scr, ...times }: TrunkHealth): readonly string[] {
  return [
    `${trunk ?? '-'} ${incoming ? 'in' : 'out'}`,
    String(requests),
    ...[ser, seer, isa, scr].map(percent),
    mean(times.sdtMs, times.sdtFailedMs),
    mean(times.srdMs, times.srdFailedMs),
  ];
}

function part(title: string, lines: readonly string[], none: string): readonly string[] {
  return [title, ...(lines.length === 0 ? [none] : lines).map((line) => `  ${line}`), ''];
}

/** What is kept of a span of time, for people. */
export function dropsLines({ drops, classes, health }: KeptDrops): readonly string[] {
  const head = ['ended', 'call', 'class', 'released by', 'sure', 'trunk', 'had been up', 'incident'];
  const trunks = ['trunk', 'calls', 'SER', 'SEER', 'ISA', 'SCR', 'SDT (failed)', 'SRD (failed)'];
  const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : columns([header, ...rows]);
  return [
    ...part('calls that ended', table(head, drops.map(dropRow)), 'none'),
    ...part('by class', columns(classRows(classes)), 'none'),
    ...part('trunks (RFC 6076)', table(trunks, health.map(healthRow)), 'no call'),
    ...TERMS.map((line) => `  ${line}`),
  ];
}

/** One call, for people, with what its verdict rests on. */
export function dropLines({ drop, evidence }: ShownDrop): readonly string[] {
  const told = [
    ['call', drop.call],
    ['class', `${className(drop)}: ${MEANINGS[drop.class]}`],
    ['released by', drop.releasedBy],
    ['sure', drop.confidence.toFixed(2)],
    ['trunk', `${drop.trunk ?? '-'}, ${drop.incoming ? 'the survivor called' : 'we called'}`],
    ['had been up', duration(drop)],
    ['since', second(drop.since)],
    ['ended', second(drop.endedAt)],
    ['decided', `${second(drop.decidedAt)}`],
    ['incident', drop.incident ?? '-'],
    ['told', drop.announced ? 'a worker was told' : 'no worker was told'],
  ];
  const notes = evidence.map(({ at, source, says }) => [new Date(at).toISOString().slice(11, 23), source, says]);
  return [...columns(told), '', ...part('it rests on', columns(notes), 'nothing that is kept').slice(0, -1)];
}
