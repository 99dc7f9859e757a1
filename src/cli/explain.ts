import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { type Explanation, explanationOf, type Outcome, type Reading } from './explanation.ts';
import { printJson, printLine } from './output.ts';

interface Flags {
  readonly config: string;
  readonly from?: string;
  readonly json?: boolean;
}

const STANDARD_INPUT = 0;

function readingWords({ kind, place, asked }: Reading): string {
  const words = {
    emergency: 'an emergency number',
    number: place === 'abroad' ? 'a number abroad' : 'a number of this country',
    service: 'a short service number of the public network',
    internal: 'something of the house',
    unreadable: 'nothing that is dialled here',
  }[kind];
  return asked === null ? words : `${words}; a code in front asked to ${asked}, it is taken off and grants nothing`;
}

function outcomeLines(outcome: Outcome): readonly string[] {
  switch (outcome.kind) {
    case 'policy': {
      const { decision, trunks } = outcome;
      if (decision.kind === 'refuse')
        return ['decision  refused', `rule      ${decision.rule}`, 'alone     without the daemon: the private door'];
      return [
        `door      ${decision.door}`,
        `rule      ${decision.rule}`,
        `trunks    ${trunks.join(', ')}`,
        'alone     without the daemon: the private door',
      ];
    }
    case 'emergency':
      return [
        `sent as   ${outcome.sent}`,
        `doors     ${outcome.doors.join(', ')}${outcome.doors.length > 1 ? '; then all of them at once' : ''}`,
        `or else   ${outcome.lastResort.join(', ')}: rather through any door than not at all`,
        'alone     the same: no daemon and no rule is asked',
      ];
    case 'house':
      return [
        'decision  the PBX answers it itself, where it has such an extension or code',
        ...(outcome.otherwise === null
          ? ['otherwise refused, with a spoken word; so is a forward to it']
          : ['otherwise, and for a forward, it leaves:', ...outcomeLines(outcome.otherwise)]),
      ];
    case 'unreadable':
      return ['decision  refused, with a spoken word'];
  }
}

function printExplanation({ reading, from, outcome }: Explanation, extension: string | undefined): void {
  printLine(`reads as  ${readingWords(reading)}`);
  if (extension !== undefined)
    printLine(`from      ${from.known ? `site ${from.site}` : 'an extension of no site: as if nobody had dialled'}`);
  for (const line of outcomeLines(outcome)) printLine(line);
}

function explain(number: string, { config, from, json }: Flags): void {
  if (from !== undefined && !/^[0-9]{2,8}$/.test(from))
    throw new Failure('USAGE', '--from takes an extension of 2 to 8 digits');
  const loaded = configFrom(config);
  if (loaded instanceof Failure) {
    endFailed(loaded);
    return;
  }
  const typed = number === '-' ? readFileSync(STANDARD_INPUT, 'utf8').trim() : number;
  const explanation = explanationOf(loaded, typed, from ?? null);
  process.exitCode = explanation.outcome.kind === 'unreadable' ? 1 : 0;
  if (json) printJson(explanation);
  else printExplanation(explanation, from);
}

/** `withheld explain`: what would happen to a dialled string, and which rule says so. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('what would happen to a dialled string, and which rule says so; exit 1 when it cannot be read')
    .argument('<number>', "what the phone dials, as typed; - reads it from standard input, out of the shell's history")
    .option('--from <extension>', 'the phone that dials; without it, a forward or a transfer')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(explain);
}
