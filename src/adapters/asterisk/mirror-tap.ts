import type { WireMessage, WireTap } from '../../ports/wire-tap.ts';
import { HepReceiver } from './hep.ts';

/** Some seconds of a busy PBX. What does not fit is counted as unusable. */
const MOST_WAITING = 20_000;

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
  readonly #waiting: WireMessage[] = [];

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
    if (this.#waiting.length >= MOST_WAITING) {
      for (const listener of this.#unusable) listener();
      return;
    }
    this.#waiting.push(message);
    if (this.#waiting.length === 1) setImmediate(() => this.#next());
  }

  /** One message for each turn of the event loop: a question of the dialplan never waits behind a burst of them. */
  #next(): void {
    const message = this.#waiting.shift();
    if (message !== undefined) for (const listener of this.#messages) listener(message);
    if (this.#waiting.length > 0) setImmediate(() => this.#next());
  }
}
