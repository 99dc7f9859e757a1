import { z } from 'zod';
import { ENGINES, MODEL_KINDS } from '../call/speech.ts';
import { integer, list, text } from './fields.ts';

/** The machine that guesses what was said, for the mailboxes whose owner asked for it. */
export const transcriberSchema = z
  .strictObject({
    engine: z
      .enum(['none', ...ENGINES])
      .meta({
        description:
          'what guesses: none; sherpa (comes with Withheld); whisper-cli (of whisper.cpp, installed by you). pocketsphinx gets most words of a telephone call wrong: for tests of ours alone',
        example: 'sherpa',
      })
      .default('none'),
    kind: z
      .enum(MODEL_KINDS)
      .meta({ description: "family of sherpa's model; `withheld model add` says which", example: 'moonshine' })
      .optional(),
    model: text(/^\/[^\p{C}]{1,4095}$/u, {
      description: 'absolute path of the folder with the files of the model; Withheld ships none and fetches none',
      allowed: 'an absolute path',
      example: '/opt/speech/moonshine-base-en',
    }).optional(),
    sha256: text(/^[0-9a-f]{64}$/, {
      description: 'digest of all its files, as `withheld model add` prints it; a model that changed is not loaded',
      allowed: '64 of 0-9 and a-f',
      example: '0'.repeat(64),
    }).optional(),
    command: list(
      text(/^[^\p{C}]{1,4096}$/u, {
        description: 'a word of it',
        allowed: '1 to 4096 characters, no control characters',
      }),
      {
        description: 'words that start whisper-cli or pocketsphinx, without a shell (default: its name)',
        allowed: 'a list of at least one word',
        example: ['whisper-cli'],
      },
    )
      .min(1)
      .optional(),
    language: text(/^[a-z]{2,3}$/, { description: 'language that is spoken', allowed: '2 or 3 small letters' }).default(
      'en',
    ),
    threads: integer(1, 16, {
      description: 'processors an engine may use; it comes after everything else on them',
    }).default(2),
    memory_mb: integer(256, 16_384, {
      description: 'megabytes an engine may allocate; one that needs more ends',
    }).default(1024),
    least_confidence_percent: integer(0, 100, {
      description: 'segments that the engine is less sure of are left out of a transcript',
    }).default(50),
    allow_unfit_engine_for_tests: z
      .boolean()
      .meta({ description: 'lets pocketsphinx be used', example: false })
      .default(false),
  })
  .meta({
    description:
      'The machine that guesses what was said, for secured mailboxes whose owner asked for it. Off by default.',
  });
