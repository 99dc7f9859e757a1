import { NO_TRANSCRIPT, type NoTranscript, type Stretch } from '../../call/speech.ts';

/** A piece of a transcript; `from` and `to` are seconds of the message. */
export interface Segment extends Stretch {
  readonly text: string;
  /** 0 to 1; `null`: the machine does not say how sure it is. */
  readonly confidence: number | null;
}

/** What a machine took the voice for. */
export interface ReadTranscript {
  /** The machine: engine and model. */
  readonly madeBy: string;
  readonly segments: readonly Segment[];
  /** How many pieces it was too unsure of. */
  readonly leftOut: number;
  /** Whether all of it had room. */
  readonly whole: boolean;
}

/** What was sealed beside the voice. */
export interface Facts {
  /** ISO 8601, UTC. */
  readonly recorded: string;
  readonly seconds: number;
  readonly cutOff: boolean;
  /** Where a machine found somebody speaking, perhaps nowhere; `null`: none has looked. */
  readonly speech: readonly Stretch[] | null;
  /** `null`: none was made. */
  readonly transcript: ReadTranscript | null;
  /** Why none was made although the owner wanted one. */
  readonly noTranscript: NoTranscript | null;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (read: unknown): Fields | null =>
  typeof read === 'object' && read !== null ? (read as Fields) : null;
const listOf = (read: unknown): readonly unknown[] => (Array.isArray(read) ? read : []);
const textOf = (read: unknown): string => (typeof read === 'string' ? read : '');

function segmentOf(read: unknown): readonly Segment[] {
  const fields = fieldsOf(read);
  if (fields === null || typeof fields['text'] !== 'string') return [];
  const { confidence, from, text, to } = fields;
  const sure = typeof confidence === 'number' ? confidence : null;
  return [{ from: Number(from) || 0, to: Number(to) || 0, text, confidence: sure }];
}

function transcriptOf(read: unknown): ReadTranscript | null {
  const fields = fieldsOf(read);
  if (fields === null) return null;
  return {
    madeBy: [fields['engine'], fields['model']]
      .map(textOf)
      .filter((each) => each !== '')
      .join(', '),
    segments: listOf(fields['segments']).flatMap(segmentOf),
    leftOut: Number(fields['left_out']) || 0,
    whole: fields['whole'] !== false,
  };
}

function speechOf(read: unknown): readonly Stretch[] | null {
  const fields = fieldsOf(read);
  if (fields === null) return null;
  return listOf(fields['stretches']).flatMap((each) => {
    const [from, to] = listOf(each).map(Number);
    return from === undefined || to === undefined || Number.isNaN(from + to) ? [] : [{ from, to }];
  });
}

/** Reads facts; what a later version adds is passed over. Throws where they are none. */
export function factsOf(text: string): Facts {
  const read = fieldsOf(JSON.parse(text)) ?? {};
  const { cut_off: cutOff, recorded, seconds } = read;
  if (typeof recorded !== 'string' || typeof seconds !== 'number') throw new TypeError('no facts');
  return {
    ...{ recorded, seconds, cutOff: cutOff === true },
    speech: speechOf(read['speech']),
    transcript: transcriptOf(read['transcript']),
    noTranscript: NO_TRANSCRIPT.find((why) => why === read['no_transcript']) ?? null,
  };
}
