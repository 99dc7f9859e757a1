import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { readRecording } from '../adapters/asterisk/evidence/recorded-evidence.ts';
import { Failure } from '../failure.ts';
import { columns } from './columns.ts';
import { endFailed } from './exit-code.ts';
import { printLine, printNote } from './output.ts';
import { type ReplayedCall, replayedCalls } from './replay/replayed-calls.ts';

interface Flags {
  readonly json?: boolean;
}

function read(path: string): string | Failure {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    return new Failure('REPLAY_UNREADABLE', undefined, { cause });
  }
}

function at(seconds: number | null): string {
  return seconds === null ? '-' : seconds.toFixed(2);
}

/** One row a call, and below each what its verdict rests on. */
function printCalls(calls: readonly ReplayedCall[]): void {
  if (calls.length === 0) {
    printLine('no call of a survivor in it');
    return;
  }
  const head = ['call', 'class', 'released by', 'sure', 'suspected', 'decided', 'call-back'];
  const rows = calls.map((each) => [
    each.call,
    each.detail === null ? each.class : `${each.class} (${each.detail})`,
    each.releasedBy,
    each.confidence.toFixed(2),
    at(each.suspectedAt),
    at(each.decidedAt),
    each.callbackOffer ? 'may be offered' : 'no',
  ]);
  const [header = '', ...lines] = columns([head, ...rows]);
  printLine(header);
  for (const [place, line] of lines.entries()) {
    printLine(line);
    for (const { t, source, says } of calls[place]?.evidence ?? [])
      printLine(`    ${t.toFixed(4)}  ${source.padEnd(8)}  ${says}`);
  }
}

function replay(file: string, { json }: Flags): void {
  const text = read(file);
  if (text instanceof Failure) {
    endFailed(text);
    return;
  }
  const recording = readRecording(text);
  for (const { line, why } of recording.damaged) printNote(`line ${line}: ${why}; left out`);
  process.exitCode = recording.damaged.length > 0 ? 1 : 0;
  const calls = replayedCalls(recording);
  if (json) for (const call of calls) printLine(JSON.stringify(call));
  else printCalls(calls);
}

/** `withheld replay`: what the detector of dropped calls says of a recorded stream. */
export function replayCommand(): Command {
  return new Command('replay')
    .description(
      'what the detector of dropped calls says of a recorded stream: who ended each call, how sure that is, and what it rests on; exit 1 when lines were damaged',
    )
    .argument('<file>', 'JSON lines, one fact each; trunks are named t…, phones w…')
    .option('--json', 'one JSON object a call, one a line')
    .action(replay);
}
