import { describe, expect, test } from 'vitest';
import { kindOf, missingParts, sherpaConfig } from '../../../../src/adapters/transcription/sherpa-models.ts';

const WHISPER = [
  'base.en-decoder.int8.onnx',
  'base.en-decoder.onnx',
  'base.en-encoder.int8.onnx',
  'base.en-encoder.onnx',
  'base.en-tokens.txt',
];
const MOONSHINE = [
  'cached_decode.int8.onnx',
  'encode.int8.onnx',
  'preprocess.onnx',
  'tokens.txt',
  'uncached_decode.int8.onnx',
];
const MOONSHINE_MERGED = ['LICENSE', 'decoder_model_merged.onnx', 'encoder_model.onnx', 'tokens.txt'];
const TRANSDUCER = [
  'decoder-epoch-99.onnx',
  'encoder-epoch-99.onnx',
  'joiner-epoch-99.onnx',
  'tokens.txt',
  'bpe.model',
];
const ONE_FILE = ['model.int8.onnx', 'tokens.txt'];

describe('a model', () => {
  test.each([
    ['whisper', '/m/sherpa-onnx-whisper-base.en', WHISPER],
    ['moonshine', '/m/sherpa-onnx-moonshine-base-en', MOONSHINE],
    ['moonshine', '/m/moonshine-tiny-en', MOONSHINE_MERGED],
    ['transducer', '/m/sherpa-onnx-zipformer-en', TRANSDUCER],
    ['nemo-transducer', '/m/sherpa-onnx-nemo-parakeet-tdt', TRANSDUCER],
    ['nemo-ctc', '/m/sherpa-onnx-nemo-ctc-en', ONE_FILE],
    ['zipformer-ctc', '/m/sherpa-onnx-zipformer-ctc-en', ONE_FILE],
    [null, '/m/unnamed', ONE_FILE],
    [null, '/m/notes', ['notes.txt']],
  ] as const)('is taken for %s when it lies in %s', (kind, directory, names) => {
    expect(kindOf(directory, names)).toBe(kind);
  });

  test('that lacks a part is not one', () => {
    expect(
      missingParts(
        'transducer',
        TRANSDUCER.filter((name) => !name.startsWith('joiner')),
      ),
    ).toEqual(['joiner']);
    expect(
      missingParts(
        'whisper',
        WHISPER.filter((name) => !name.includes('tokens')),
      ),
    ).toEqual(['tokens']);
    expect(
      missingParts(
        'moonshine',
        MOONSHINE_MERGED.filter((name) => !name.startsWith('decoder')),
      ),
    ).toEqual(['mergedDecoder']);
  });

  test('is told to sherpa by its parts, the smaller of two that fit', () => {
    const setup = { directory: '/m', language: 'en', threads: 2 };

    expect(sherpaConfig({ ...setup, kind: 'whisper' }, WHISPER)).toMatchObject({
      modelConfig: {
        whisper: { encoder: '/m/base.en-encoder.int8.onnx', decoder: '/m/base.en-decoder.int8.onnx', language: 'en' },
        tokens: '/m/base.en-tokens.txt',
        numThreads: 2,
      },
    });
    expect(sherpaConfig({ ...setup, kind: 'moonshine' }, MOONSHINE)).toMatchObject({
      modelConfig: {
        moonshine: {
          preprocessor: '/m/preprocess.onnx',
          encoder: '/m/encode.int8.onnx',
          uncachedDecoder: '/m/uncached_decode.int8.onnx',
          cachedDecoder: '/m/cached_decode.int8.onnx',
        },
      },
    });
    expect(sherpaConfig({ ...setup, kind: 'moonshine' }, MOONSHINE_MERGED)).toMatchObject({
      modelConfig: {
        moonshine: { encoder: '/m/encoder_model.onnx', mergedDecoder: '/m/decoder_model_merged.onnx' },
        tokens: '/m/tokens.txt',
      },
    });
    expect(sherpaConfig({ ...setup, kind: 'nemo-transducer' }, TRANSDUCER)).toMatchObject({
      modelConfig: { transducer: { joiner: '/m/joiner-epoch-99.onnx' }, modelType: 'nemo_transducer' },
    });
  });
});
