import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { printLine, printNote } from '../output.ts';
import { withheldFiles } from './shipped-files.ts';

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
async function place(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${randomBytes(6).toString('hex')}.new`);
  try {
    await writeFile(draft, text, { mode: FILE_MODE, flag: 'wx' });
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
  try {
    const files = await withheldFiles(config, version);
    for (const each of [directory, join(directory, 'withheld')]) await directoryAt(each);
    for (const { path, text } of files) await place(join(directory, path), text);
    return files.map(({ path }) => path).sort();
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

/** `harden --out DIR`: the files for somebody who copies them by hand. The PBX is neither asked nor touched. */
export async function writeOut(config: Config, out: string, version: string | undefined): Promise<Failure | null> {
  const written = await writePbxFiles(config, resolve(out), version ?? '');
  if (written instanceof Failure) return written;
  if (version === undefined) {
    printNote(
      'note: no --asterisk-version, so the files are written for any release from 16 on; from 22.10.0 on, giving it closes more paths',
    );
  }
  for (const name of await leftovers(resolve(out), written)) {
    printNote(`note: ${join(out, name)} is not of this version; remove it, the PBX would read it too`);
  }
  for (const name of written) printLine(`written   ${join(out, name)}`);
  for (const line of nextSteps(out)) printLine(line);
  return null;
}
