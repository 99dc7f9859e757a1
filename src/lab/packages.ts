import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import { debianMirror } from './debian-mirror.ts';

const run = promisify(execFile);

/**
 * What the lab takes from which of Debian's suites. A lab always has Asterisk 22: as the carriers' PBX, if not as the agency's. `speech`: the one
 * recogniser that Debian has a model for; it is there to be tested with, and for nothing else. `whisper`: whisper.cpp, for which Debian has no model. `browser`: for those alone who look at a mailbox in one.
 */
const SUITES = {
  '22': {
    name: 'asterisk-22',
    suite: 'forky',
    packages: ['asterisk', 'asterisk-core-sounds-en-wav', 'sip-tester', 'openssl', 'espeak-ng', 'age'],
  },
  '16': {
    name: 'asterisk-16',
    suite: 'bullseye',
    packages: ['asterisk', 'asterisk-voicemail', 'asterisk-core-sounds-en-wav'],
  },
  speech: { name: 'recogniser', suite: 'forky', packages: ['pocketsphinx', 'pocketsphinx-en-us'] },
  whisper: { name: 'whisper', suite: 'forky', packages: ['whisper.cpp-tools'] },
  browser: { name: 'browser', suite: 'forky', packages: ['chromium', 'fonts-dejavu-core'] },
} as const;

type PackageSet = keyof typeof SUITES;
export type AsteriskRelease = Exclude<PackageSet, 'speech' | 'whisper' | 'browser'>;

/** Raised when the layout of the cache changes, so that older ones are left alone. */
const LAYOUT = 2;
const PATIENCE_MS = 240_000;
/** What others depend on, and no program of a lab runs: left packed. */
const NEVER_RUN = /^(?:perl|libperl|python3|libpython3|gnupg|gpg|dirmngr|passwd_)/;
/** On the command line, because the machine's apt.conf.d is read after our own file and would win over it (apt.conf(5)). */
const NO_EXTRAS = ['-o', 'APT::Install-Recommends=false', '-o', 'APT::Install-Suggests=false'];

/** Programs unpacked beside the machine's own, with their own C library and loader. */
export interface PackageRoot {
  readonly root: string;
  /** What to put in front of a program of this root, so that it finds its own libraries; then the program's path. */
  command(program: string): readonly string[];
}

/** An Asterisk that can be started. */
export interface AsteriskInstall {
  readonly command: readonly string[];
  readonly modules: string;
  readonly data: string;
  readonly sbin: string;
}

