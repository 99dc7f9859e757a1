import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { askVersion, majorOf } from './asterisk-version.ts';
import type { AsteriskInstall } from './packages.ts';

/** An Asterisk of the machine's own, as its user names it. What is not given is looked for. */
export interface OwnAsteriskPlace {
  readonly program: string;
  readonly modules?: string;
  readonly data?: string;
}

/** An Asterisk of the machine's own, found. All absolute. */
export interface OwnAsterisk {
  readonly program: string;
  /** In its own words (`asterisk -V`). */
  readonly version: string;
  readonly modules: string;
  readonly data: string;
}

const OLDEST = 16;
const TRIPLETS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'] as const;

/** A directory Asterisk needs: its option, its key in `asterisk.conf`, where it usually is below a prefix, and what must be in it (any of). */
interface Needed {
  readonly option: string;
  readonly key: string;
  readonly below: readonly string[];
  readonly holds: readonly string[];
}

const MODULES: Needed = {
  option: '--asterisk-modules',
  key: 'astmoddir',
  below: ['lib/asterisk/modules', ...TRIPLETS.map((each) => `lib/${each}/asterisk/modules`), 'lib64/asterisk/modules'],
  // The lab has PJSIP phones and trunks.
  holds: ['chan_pjsip.so'],
};

const DATA: Needed = {
  option: '--asterisk-data',
  key: 'astdatadir',
  below: ['share/asterisk', 'var/lib/asterisk', '../var/lib/asterisk'],
  holds: ['documentation', 'sounds'],
};

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function holdsAny(directory: string, names: readonly string[]): Promise<boolean> {
  const there = await Promise.all(names.map((name) => isThere(join(directory, name))));
  return there.some(Boolean);
}

/** What `key => value` says in an `asterisk.conf`; nothing when the file or the line is not there. */
async function settingIn(path: string, key: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const value = new RegExp(`^\\s*${key}\\s*=>?\\s*([^\\s;]+)`, 'm').exec(text)?.[1];
  return value === undefined ? [] : [value];
}

/**
 * Where a directory of this program may be, likeliest first: a program outside /usr was installed with its own configuration and files
 * beside it; the machine's `asterisk.conf` and the usual places are those of the distribution's.
 */
async function candidates(program: string, { key, below }: Needed, root: string): Promise<readonly string[]> {
  const prefix = dirname(dirname(program));
  const usr = join(root, 'usr');
  const beside = below.map((path) => join(prefix, path));
  return [
    ...(prefix === usr ? [] : [...(await settingIn(join(prefix, 'etc/asterisk/asterisk.conf'), key)), ...beside]),
    ...(await settingIn(join(root, 'etc/asterisk/asterisk.conf'), key)),
    ...below.map((path) => join(usr, path)),
    ...below.map((path) => join(usr, 'local', path)),
  ];
}

async function directoryOf(program: string, needed: Needed, given: string | undefined, root: string): Promise<string> {
  const { option, holds } = needed;
  if (given !== undefined) {
    const directory = resolve(given);
    if (await holdsAny(directory, holds)) return directory;
    throw new Failure('LAB_ASTERISK_INCOMPLETE', `${option} ${directory}: no ${holds.join(' or ')} in it`);
  }
  for (const directory of await candidates(program, needed, root)) {
    if (await holdsAny(directory, holds)) return directory;
  }
  throw new Failure('LAB_ASTERISK_INCOMPLETE', `no directory with ${holds.join(' or ')} for ${program} (${option})`);
}

async function refuseUnlessProgram(program: string): Promise<void> {
  const file = await stat(program).catch(() => null);
  if (file === null) throw new Failure('LAB_NO_SUCH_ASTERISK', `${program} does not exist`);
  if (!file.isFile()) throw new Failure('LAB_NO_SUCH_ASTERISK', `${program} is not a program`);
  const executable = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!executable) throw new Failure('LAB_NO_SUCH_ASTERISK', `${program} may not be executed`);
}

/**
 * Looks at an Asterisk of the machine's own without starting it: asks its version, and finds its modules and data where they were not
 * given. `root` is where the machine's file system begins. Throws LAB_NO_SUCH_ASTERISK, LAB_ASTERISK_TOO_OLD or LAB_ASTERISK_INCOMPLETE.
 */
export async function findOwnAsterisk(place: OwnAsteriskPlace, root = '/'): Promise<OwnAsterisk> {
  const program = resolve(place.program);
  await refuseUnlessProgram(program);
  const version = await askVersion([program]);
  if (version === null)
    throw new Failure('LAB_NO_SUCH_ASTERISK', `${program} -V does not say "Asterisk" and a version`);
  const major = majorOf(version);
  if (major !== null && major < OLDEST) throw new Failure('LAB_ASTERISK_TOO_OLD', `${program} is Asterisk ${version}`);
  // A link in /usr/local/sbin may lead to an installation elsewhere.
  const installed = await realpath(program);
  return {
    program,
    version,
    modules: await directoryOf(installed, MODULES, place.modules, root),
    data: await directoryOf(installed, DATA, place.data, root),
  };
}

/** How it is started. */
export function ownInstall({ program, modules, data }: Omit<OwnAsterisk, 'version'>): AsteriskInstall {
  return { command: [program], modules, data, sbin: dirname(program) };
}
