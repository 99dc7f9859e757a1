import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { constantsFor, pbxPlanOf } from '../adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../adapters/asterisk/files/product-files.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { printLine, printNote } from './output.ts';

interface Flags {
  readonly config: string;
  readonly out: string;
  readonly asteriskVersion?: string;
}

/** Beside `src` when run from source, beside `dist` when installed. */
const SHIPPED = fileURLToPath(new URL('../../dialplan/', import.meta.url));

/** The doors hold trunk passwords: nobody but the owner and Asterisk's group reads them. */
const FILE_MODE = 0o640;
const DIRECTORY_MODE = 0o750;

/** Makes one directory below one that is there. Not `recursive`: that never settles below a directory that takes none, such as /proc. */
async function directoryAt(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: DIRECTORY_MODE });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Puts a file in its place whole: Asterisk may be reloading while we write. */
async function place(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(dirname(path), `.${randomBytes(6).toString('hex')}.new`);
  try {
    await write(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Files below `withheld/` that this version does not write: the PBX would include them all the same. */
async function leftovers(directory: string, written: readonly string[]): Promise<readonly string[]> {
  const present = await readdir(join(directory, 'withheld'));
  return present.map((name) => `withheld/${name}`).filter((name) => name.endsWith('.conf') && !written.includes(name));
}

/**
 * Writes every file the PBX needs into `directory`/withheld: what is generated from the configuration, and the shipped dialplan. Gives the
 * names written, sorted, or OUTPUT_UNWRITABLE. `version` as Asterisk says it; empty when it is not known.
 */
export async function writePbxFiles(
  config: Config,
  directory: string,
  version: string,
): Promise<readonly string[] | Failure> {
  const generated = productFiles(pbxPlanOf(config, constantsFor(version, config.asterisk.constants)));
  try {
    for (const each of [directory, join(directory, 'withheld')]) await directoryAt(each);
    for (const { path, text } of generated) {
      await place(join(directory, path), (draft) => writeFile(draft, text, { mode: FILE_MODE, flag: 'wx' }));
    }
    const shipped = (await readdir(SHIPPED)).filter((name) => name.endsWith('.conf'));
    for (const name of shipped) {
      await place(join(directory, 'withheld', name), (draft) => copyFile(join(SHIPPED, name), draft));
    }
    return [...generated.map(({ path }) => path), ...shipped.map((name) => `withheld/${name}`)].sort();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return new Failure('OUTPUT_UNWRITABLE', code, { cause });
  }
}

function nextSteps(directory: string): readonly string[] {
  return [
    '',
    `next      copy ${join(directory, 'withheld')} to Asterisk's configuration directory, then add`,
    '          pjsip.conf:       #include withheld/pjsip-doors.conf',
    '          extensions.conf:  #include withheld/dialplan-data.conf',
    '                            #include withheld/withheld-*.conf',
    '          each context a phone can reach: include => withheld-emergency first, include => withheld-out last,',
    '          and no outbound pattern of its own. dialplan/README.md says the rest; config/asterisk/ has the users.',
    '          Then, in this order: asterisk -rx "module reload res_pjsip.so"; asterisk -rx "dialplan reload".',
  ];
}

async function harden({ config, out, asteriskVersion }: Flags): Promise<void> {
  if (asteriskVersion !== undefined && !/^[0-9]+\.[0-9]+/.test(asteriskVersion)) {
    throw new Failure('USAGE', '--asterisk-version takes a release such as 22.10.1');
  }
  const loaded = configFrom(config);
  const written = loaded instanceof Failure ? loaded : await writePbxFiles(loaded, resolve(out), asteriskVersion ?? '');
  if (written instanceof Failure) {
    endFailed(written);
    return;
  }
  if (asteriskVersion === undefined) {
    printNote(
      'note: no --asterisk-version, so the files are written for any release from 16 on; from 22.10.0 on, giving it closes more paths',
    );
  }
  for (const name of await leftovers(resolve(out), written)) {
    printNote(`note: ${join(out, name)} is not of this version; remove it, the PBX would read it too`);
  }
  for (const name of written) printLine(`written   ${join(out, name)}`);
  for (const line of nextSteps(out)) printLine(line);
}

/** `withheld harden`: the PBX files of this configuration, into a directory. The PBX itself is not touched. */
export function hardenCommand(): Command {
  return new Command('harden')
    .description("write the PBX files of this configuration into a directory; the PBX's own are not touched")
    .requiredOption('--out <directory>', 'where to write; made when only it is missing')
    .option('--asterisk-version <release>', 'the release they are for, e.g. 22.10.1')
    .addOption(configOption())
    .action(harden);
}
