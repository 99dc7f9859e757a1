import { describe, expect, test } from 'vitest';
import { checkTranscriber } from '../../../src/config/check-transcriber.ts';
import type { ParsedConfig } from '../../../src/config/schema.ts';
import { transcriberSchema } from '../../../src/config/transcriber-schema.ts';

const PINNED = { model: '/opt/speech/model', sha256: 'a'.repeat(64) };

/** The keys that are wrong. */
function wrong(written: object): readonly unknown[] {
  const transcriber = transcriberSchema.parse(written);
  return checkTranscriber({ voicemail: { transcriber } } as ParsedConfig).map(({ path }) => path.at(-1));
}

describe('what guesses what was said', () => {
  test('is nothing at all unless it is configured', () => {
    expect(transcriberSchema.parse({}).engine).toBe('none');
    expect(wrong({})).toEqual([]);
  });

  test('needs a model, its digest and, for sherpa, its kind', () => {
    expect(wrong({ engine: 'sherpa' })).toEqual(['model', 'sha256', 'kind']);
    expect(wrong({ engine: 'sherpa', kind: 'moonshine', ...PINNED })).toEqual([]);
    expect(wrong({ engine: 'whisper-cli', ...PINNED })).toEqual([]);
  });

  test('is not what tests are made with, unless tests ask for it', () => {
    expect(wrong({ engine: 'pocketsphinx', ...PINNED })).toEqual(['engine']);
    expect(wrong({ engine: 'pocketsphinx', allow_unfit_engine_for_tests: true, ...PINNED })).toEqual([]);
  });

  test('has no key of another engine', () => {
    expect(wrong({ engine: 'sherpa', kind: 'moonshine', command: ['sherpa'], ...PINNED })).toEqual(['command']);
    expect(wrong({ engine: 'whisper-cli', kind: 'whisper', ...PINNED })).toEqual(['kind']);
  });
});
