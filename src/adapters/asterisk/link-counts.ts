/** What the links met that they could not use. Monotonic while the process lives; for metrics and `doctor`. */
export interface LinkCounts {
  /** ARI events of a type we do not read. */
  ariIgnored: number;
  /** ARI frames that are not JSON, too long, or an event of ours without the fields it must have. */
  ariBroken: number;
  /** AMI events. Our AMI user must have no `read=`, so any is a fault of its configuration. */
  amiEvents: number;
  /** AMI answers to nothing we asked, and `Response: Follows`, which no Asterisk we support sends. */
  amiForeign: number;
  /** Times the AMI stream was not AMI: the connection was dropped each time. */
  amiViolations: number;
}

export function noCounts(): LinkCounts {
  return { ariIgnored: 0, ariBroken: 0, amiEvents: 0, amiForeign: 0, amiViolations: 0 };
}
