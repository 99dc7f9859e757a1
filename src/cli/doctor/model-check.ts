import { modelDigest, modelFiles } from '../../adapters/transcription/model-files.ts';
import { canBe } from '../../adapters/transcription/sandbox.ts';
import type { Config } from '../../config/config.ts';
import { type Finding, sound, unsound } from './finding.ts';

/** Whether what guesses what was said could be used: its files are as pinned, and it can be cut off from the network. Only where there is one. */
export async function modelCheck({ voicemail: { transcriber } }: Config): Promise<readonly Finding[]> {
  const { engine, model, sha256 } = transcriber;
  if (engine === 'none' || model === undefined) return [];
  const files = await modelFiles(model).catch(() => null);
  const pin =
    files === null
      ? unsound('speech-model', 'warning', 'MODEL_UNREADABLE')
      : modelDigest(files) === sha256
        ? sound('speech-model', 'the files of the speech model are as pinned')
        : unsound('speech-model', 'warning', 'MODEL_CHANGED');
  const sandbox = (await canBe(true))
    ? sound('speech-sandbox', 'an engine can be cut off from the network')
    : unsound('speech-sandbox', 'warning', 'MODEL_NO_SANDBOX');
  return [pin, sandbox];
}
