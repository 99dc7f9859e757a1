import type { ChildTranscriber } from '../../adapters/transcription/child-transcriber.ts';
import type { NoTranscript } from '../../call/speech.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { keptOf, patienceMs } from '../../voicemail/transcript-rules.ts';
import { columns } from '../columns.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printJson, printLine, printNote } from '../output.ts';
import { listener } from './listener.ts';
import { heardOf, type Sample, samplesIn } from './samples.ts';
import { wordErrors, wordsIn } from './word-errors.ts';

interface Flags {
  readonly config: string;
  readonly prompts?: string;
  readonly most: string;
  readonly json?: boolean;
}

/** How one sample was heard. Nothing of what was said is among it. */
interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly words: number;
  readonly errors: number;
  /** Of the time that the sample lasts: hearing it as a message, the start of the process included. */
  readonly realTimeFactor: number;
  /** Why nothing was made of it. */
  readonly without: NoTranscript | null;
}

const BYTES_PER_SECOND = 16_000;
const rounded = (value: number): number => Math.round(value * 100) / 100;

export async function evaluateModel(directory: string, flags: Flags): Promise<void> {
  const config = configFrom(flags.config);
  const measured = config instanceof Failure ? config : await evaluate(directory, flags, config);
  if (measured instanceof Failure) return endFailed(measured);
  const words = measured.reduce((sum, each) => sum + each.words, 0);
  const errors = measured.reduce((sum, each) => sum + each.errors, 0);
  const seconds = measured.reduce((sum, each) => sum + each.seconds, 0);
  const spent = measured.reduce((sum, each) => sum + each.seconds * each.realTimeFactor, 0);
  const all = { words, errors, wordErrorRate: rounded(errors / words), realTimeFactor: rounded(spent / seconds) };
  if (flags.json) {
    const files = measured.map((each) => ({ ...each, wordErrorRate: rounded(each.errors / each.words) }));
    return printJson({ files, all });
  }
  const rows = [...measured, { name: `all ${measured.length}`, without: null, ...all }].map((each) => [
    each.name,
    String(each.words),
    String(each.errors),
    `${Math.round((100 * each.errors) / each.words)} %`,
    String(each.realTimeFactor),
    each.without ?? '',
  ]);
  for (const line of columns([['sample', 'words', 'wrong', 'WER', 'time', ''], ...rows])) printLine(oneLine(line));
}

async function evaluate(directory: string, flags: Flags, config: Config): Promise<readonly Measured[] | Failure> {
  const most = Number(flags.most);
  if (!Number.isInteger(most) || most < 1) return new Failure('USAGE', '--most is a number of samples');
  const machine = listener(config);
  if (machine instanceof Failure) return machine;
  const samples = await samplesIn(directory, flags.prompts, most);
  if (samples instanceof Failure) return samples;
  const least = config.voicemail.transcriber.least_confidence_percent / 100;
  const measured: Measured[] = [];
  for (const sample of samples) {
    const one = await measure(sample, machine, least);
    if (one === null) printNote(oneLine(`${sample.name}: no WAV of 16-bit PCM`));
    else measured.push(one);
    // It cannot get better: every further sample would say the same.
    if (one?.without === 'model-changed') return new Failure('MODEL_CHANGED');
    if (one?.without === 'no-sandbox' || one?.without === 'engine-failed')
      return new Failure('MODEL_UNUSABLE', one.without);
  }
  return measured.length === 0 ? new Failure('MODEL_NO_SAMPLES') : measured;
}

async function measure(sample: Sample, machine: ChildTranscriber, least: number): Promise<Measured | null> {
  const sound = await heardOf(sample);
  if (sound === null) return null;
  const seconds = sound.length / BYTES_PER_SECOND;
  const began = performance.now();
  const { made, speech } = await machine.transcribe(sound, AbortSignal.timeout(patienceMs(seconds)));
  const spent = (performance.now() - began) / 1_000;
  const isMade = !('none' in made) && speech !== null;
  const segments = isMade ? keptOf(made, speech, least).transcript.segments : [];
  const guess = wordsIn(segments.map(({ text }) => text).join(' '));
  return {
    name: sample.name,
    seconds: rounded(seconds),
    words: sample.words.length,
    errors: wordErrors(sample.words, guess),
    realTimeFactor: rounded(spent / seconds),
    without: 'none' in made ? made.none : null,
  };
}
