import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promptsBelow } from '../adapters/asterisk/sounds-directory.ts';
import { PromptFolder } from '../adapters/speech/prompt-folder.ts';
import { ESPEAK } from '../adapters/speech/speech-program.ts';
import { PROMPTS } from '../contacts/prompts.ts';
import { Failure } from '../failure.ts';
import { cacheDirectory, ensurePackages } from './packages.ts';

/** Links everything below `from` into `to`, but for `but`. */
async function linkAll(from: string, to: string, but: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name === but) continue;
    await rm(join(to, name), { recursive: true, force: true });
    await symlink(join(from, name), join(to, name));
  }
}

/** The words that run Debian's synthesiser from the lab's packages. */
async function synthesiser(told: (line: string) => void): Promise<readonly string[]> {
  const packages = await ensurePackages('22', told);
  const [, ...options] = ESPEAK;
  // Its voices lie beside its libraries.
  const voices = ['x86_64', 'aarch64'].map((each) => join(packages.root, `usr/lib/${each}-linux-gnu`));
  const there = await Promise.all(voices.map((path) => readdir(path).catch((): string[] => [])));
  const at = voices[there.findIndex((names) => names.includes('espeak-ng-data'))] ?? '';
  return [...packages.command('usr/bin/espeak-ng'), `--path=${at}`, ...options];
}

/**
 * Every prompt as a sound, said once by the synthesiser of the lab's packages and kept in the cache. Throws `Failure` when it cannot be had.
 *
 * @public Also `.tools/prepare.mjs` has them said, while SQLite is compiled.
 */
export async function cachedPrompts(told: (line: string) => void): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([...PROMPTS, ESPEAK]))
    .digest('hex')
    .slice(0, 12);
  const ready = join(cacheDirectory(), `prompts-${key}`);
  const there = new PromptFolder(ready);
  if ((await there.missing(PROMPTS.keys())).length === 0) return ready;
  const command = await synthesiser(told);
  told('saying the prompts …');
  const draft = `${ready}-${process.pid}.new`;
  const made = await new PromptFolder(draft).make(PROMPTS, command, false);
  if (made instanceof Failure) throw made;
  // Another lab may have been faster: its sounds are as good as ours.
  await rename(draft, ready).catch(() => rm(draft, { recursive: true, force: true }));
  return ready;
}

/**
 * A data directory of one PBX's own, so that it can have sounds of its own: everything of `shared` is linked into it, and the prompts are put there.
 * Without them a lab works all the same: it is only told. Gives `own`.
 */
export async function dataWithPrompts(shared: string, own: string, told: (line: string) => void): Promise<string> {
  await linkAll(shared, own, 'sounds');
  await linkAll(join(shared, 'sounds'), join(own, 'sounds'), 'withheld');
  try {
    await cp(await cachedPrompts(told), promptsBelow(own), { recursive: true, force: false });
  } catch (cause) {
    told(`the prompts cannot be said: ${cause instanceof Failure ? cause.message : 'no place to keep them'}`);
  }
  return own;
}
