import { join } from 'node:path';
import { ensurePackages } from '../src/lab/packages.ts';

/** Debian's whisper-cli, fetched where it is not in the lab's cache: the words that start it. Unpacked elsewhere, it is told where its arithmetic lies. */
export async function whisperCli(): Promise<readonly string[]> {
  const packages = await ensurePackages('whisper', () => undefined);
  const arithmetic = join(packages.root, 'usr/lib/x86_64-linux-gnu/ggml/backends0/libggml-cpu-x64.so');
  return ['env', `GGML_BACKEND_PATH=${arithmetic}`, ...packages.command('usr/bin/whisper-cli')];
}
