import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { type Examination, examine } from './doctor/examination.ts';
import { type ExitCode, endFailed, exitCodeOf } from './exit-code.ts';
import { oneLine, printJson, printLine } from './output.ts';

/** 0 nothing failed; 3 the PBX could not be asked; 1 anything else failed. Warnings do not count. */
export function doctorExitCode({ findings }: Examination): ExitCode {
  const failed = findings.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return 0;
  return failed.some(({ code }) => code !== null && exitCodeOf(code) === 3) ? 3 : 1;
}

function printExamination({ findings, notAsked }: Examination): void {
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, state, code, message, hint } of findings) {
    printLine(`${state.padEnd(7)}  ${name.padEnd(width)}  ${oneLine(message)}${code === null ? '' : ` (${code})`}`);
    if (hint !== null) printLine(`${' '.repeat(width + 11)}${oneLine(hint)}`);
  }
  if (notAsked.length > 0) printLine(`not asked: ${notAsked.join(', ')}`);
}

async function diagnose({ config, json }: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const loaded = configFrom(config);
  if (loaded instanceof Failure) {
    endFailed(loaded);
    return;
  }
  const examination = await examine(loaded);
  process.exitCode = doctorExitCode(examination);
  if (json) printJson(examination);
  else printExamination(examination);
}

/** `withheld doctor`: whether everything the product needs is there, and what to do where it is not. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'look at this machine and at the PBX, and say what to do; exit 1 when something failed, 3 without a PBX',
    )
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(diagnose);
}
