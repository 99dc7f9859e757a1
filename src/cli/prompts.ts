import { resolve } from 'node:path';
import { Command } from 'commander';
import { PbxConsole } from '../adapters/asterisk/console.ts';
import { promptsDirectory } from '../adapters/asterisk/sounds-directory.ts';
import { PromptFolder } from '../adapters/speech/prompt-folder.ts';
import { ESPEAK } from '../adapters/speech/speech-program.ts';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { oneLine, printJson, printLine } from './output.ts';
import { promptTexts } from './prompts/texts.ts';

interface ListFlags {
  readonly config: string;
  readonly json?: boolean;
}

interface MakeFlags {
  readonly config: string;
  readonly with?: readonly string[];
  readonly directory?: string;
  readonly force?: boolean;
}

const MORE = `
The program reads a text on its standard input and writes a WAV (16-bit PCM, any rate) to its standard
output; its words stand behind --with, its own options behind --:
  withheld prompts make --with piper -- --model en_GB.onnx --output_file -
A recording of your own is used instead: put it there under the prompt's name (return-code.wav, .gsm, …).`;

function list({ config, json }: ListFlags): void {
  const loaded = configFrom(config);
  if (loaded instanceof Failure) {
    endFailed(loaded);
    return;
  }
  const texts = [...promptTexts(loaded)];
  if (json) printJson({ prompts: texts.map(([name, text]) => ({ name, text })) });
  else for (const [name, text] of texts) printLine(oneLine(`${name.padEnd(28)} ${text}`));
}

async function make(options: readonly string[], flags: MakeFlags): Promise<void> {
  const config = configFrom(flags.config);
  if (config instanceof Failure) {
    endFailed(config);
    return;
  }
  const directory =
    flags.directory === undefined
      ? await promptsDirectory(new PbxConsole(config.asterisk.console))
      : resolve(flags.directory);
  if (directory instanceof Failure) {
    endFailed(directory);
    return;
  }
  const command = flags.with === undefined ? ESPEAK : [...flags.with, ...options];
  const done = await new PromptFolder(directory).make(promptTexts(config), command, flags.force === true);
  if (done instanceof Failure) {
    endFailed(done);
    return;
  }
  printLine(`made      ${done.made.length}, ${done.unchanged.length} were there, in ${oneLine(directory)}`);
  for (const name of done.kept) printLine(`kept      ${name}: not made by this command; --force replaces it`);
}

/** `withheld prompts`: what is said to callers and workers, and having it said by a synthesiser. */
export function promptsCommand(): Command {
  const command = new Command('prompts').description('the texts that callers and workers hear, and their sounds');
  command
    .command('list')
    .description('every prompt by its name, and its text')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(list);
  command
    .command('make')
    .description("have a speech synthesiser say them, into the PBX's sounds; your own recordings stay")
    .argument('[options...]', 'options of the program')
    .addOption(configOption())
    .option('--with <program...>', `the program and its words (default: ${ESPEAK.join(' ')})`)
    .option('--directory <directory>', "where the sounds are put (default: withheld/ in the PBX's sounds)")
    .option('--force', 'also over recordings that this command did not make')
    .addHelpText('after', MORE)
    .action(make);
  return command;
}
