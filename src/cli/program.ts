import { Command, CommanderError } from 'commander';
import { Scrubber } from '../adapters/log/scrubber.ts';
import { Failure } from '../failure.ts';
import { auditCommand } from './audit.ts';
import { configCommand } from './config.ts';
import { contactCommand } from './contact.ts';
import { doctorCommand } from './doctor.ts';
import { dropsCommand } from './drops.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import { explainCommand } from './explain.ts';
import { hardenCommand } from './harden.ts';
import { labCommand } from './lab.ts';
import { leakTestCommand } from './leak-test.ts';
import { mailboxCommand } from './mailbox.ts';
import { modelCommand } from './model.ts';
import { oneLine, printFailure, printNote } from './output.ts';
import { promptsCommand } from './prompts.ts';
import { quarantineCommand } from './quarantine.ts';
import { recordCommand } from './record.ts';
import { replayCommand } from './replay.ts';
import { serveCommand } from './serve.ts';
import { statusCommand } from './status.ts';

const EXIT_CODES =
  'Exit codes: 0 all is well, 1 a finding, 2 command line or configuration to change, 3 the PBX cannot be reached.';

/** Usage errors in the house's form. What was typed may hold a number, so it is scrubbed. */
function printUsageError(text: string): void {
  const scrubber = new Scrubber([]);
  const lines = text.split('\n').map((line) => oneLine(scrubber.scrub(line)).trim());
  for (const line of lines.filter((each) => each !== '')) printNote(line);
  printNote('hint: see -h');
}

/** The same manners for a command and everything below it: errors come back here instead of ending the process. */
function withManners(command: Command): void {
  command.exitOverride().configureOutput({ outputError: printUsageError }).showSuggestionAfterError(false);
  // Else a command takes the options that stand behind a verb of its own for itself: `drops show … -c FILE`.
  command.enablePositionalOptions();
  for (const each of command.commands) withManners(each);
}

/** Every verb. `version` is the product's. */
export function program(version: string): Command {
  const root = new Command('withheld')
    .description("keeps an agency's calls withheld on Asterisk, and proves it")
    .version(version)
    .addHelpText('after', `\n${EXIT_CODES}`);
  for (const command of [
    serveCommand(version),
    statusCommand(),
    doctorCommand(),
    auditCommand(version),
    configCommand(),
    hardenCommand(),
    explainCommand(),
    leakTestCommand(version),
    quarantineCommand(),
    dropsCommand(),
    contactCommand(),
    promptsCommand(),
    recordCommand(),
    mailboxCommand(),
    modelCommand(),
    replayCommand(),
    labCommand(),
  ]) {
    root.addCommand(command);
  }
  withManners(root);
  return root;
}

/** What nobody expected, in words that quote no value. */
function unexpected(error: unknown): Failure {
  const name = error instanceof Error ? error.name : typeof error;
  const [first = ''] = error instanceof Error ? error.message.split('\n') : [];
  return new Failure('UNEXPECTED', new Scrubber([]).scrub(`${name} ${first}`.trim()), { cause: error });
}

/** Prints an error as its two lines and says which exit code it means. Never a stack. */
export function reported(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // Help and version that were asked for are no errors; help because nothing was asked for is.
    const asked = error.exitCode === 0;
    return asked ? 0 : 2;
  }
  const failure = error instanceof Failure ? error : unexpected(error);
  printFailure(failure);
  return exitCodeOf(failure.code);
}
