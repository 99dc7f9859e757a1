import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ModelFile } from '../../adapters/transcription/model-files.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';

const Pins = z.object({
  directory: z.string(),
  sha256: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
});

/** The files of a model as they were when it was pinned. What counts is the digest in the configuration; these say which file differs from it. */
export type ModelPins = z.output<typeof Pins>;

/** Beside the token key, where no backup of the database goes and nobody but an administrator writes. */
export function pinsPath({ storage }: Config): string {
  return join(dirname(storage.token_key_file), 'speech-model.json');
}

export async function writePins(path: string, pins: ModelPins): Promise<Failure | null> {
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(pins, null, 2)}\n`, { mode: 0o640 });
    await rename(`${path}.new`, path);
    return null;
  } catch (cause) {
    return new Failure('OUTPUT_UNWRITABLE', cause instanceof Error && 'code' in cause ? String(cause.code) : undefined);
  }
}

/** `null`: there are none, or they are of another model. */
export async function readPins(path: string, directory: string): Promise<ModelPins | null> {
  try {
    const pins = Pins.parse(JSON.parse(await readFile(path, 'utf8')));
    return pins.directory === directory ? pins : null;
  } catch {
    return null;
  }
}

/** What is not as it was pinned, a line for each file. */
export function differences(pinned: readonly ModelFile[], there: readonly ModelFile[]): readonly string[] {
  const now = new Map(there.map((file) => [file.name, file]));
  const before = new Set(pinned.map(({ name }) => name));
  const gone = pinned.flatMap(({ bytes, name, sha256 }) => {
    const file = now.get(name);
    if (file === undefined) return [`${name}: is gone`];
    if (file.bytes !== bytes) return [`${name}: ${file.bytes} bytes, was ${bytes}`];
    return file.sha256 === sha256 ? [] : [`${name}: is another file of the same length`];
  });
  return [...gone, ...there.filter(({ name }) => !before.has(name)).map(({ name }) => `${name}: was not there`)];
}
