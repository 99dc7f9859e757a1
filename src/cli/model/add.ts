import { realpath } from 'node:fs/promises';
import { type ModelFile, modelDigest, modelFiles } from '../../adapters/transcription/model-files.ts';
import { kindOf, missingParts } from '../../adapters/transcription/sherpa-models.ts';
import type { Engine, ModelKind } from '../../call/speech.ts';
import { Failure } from '../../failure.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printLine } from '../output.ts';
import { pinsPath, writePins } from './pins.ts';

interface Flags {
  readonly config: string;
  readonly engine?: Engine;
  readonly kind?: ModelKind;
}

interface Recognised {
  readonly engine: Engine;
  readonly kind: ModelKind | null;
}

export async function addModel(directory: string, flags: Flags): Promise<void> {
  const done = await added(directory, flags);
  if (done instanceof Failure) endFailed(done);
  else for (const line of done) printLine(oneLine(line));
}

/** Which engine runs files of these names. */
function recognised(directory: string, names: readonly string[], { engine, kind }: Flags): Recognised | Failure {
  const isGgml = names.some((name) => /(?:^|\/)ggml-.*\.bin$/.test(name));
  const isSphinx = names.some((name) => name.endsWith('/mdef'));
  const guessed = isGgml ? 'whisper-cli' : isSphinx ? 'pocketsphinx' : 'sherpa';
  const chosen = engine ?? (kind === undefined ? guessed : 'sherpa');
  if (chosen !== 'sherpa') {
    if (kind !== undefined) return new Failure('USAGE', `--kind goes with sherpa, not with ${chosen}`);
    return { engine: chosen, kind: null };
  }
  const found = kind ?? kindOf(directory, names);
  if (found === null) return new Failure('MODEL_UNKNOWN');
  const missing = missingParts(found, names);
  return missing.length > 0
    ? new Failure('MODEL_UNKNOWN', `a ${found} model lacks ${missing.join(', ')} here`)
    : { engine: 'sherpa', kind: found };
}

async function added(given: string, flags: Flags): Promise<readonly string[] | Failure> {
  const config = configFrom(flags.config);
  if (config instanceof Failure) return config;
  let directory: string;
  let files: readonly ModelFile[];
  try {
    directory = await realpath(given);
    files = await modelFiles(directory);
  } catch (cause) {
    return new Failure('MODEL_UNREADABLE', cause instanceof Error && 'code' in cause ? String(cause.code) : undefined);
  }
  const what = recognised(
    directory,
    files.map(({ name }) => name),
    flags,
  );
  if (what instanceof Failure) return what;
  const sha256 = modelDigest(files);
  const path = pinsPath(config);
  const failure = await writePins(path, { directory, sha256, files: [...files] });
  if (failure !== null) return failure;
  const megabytes = Math.round(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000);
  return [
    `# ${files.length} files, ${megabytes} MB, pinned in ${path}. Into withheld.yaml, then \`withheld model check\`:`,
    'voicemail:',
    '  transcriber:',
    `    engine: ${what.engine}`,
    ...(what.kind === null ? [] : [`    kind: ${what.kind}`]),
    `    model: ${JSON.stringify(directory)}`,
    `    sha256: ${sha256}`,
  ];
}
