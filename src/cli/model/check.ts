import { type ModelFile, modelDigest, modelFiles } from '../../adapters/transcription/model-files.ts';
import type { NoTranscript } from '../../call/speech.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printJson, printLine } from '../output.ts';
import { listener } from './listener.ts';
import { differences, pinsPath, readPins } from './pins.ts';

interface Flags {
  readonly config: string;
  readonly json?: boolean;
}

interface Checked {
  readonly engine: string;
  readonly model: string;
  readonly files: number;
  readonly megabytes: number;
  /** Of the processes that heard it, in megabytes. */
  readonly memory: number;
  readonly realTimeFactor: number;
}

/** Silence as a caller leaves it: one second, 8 kHz, 16 bits. */
const SILENCE = new Uint8Array(16_000);
const PATIENCE_MS = 120_000;

/** What an engine's end says about its model. */
const MEANING: Readonly<Record<NoTranscript, string>> = {
  'not-configured': 'no engine is configured',
  'no-speech': 'it heard nothing',
  busy: 'it has too much to do',
  late: `it was not ready after ${PATIENCE_MS / 1_000} s`,
  'no-sandbox':
    'this machine does not let a process be cut off from the network (unshare --user --net), so no engine is started',
  'model-changed': 'its files changed while they were looked at',
  'engine-failed': 'the engine cannot load it, or cannot be started',
  crashed:
    'the engine ended at once: a file that is damaged or not whole, or voicemail.transcriber.memory_mb is too small for it',
  unreadable: 'what the engine says is no transcript: another version of it?',
};

export async function checkModel({ config, json }: Flags): Promise<void> {
  const loaded = configFrom(config);
  const checked = loaded instanceof Failure ? loaded : await check(loaded);
  if (checked instanceof Failure) return endFailed(checked);
  if (json) return printJson(checked);
  const { engine, files, megabytes, memory, model, realTimeFactor } = checked;
  printLine(oneLine(`files     ${files}, ${megabytes} MB, all as pinned, in ${model}`));
  printLine(`engine    ${engine}, loads and hears`);
  printLine(`memory    ${memory} MB`);
  printLine(`time      ${realTimeFactor} of what it hears, loading included, for one second of silence`);
}

async function check(config: Config): Promise<Checked | Failure> {
  const machine = listener(config);
  const { engine, model, sha256 } = config.voicemail.transcriber;
  if (machine instanceof Failure || model === undefined) return new Failure('MODEL_NONE');
  let files: readonly ModelFile[];
  try {
    files = await modelFiles(model);
  } catch (cause) {
    return new Failure('MODEL_UNREADABLE', cause instanceof Error && 'code' in cause ? String(cause.code) : undefined);
  }
  if (modelDigest(files) !== sha256) {
    const pins = await readPins(pinsPath(config), model);
    const named = pins === null ? [] : differences(pins.files, files);
    return new Failure('MODEL_CHANGED', named.length === 0 ? undefined : named.join('; '));
  }
  const heard = await machine.hearAll(SILENCE, AbortSignal.timeout(PATIENCE_MS));
  if ('none' in heard) return new Failure('MODEL_UNUSABLE', MEANING[heard.none]);
  const { bytes, milliseconds } = heard.usage;
  return {
    engine,
    model,
    files: files.length,
    megabytes: Math.round(files.reduce((sum, file) => sum + file.bytes, 0) / 1_000_000),
    memory: Math.round(bytes / 1_000_000),
    realTimeFactor: Math.round(milliseconds / 10) / 100,
  };
}
