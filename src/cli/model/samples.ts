import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { telephoneSound } from '../../adapters/speech/telephone-sound.ts';
import { readWave, waveOf } from '../../adapters/speech/wave-sound.ts';
import { Failure } from '../../failure.ts';
import { wordsIn } from './word-errors.ts';

/** A sound and what is said in it. */
export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly words: readonly string[];
}

const TELEPHONE_HZ = 8_000;
const HEADER_BYTES = 44;

/** Lines `name: text`; `;` begins a comment. A text in brackets says what a sound is, and nobody says it. */
export function promptTexts(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [, name, said] = /^([^;\s][^:]*):\s+(\S.*)$/.exec(line) ?? [];
    return name === undefined || said === undefined || /^\[/.test(said) || /seconds? of silence/.test(said)
      ? []
      : [[name, said] as const];
  });
  return new Map(lines);
}

async function textsOf(directory: string, prompts: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (prompts !== undefined) {
    const bytes = await readFile(prompts);
    return promptTexts((prompts.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  }
  const names = (await readdir(directory)).filter((name) => name.endsWith('.txt')).map((name) => name.slice(0, -4));
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(directory, `${name}.txt`), 'utf8')] as const),
  );
  return new Map(texts);
}

/** The samples of a folder that have both a sound and words, `most` of them at most, spread over all. MODEL_NO_SAMPLES where there is none. */
export async function samplesIn(
  directory: string,
  prompts: string | undefined,
  most: number,
): Promise<readonly Sample[] | Failure> {
  try {
    const texts = await textsOf(directory, prompts);
    const there = new Set(await readdir(directory, { recursive: true }));
    const all = [...texts]
      .filter(([name]) => there.has(`${name}.wav`))
      .map(([name, text]) => ({ name, path: join(directory, `${name}.wav`), words: wordsIn(text) }))
      .filter(({ words }) => words.length > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (all.length === 0) return new Failure('MODEL_NO_SAMPLES');
    const step = Math.max(1, all.length / most);
    return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  } catch (cause) {
    return new Failure('MODEL_NO_SAMPLES', cause instanceof Error && 'code' in cause ? String(cause.code) : undefined);
  }
}

/** A sound as a message has it: 16-bit PCM at 8 kHz. `null`: it is no WAV of 16-bit PCM. */
export async function heardOf({ path }: Sample): Promise<Uint8Array | null> {
  const sound = readWave(await readFile(path));
  if (sound === null) return null;
  return waveOf(sound.rate === TELEPHONE_HZ ? sound : telephoneSound(sound)).subarray(HEADER_BYTES);
}
