import { join } from 'node:path';
import type { ModelKind } from '../../call/speech.ts';

type Parts = Readonly<Record<string, RegExp>>;

const MODEL: Parts = { model: /model.*\.onnx$/ };
const TRANSDUCER: Parts = { encoder: /encoder.*\.onnx$/, decoder: /decoder.*\.onnx$/, joiner: /joiner.*\.onnx$/ };

/** The parts of a model by its kind, in each form that there is: what sherpa (1.13.8) calls each, and what its file is called. */
const PARTS: Readonly<Record<ModelKind, { readonly key: string; readonly forms: readonly [Parts, ...Parts[]] }>> = {
  whisper: { key: 'whisper', forms: [{ encoder: /encoder.*\.onnx$/, decoder: /decoder.*\.onnx$/ }] },
  moonshine: {
    key: 'moonshine',
    forms: [
      {
        preprocessor: /preprocess.*\.onnx$/,
        encoder: /encode.*\.onnx$/,
        uncachedDecoder: /uncached_?decode.*\.onnx$/,
        cachedDecoder: /(?<!un)cached_?decode.*\.onnx$/,
      },
      { encoder: /encoder_model.*\.(?:onnx|ort)$/, mergedDecoder: /decoder_model_merged.*\.(?:onnx|ort)$/ },
    ],
  },
  transducer: { key: 'transducer', forms: [TRANSDUCER] },
  'nemo-transducer': { key: 'transducer', forms: [TRANSDUCER] },
  'nemo-ctc': { key: 'nemoCtc', forms: [MODEL] },
  'zipformer-ctc': { key: 'zipformerCtc', forms: [MODEL] },
};
const TOKENS = /tokens\.txt$/;

/** Of several files that fit, the smaller kind of numbers: half the memory, and made for processors without a graphics card. */
function best(names: readonly string[], shape: RegExp): string | undefined {
  const fitting = names.filter((name) => shape.test(name)).sort();
  return fitting.find((name) => name.includes('int8')) ?? fitting[0];
}

function lacking(form: Parts, names: readonly string[]): readonly string[] {
  return Object.keys(form).filter((part) => best(names, form[part] ?? /$^/) === undefined);
}

/** Of the forms of a kind the one that least is missing of. */
function formOf(kind: ModelKind, names: readonly string[]): Parts {
  const { forms } = PARTS[kind];
  return forms.reduce((one, other) => (lacking(other, names).length < lacking(one, names).length ? other : one));
}

/** What of a kind's files is not among `names`; empty when such a model can be loaded. */
export function missingParts(kind: ModelKind, names: readonly string[]): readonly string[] {
  const missing = lacking(formOf(kind, names), names);
  return best(names, TOKENS) === undefined ? [...missing, 'tokens'] : missing;
}

/** The kind that files look like, or `null`. Models of one file look alike: their folder's name tells them apart. */
export function kindOf(directory: string, names: readonly string[]): ModelKind | null {
  const fits = (kind: ModelKind) => missingParts(kind, names).length === 0;
  const isNemo = /nemo|parakeet|canary/i.test(directory);
  if (fits('moonshine')) return 'moonshine';
  if (fits('transducer')) return isNemo ? 'nemo-transducer' : 'transducer';
  if (fits('whisper')) return 'whisper';
  if (!fits('nemo-ctc')) return null;
  if (isNemo) return 'nemo-ctc';
  return /zipformer/i.test(directory) ? 'zipformer-ctc' : null;
}

/** How sherpa is told of a model. Only when nothing is missing. */
export function sherpaConfig(
  { kind, directory, language, threads }: { kind: ModelKind; directory: string; language: string; threads: number },
  names: readonly string[],
): unknown {
  const { key } = PARTS[kind];
  const path = (shape: RegExp) => join(directory, best(names, shape) ?? '');
  const parts = Object.fromEntries(Object.entries(formOf(kind, names)).map(([part, shape]) => [part, path(shape)]));
  const spoken = kind === 'whisper' ? { language, task: 'transcribe', tailPaddings: -1 } : {};
  return {
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      [key]: { ...parts, ...spoken },
      tokens: path(TOKENS),
      numThreads: threads,
      provider: 'cpu',
      debug: 0,
      ...(kind === 'nemo-transducer' ? { modelType: 'nemo_transducer' } : {}),
    },
    decodingMethod: 'greedy_search',
  };
}
