import { join } from 'node:path';
import { modelDigest, modelFiles } from '../src/adapters/transcription/model-files.ts';
import { ensurePackages } from '../src/lab/packages.ts';

/** Debian's recogniser and its model: gets most of a telephone call wrong, and shows that everything around it works. */
export interface Recogniser {
  readonly command: readonly string[];
  readonly model: string;
  readonly sha256: string;
}

/** Fetched where it is not in the lab's cache. */
export async function recogniser(): Promise<Recogniser> {
  const packages = await ensurePackages('speech', () => undefined);
  const model = join(packages.root, 'usr/share/pocketsphinx/model/en-us');
  const sha256 = modelDigest(await modelFiles(model));
  return { command: packages.command('usr/bin/pocketsphinx'), model, sha256 };
}
