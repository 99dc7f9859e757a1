/** Doing things later. Tests hand in one that they wind by hand. */
export interface Timer {
  /** Calls `act` every `milliseconds` until the returned function is called. `act` must not throw. */
  every(milliseconds: number, act: () => void): () => void;
  /** Calls `act` once after `milliseconds` unless the returned function is called before. `act` must not throw. */
  after(milliseconds: number, act: () => void): () => void;
}
