import { ChildTranscriber } from '../../adapters/transcription/child-transcriber.ts';
import { engineMemory, engineOf } from '../../adapters/transcription/engine-of-config.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';

const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../speech-child.ts' : '../../speech-child.js',
  import.meta.url,
);

/** What listens to messages, as the daemon has it. MODEL_NONE where no engine is configured. */
export function listener(config: Config): ChildTranscriber | Failure {
  const engine = engineOf(config);
  if (engine === null) return new Failure('MODEL_NONE');
  return new ChildTranscriber({ entry: ENTRY, engine, memory: engineMemory(config) });
}
