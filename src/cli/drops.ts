import { Command } from 'commander';
import type { DropClass } from '../call/drop-verdict.ts';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { dropLines, dropsLines } from './drops/drops-text.ts';
import { keptDrops, type ShownDrop, shownDrop } from './drops/kept-drops.ts';
import { endFailed } from './exit-code.ts';
import { oneLine, printJson, printLine } from './output.ts';

interface Flags {
  readonly config: string;
  readonly json?: boolean;
}

interface ListFlags extends Flags {
  readonly since: string;
  readonly trunk?: string;
  readonly limit: string;
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** What somebody has to look at. */
const LOST: ReadonlySet<DropClass> = new Set<DropClass>(['network-drop', 'mass-drop', 'pbx-failed']);

/** Milliseconds of `30m`, `24h` or `7d`; `null` when it is none of them. */
function spanMs(text: string): number | null {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  return unit === 'm' || unit === 'h' || unit === 'd' ? Number(amount) * UNITS_MS[unit] : null;
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function isoDrop({ answeredAt, since, endedAt, decidedAt, ...drop }: ShownDrop['drop']) {
  return {
    ...drop,
    answeredAt: iso(answeredAt),
    since: iso(since),
    endedAt: iso(endedAt),
    decidedAt: iso(decidedAt),
  };
}

async function list({ config: path, json, since, trunk, limit }: ListFlags): Promise<void> {
  const back = spanMs(since);
  if (back === null) throw new Failure('USAGE', '--since takes minutes, hours or days: 30m, 24h, 7d');
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new Failure('USAGE', '--limit takes a whole number from 1 to 9999');
  const config = configFrom(path);
  if (config instanceof Failure) {
    endFailed(config);
    return;
  }
  const ids = config.trunks.map(({ id }) => id);
  if (trunk !== undefined && !ids.includes(trunk))
    throw new Failure('USAGE', `no such trunk; the trunks are ${ids.join(', ')}`);
  const span = { since: Date.now() - back, trunk: trunk ?? null };
  const kept = await keptDrops(config, span, Number(limit));
  process.exitCode = kept.classes.some((each) => LOST.has(each.class)) ? 1 : 0;
  if (json) printJson({ since: iso(span.since), ...kept, drops: kept.drops.map(isoDrop) });
  else for (const line of dropsLines(kept)) printLine(oneLine(line));
}

async function show(call: string, { config: path, json }: Flags): Promise<void> {
  const config = configFrom(path);
  if (config instanceof Failure) {
    endFailed(config);
    return;
  }
  const shown = await shownDrop(config, call);
  if (shown === null) throw new Failure('USAGE', 'no such call is kept; `withheld drops` lists them');
  const { drop, evidence } = shown;
  if (json) printJson({ ...isoDrop(drop), evidence: evidence.map((note) => ({ ...note, at: iso(note.at) })) });
  else for (const line of dropLines(shown)) printLine(oneLine(line));
}

/** `withheld drops`: how survivors' calls ended, and how the trunks do. Works with the daemon running or dead, and without the PBX. */
export function dropsCommand(): Command {
  const command = new Command('drops')
    .description(
      "how survivors' calls ended, newest first, and how well the trunks carry them; works without daemon and PBX. Exit 1 when a call was lost by the network or the PBX",
    )
    .option('--since <time>', 'how far back: 30m, 24h, 7d', '24h')
    .option('--trunk <id>', 'only this trunk')
    .option('--limit <n>', 'list so many calls at most; all are counted', '50')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(list);
  command
    .command('show')
    .description('what the verdict of one call rests on')
    .argument('<call>', 'as `withheld drops` names it')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(show);
  return command;
}
