/** One end of a mirrored message. */
export interface WireEnd {
  /** IPv4 dotted, or IPv6. */
  readonly address: string;
  readonly port: number;
}

/** What the PBX mirrored as one: one SIP message, or over a stream everything one read of it brought. */
export interface WireMessage {
  readonly source: WireEnd;
  readonly target: WireEnd;
  /** TCP or TLS. */
  readonly stream: boolean;
  /** The Call-ID as the PBX read it; `null` when the mirror does not say. */
  readonly correlation: string | null;
  /** Byte for byte. Holds numbers and names in clear: judged, never kept, never logged. */
  readonly payload: Uint8Array;
}

/**
 * The mirror of every SIP message the PBX sends or receives. Neither method throws. What the mirror loses it does not tell: only what must be
 * there and is missing shows that.
 */
export interface WireTap {
  /** Called for each mirrored message, in order of arrival. Must not throw. */
  onMessage(listener: (message: WireMessage) => void): void;
  /** Called for each packet that is no mirrored message. Must not throw. */
  onUnusable(listener: () => void): void;
}
