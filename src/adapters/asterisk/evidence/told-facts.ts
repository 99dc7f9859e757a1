import type { Evidence, EvidenceSource } from '../../../call/evidence.ts';

/** `T` without when and by whom: that is the same for all facts of one event. */
type Untold<T> = T extends unknown ? Omit<T, 'at' | 'source'> : never;

/** What one event says. */
export type Said = Untold<Evidence>;

export function tell(at: number, source: EvidenceSource, said: readonly Said[]): readonly Evidence[] {
  return said.map((each) => ({ ...each, at, source }) as Evidence);
}
