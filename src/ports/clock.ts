/** Time as the product sees it. Tests hand in a fixed one. */
export interface Clock {
  /** Milliseconds since the Unix epoch, wall clock. */
  now(): number;
}
