/** A piece of a transcript; `from` and `to` are seconds of the message. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What was sealed beside the voice. */
export interface Facts {
  /** ISO 8601, UTC. */
  readonly recorded: string;
  readonly seconds: number;
  readonly cutOff: boolean;
  /** `null`: none was made. */
  readonly transcript: readonly Segment[] | null;
}

function segmentOf(read: unknown): readonly Segment[] {
  if (typeof read !== 'object' || read === null) return [];
  const { t0, t1, text } = read as Record<string, unknown>;
  return typeof text === 'string' ? [{ from: Number(t0) || 0, to: Number(t1) || 0, text }] : [];
}

/** Reads facts; what a later version adds is passed over. Throws where they are none. */
export function factsOf(text: string): Facts {
  const { cut_off: cutOff, recorded, seconds, transcript } = JSON.parse(text);
  if (typeof recorded !== 'string' || typeof seconds !== 'number') throw new TypeError('no facts');
  const segments: unknown = transcript?.segments;
  return {
    ...{ recorded, seconds, cutOff: cutOff === true },
    transcript: Array.isArray(segments) ? segments.flatMap(segmentOf) : null,
  };
}
