const MOST_BYTES = 256 * 1024;

/** Cuts a stream of SIP messages (RFC 3261 §18.3) into single ones. `false` from `take` means that it cannot be followed any more. */
export class StreamFrames {
  #held = Buffer.alloc(0);

  /** Gives every whole message to `whole`, in order. Keep-alives are dropped. */
  take(chunk: Uint8Array, whole: (message: Buffer) => void): boolean {
    this.#held = Buffer.concat([this.#held, chunk]);
    for (;;) {
      const start = this.#held.findIndex((byte) => byte !== 13 && byte !== 10);
      this.#held = start < 0 ? Buffer.alloc(0) : this.#held.subarray(start);
      const end = this.#held.indexOf('\r\n\r\n');
      if (end < 0) return this.#held.length <= MOST_BYTES;
      const head = this.#held.subarray(0, end).toString('latin1');
      const length = Number(/\r\n(?:Content-Length|l)[ \t]*:[ \t]*(\d{1,6})/i.exec(head)?.[1] ?? 0);
      if (this.#held.length < end + 4 + length) return this.#held.length <= MOST_BYTES;
      whole(Buffer.from(this.#held.subarray(0, end + 4 + length)));
      this.#held = this.#held.subarray(end + 4 + length);
    }
  }
}
