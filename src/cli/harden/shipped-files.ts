import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PbxFile } from '../../adapters/asterisk/files/asterisk-text.ts';
import { constantsFor, pbxPlanOf } from '../../adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../../adapters/asterisk/files/product-files.ts';
import type { Config } from '../../config/config.ts';

/** Beside `src` when run from source, beside `dist` when installed. */
const SHIPPED = fileURLToPath(new URL('../../../dialplan/', import.meta.url));

/**
 * Every file the PBX needs below `withheld/`: what is generated from the configuration, and the shipped dialplan. `version` as Asterisk
 * says it; empty when it is not known.
 */
export async function withheldFiles(config: Config, version: string): Promise<readonly PbxFile[]> {
  const names = (await readdir(SHIPPED)).filter((name) => name.endsWith('.conf'));
  const shipped = names.map(async (name) => ({
    path: `withheld/${name}`,
    text: await readFile(join(SHIPPED, name), 'utf8'),
  }));
  const generated = productFiles(pbxPlanOf(config, constantsFor(version, config.asterisk.constants)));
  return [...generated, ...(await Promise.all(shipped))];
}
