#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { tolerateClosedOutput } from './cli/output.ts';
import { program, reported } from './cli/program.ts';

/** The product's version, as its package says. */
function productVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}

tolerateClosedOutput();
const crash = (error: unknown): void => process.exit(reported(error));
const root = program(productVersion());
// `serve` has a guard of its own, which logs.
root.hook('preAction', (_, command) => {
  if (command.name() === 'serve') return;
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
});
try {
  await root.parseAsync();
} catch (error) {
  process.exitCode = reported(error);
}
