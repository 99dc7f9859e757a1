import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { modelDigest, modelFiles } from '../src/adapters/transcription/model-files.ts';
import { KNOWN_MODELS } from '../src/cli/model/known-models.ts';
import { cacheDirectory } from '../src/lab/packages.ts';
import { withheld } from './unit/cli/product-process.ts';

/** A real model, got as an administrator gets it; once, for all labs. Its folder and its digest. */
export async function moonshine(): Promise<{ readonly model: string; readonly sha256: string }> {
  const [{ name, sha256 }] = KNOWN_MODELS;
  const model = join(cacheDirectory(), `${name}-${sha256.slice(0, 12)}`);
  const isThere = async () => modelDigest(await modelFiles(model).catch(() => [])) === sha256;
  if (await isThere()) return { model, sha256 };
  const made = `${model}.${process.pid}`;
  const { code, stderr } = await withheld(['model', 'get', name, made]);
  if (code !== 0) throw new Error(stderr);
  // Another suite may have been first.
  await rename(made, model).catch(async () => await rm(made, { recursive: true }));
  if (!(await isThere())) throw new Error('the model in the cache is another one');
  return { model, sha256 };
}
