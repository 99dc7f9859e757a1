import type { WireMessage, WireTap } from '../../ports/wire-tap.ts';
import { HepReceiver } from './hep.ts';

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

  constructor({ address, port, senders }: MirrorTapOptions) {
    this.#receiver = new HepReceiver({
      address,
      port,
      senders,
      onMessage: (message) => {
        for (const listener of this.#messages) listener(message);
      },
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
}
