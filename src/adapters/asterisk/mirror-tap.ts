import type { WireMessage, WireTap } from '../../ports/wire-tap.ts';
import { HepReceiver } from './hep.ts';

/** A second of a very busy PBX: what waits longer is of calls that are over. What does not fit is counted as unusable. */
const MOST_WAITING = 8_000;
/** Fewer than the system hands over in one turn: its own buffer is emptied first, because what does not fit there is lost without a word. */
const EACH_TURN = 16;

export interface MirrorTapOptions {
  readonly address: string;
  readonly port: number;
  /** Addresses of the PBXs that may mirror to us. */
  readonly senders: readonly string[];
}

/** The PBX's mirror (`res_hep`, `res_hep_pjsip`) behind the port `WireTap`. */
export class MirrorTap implements WireTap {
  readonly #receiver: HepReceiver;
  readonly #messages = new Set<(message: WireMessage) => void>();
  readonly #unusable = new Set<() => void>();
  #waiting: WireMessage[] = [];
  /** So many of them are done. */
  #done = 0;

  constructor({ address, port, senders }: MirrorTapOptions) {
    this.#receiver = new HepReceiver({
      address,
      port,
      senders,
      onMessage: (message) => this.#queue(message),
      onProblem: () => {
        for (const listener of this.#unusable) listener();
      },
    });
  }

  onMessage(listener: (message: WireMessage) => void): void {
    this.#messages.add(listener);
  }

  onUnusable(listener: () => void): void {
    this.#unusable.add(listener);
  }

  /** Listens. Rejects with the system's error when the address cannot be had. */
  async start(): Promise<void> {
    await this.#receiver.start();
  }

  async stop(): Promise<void> {
    await this.#receiver.stop();
  }

  #queue(message: WireMessage): void {
    if (this.#waiting.length - this.#done >= MOST_WAITING) {
      for (const listener of this.#unusable) listener();
      return;
    }
    this.#waiting.push(message);
    if (this.#waiting.length - this.#done === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    for (let turn = 0; turn < EACH_TURN; turn += 1) {
      const message = this.#waiting[this.#done];
      if (message === undefined) break;
      this.#done += 1;
      for (const listener of this.#messages) listener(message);
    }
    // What is done is let go of now and then, because each time costs as much as what waits.
    if (this.#done === this.#waiting.length || this.#done >= MOST_WAITING) {
      this.#waiting = this.#waiting.slice(this.#done);
      this.#done = 0;
    }
    if (this.#waiting.length > this.#done) setImmediate(() => this.#next());
  }
}
