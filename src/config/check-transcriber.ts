import type { Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

/** What the keys of `voicemail.transcriber` say together. */
export function checkTranscriber({ voicemail: { transcriber } }: ParsedConfig): readonly Problem[] {
  const { allow_unfit_engine_for_tests: unfitAllowed, command, engine, kind, model, sha256 } = transcriber;
  if (engine === 'none') return [];
  const wrong: readonly (readonly [key: string, isWrong: boolean, found: string, allowed: string])[] = [
    [
      'engine',
      engine === 'pocketsphinx' && !unfitAllowed,
      'pocketsphinx',
      'sherpa or whisper-cli: this one writes fluent sentences that nobody said',
    ],
    ['model', model === undefined, 'nothing', 'the folder of a model; `withheld model add` prints the lines'],
    ['sha256', sha256 === undefined, 'nothing', 'the digest of the model; `withheld model add` prints the lines'],
    [
      'kind',
      engine === 'sherpa' && kind === undefined,
      'nothing',
      'the kind of the model; `withheld model add` prints the lines',
    ],
    ['kind', engine !== 'sherpa' && kind !== undefined, 'a kind', 'nothing: only sherpa has kinds'],
    ['command', engine === 'sherpa' && command !== undefined, 'a command', 'nothing: sherpa comes with Withheld'],
  ];
  return wrong.flatMap(([key, isWrong, found, allowed]) =>
    isWrong ? [{ path: ['voicemail', 'transcriber', key], found, allowed }] : [],
  );
}
