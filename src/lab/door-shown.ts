/** One line of the demonstration: a real call from a registered desk phone through a door, and what the far end saw. */
export interface DoorShown {
  readonly trunk: string;
  readonly door: 'private' | 'parent' | 'emergency' | 'in';
  readonly dialled: string;
  readonly from: string;
  readonly asserted: string;
  readonly privacy: string;
  readonly contact: string;
  readonly held: boolean;
  readonly faults: readonly string[];
}
