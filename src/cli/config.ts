import { Command } from 'commander';
import { configJsonSchema } from '../config/json-schema.ts';
import { loadConfig } from '../config/load.ts';
import { sampleConfig } from '../config/sample.ts';
import { configOption } from './config-option.ts';
import { printJson, printLine, printNote } from './output.ts';

function check({ config, json }: { readonly config: string; readonly json?: boolean }): void {
  const loaded = loadConfig(config);
  const problems = loaded.ok ? [] : loaded.problems;
  if (!loaded.ok) process.exitCode = 2;
  if (json) {
    printJson({ ok: loaded.ok, problems });
    return;
  }
  for (const line of problems) printNote(line);
  if (loaded.ok) printLine('ok');
}

/** `withheld config …`: look at a configuration without using it. */
export function configCommand(): Command {
  const command = new Command('config').description('check a configuration, or print the sample or its schema');
  command
    .command('check')
    .description('one line for each problem: where, what was found, what is allowed; exit 2 when there is any')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(check);
  command
    .command('sample')
    .description('print the commented sample configuration')
    .action(() => printLine(sampleConfig().trimEnd()));
  command
    .command('schema')
    .description('print the JSON Schema, for editors')
    .action(() => printJson(configJsonSchema()));
  return command;
}
