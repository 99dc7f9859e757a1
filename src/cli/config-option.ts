import { Option } from 'commander';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { Failure } from '../failure.ts';
import { printNote } from './output.ts';

const DEFAULT_CONFIG_PATH = 'withheld.yaml';

/** `--config`, the same everywhere. */
export function configOption(): Option {
  return new Option('-c, --config <file>', 'the configuration file')
    .default(DEFAULT_CONFIG_PATH)
    .env('WITHHELD_CONFIG');
}

/** The configuration, or CONFIG_INVALID after its problems were printed to standard error, one line each. */
export function configFrom(path: string): Config | Failure {
  const loaded = loadConfig(path);
  if (loaded.ok) return loaded.config;
  for (const line of loaded.problems) printNote(line);
  return new Failure('CONFIG_INVALID');
}
