import sherpa from 'sherpa-onnx-node';
import type { TranscriptSegment } from '../../../call/speech.ts';
import type { EngineSetup } from '../child-words.ts';
import { missingParts, sherpaConfig } from '../sherpa-models.ts';
import { type Clip, RATE } from './clips.ts';

/** How sure a decoder was, from the logarithms it gives for each token; most kinds of model give none. */
function confidenceOf(logarithms: unknown): number | null {
  if (!Array.isArray(logarithms) || logarithms.length === 0) return null;
  const sum = logarithms.reduce((all: number, each) => all + Number(each), 0);
  const mean = Math.exp(sum / logarithms.length);
  return Number.isFinite(mean) ? Math.min(1, mean) : null;
}

/** One segment for each clip. Throws when the model cannot be used; a damaged one ends the process. */
export function guessBySherpa(
  clips: readonly Clip[],
  setup: EngineSetup,
  names: readonly string[],
): readonly TranscriptSegment[] {
  const { kind } = setup;
  if (kind === null || missingParts(kind, names).length > 0) throw new Error('parts of the model are missing');
  const recognizer = new sherpa.OfflineRecognizer(sherpaConfig({ ...setup, kind }, names));
  return clips.map(({ from, samples }) => {
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples, sampleRate: RATE });
    recognizer.decode(stream);
    const { text, ys_log_probs: logarithms } = recognizer.getResult(stream);
    return { from, to: from + samples.length / RATE, text: String(text ?? ''), confidence: confidenceOf(logarithms) };
  });
}