/** Where the lab keeps what it fetched or made, for all labs. */
export function cacheDirectory(): string {
  const { WITHHELD_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return own ?? join(shared ?? join(homedir(), '.cache'), 'withheld');
}

function loaderOf(root: string): string {
  const candidates = [
    'usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
    'lib/x86_64-linux-gnu/ld-2.31.so',
    'usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1',
    'lib/aarch64-linux-gnu/ld-2.31.so',
  ].map((path) => join(root, path));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Failure('LAB_PACKAGES_UNUSABLE', 'no dynamic loader for this processor');
  return found;
}

function packageRoot(root: string): PackageRoot {
  const triplet = existsSync(join(root, 'usr/lib/x86_64-linux-gnu')) ? 'x86_64-linux-gnu' : 'aarch64-linux-gnu';
  const libraries = [
    `usr/lib/${triplet}`,
    `lib/${triplet}`,
    'usr/lib',
    `usr/lib/${triplet}/asterisk`,
    `usr/lib/${triplet}/pulseaudio`,
  ];
  const path = libraries.map((each) => join(root, each)).join(':');
  return { root, command: (program) => [loaderOf(root), '--library-path', path, join(root, program)] };
}

async function checked(program: string, parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await run(program, parameters, { env: environment, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const told =
      cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').slice(-2).join(' ') : '';
    throw new Failure(missing ? 'LAB_NO_APT' : 'LAB_DOWNLOAD_FAILED', missing ? program : `${program}: ${told}`, {
      cause,
    });
  }
}

/**
 * apt's own resolver and signature check on a private state: nothing of the machine's own packages is read or changed. The machine's own
 * apt settings (proxies, what it trusts) hold.
 */
async function download(directory: string, wanted: PackageSet): Promise<string> {
  const mirror = debianMirror();
  if (mirror === null) throw new Failure('LAB_NO_MIRROR');
  const { suite, packages } = SUITES[wanted];
  const state = join(directory, 'apt');
  await mkdir(join(state, 'lists/partial'), { recursive: true });
  await mkdir(join(state, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(state, 'status'), '');
  await writeFile(join(state, 'sources.list'), `deb [signed-by=${mirror.keyring}] ${mirror.uri} ${suite} main\n`);
  const settings: Record<string, string> = {
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::State::Status': join(state, 'status'),
    'Dir::Cache': join(state, 'cache'),
    'Dir::Etc::SourceList': join(state, 'sources.list'),
    'Dir::Etc::SourceParts': join(state, 'none'),
    // A machine that keeps itself on one suite by pinning would hide every package of another.
    'Dir::Etc::Preferences': join(state, 'none'),
    'Dir::Etc::PreferencesParts': join(state, 'none'),
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  const text = Object.entries(settings).map(([key, value]) => `${key} "${value}";\n`);
  await writeFile(join(state, 'apt.conf'), text.join(''));
  const environment = { ...process.env, APT_CONFIG: join(state, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive' };
  await checked('apt-get', ['update', '-q'], environment);
  await checked('apt-get', ['install', '-y', '-q', '--download-only', ...NO_EXTRAS, ...packages], environment);
  return join(state, 'cache/archives');
}

async function unpack(archives: string, root: string): Promise<void> {
  await mkdir(root);
  const names = (await readdir(archives)).filter((name) => name.endsWith('.deb') && !NEVER_RUN.test(name));
  // One for each processor: most of the time is spent on decompressing.
  const next = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      await checked('dpkg', ['-x', join(archives, name), root], process.env);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  // A maintainer script would have chosen a language; without it Asterisk finds no prompt at all.
  const sounds = join(root, 'usr/share/asterisk/sounds');
  if (!existsSync(sounds)) return;
  const spoken = (await readdir(sounds)).find((name) => name.startsWith('en_'));
  if (spoken !== undefined && !existsSync(join(sounds, 'en'))) await symlink(spoken, join(sounds, 'en'));
}

/**
 * Packages, unpacked: from the cache, or fetched (an Asterisk is about 100 MB, a browser 150) and put there in one rename, so that a half-finished
 * cache is never used. Needs apt-get and dpkg, not root. Throws `Failure` LAB_NO_APT, LAB_NO_MIRROR or LAB_DOWNLOAD_FAILED.
 */
export async function ensurePackages(wanted: PackageSet, told: (line: string) => void): Promise<PackageRoot> {
  const { name, suite, packages } = SUITES[wanted];
  const key = createHash('sha256')
    .update(JSON.stringify([LAYOUT, suite, packages]))
    .digest('hex')
    .slice(0, 12);
  const cache = cacheDirectory();
  const ready = join(cache, `${name}-${key}`);
  if (existsSync(ready)) return packageRoot(ready);
  const draft = join(cache, `draft-${randomBytes(6).toString('hex')}`);
  await mkdir(draft, { recursive: true });
  try {
    told(`fetching ${name} (Debian ${suite}) …`);
    const archives = await download(draft, wanted);
    told('unpacking …');
    await unpack(archives, join(draft, 'root'));
    await rename(join(draft, 'root'), ready).catch((cause: unknown) => {
      // Another lab was faster: its copy is as good as ours.
      if (!existsSync(ready)) throw cause;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return packageRoot(ready);
}

/** The Asterisk of a package root. */
export function packagedAsterisk(packages: PackageRoot): AsteriskInstall {
  const { root } = packages;
  const modules = [
    'usr/lib/x86_64-linux-gnu/asterisk/modules',
    'usr/lib/aarch64-linux-gnu/asterisk/modules',
    'usr/lib/asterisk/modules',
  ]
    .map((path) => join(root, path))
    .find((path) => existsSync(path));
  if (modules === undefined) throw new Failure('LAB_PACKAGES_UNUSABLE', 'no Asterisk modules in them');
  return {
    command: packages.command('usr/sbin/asterisk'),
    modules,
    data: join(root, 'usr/share/asterisk'),
    sbin: join(root, 'usr/sbin'),
  };
}
