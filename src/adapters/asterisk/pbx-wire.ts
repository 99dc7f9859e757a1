import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import type { Timer } from '../../ports/timer.ts';
import { carrierAddresses } from './carrier-names.ts';
import { ConfigLines } from './files/config-lines.ts';
import { MirrorTap } from './mirror-tap.ts';

/** How often the names of the carriers are looked up again. */
const LOOK_UP_EVERY_MS = 300_000;

/** The wires of a configuration's trunks: the mirror, and whose addresses stand in it. */
export class PbxWire {
  readonly lines: ConfigLines;
  readonly tap: MirrorTap;
  readonly #timer: Timer;
  #stopLooking: (() => void) | null = null;

  constructor(config: Config, timer: Timer) {
    this.lines = new ConfigLines(config);
    this.tap = new MirrorTap(config.wire);
    this.#timer = timer;
  }

  /** WIRE_NOT_LISTENING when the address cannot be had; the carriers' names are followed all the same. */
  async start(): Promise<Failure | null> {
    await this.#lookUp();
    this.#stopLooking = this.#timer.every(LOOK_UP_EVERY_MS, () => void this.#lookUp());
    try {
      await this.tap.start();
      return null;
    } catch (cause) {
      return new Failure('WIRE_NOT_LISTENING', undefined, { cause });
    }
  }

  async stop(): Promise<void> {
    this.#stopLooking?.();
    await this.tap.stop();
  }

  async #lookUp(): Promise<void> {
    const found = [...this.lines.names].map(async ([trunk, names]) => {
      const addresses = await Promise.all(names.map(carrierAddresses));
      return [trunk, addresses.flat()] as const;
    });
    this.lines.resolved(new Map(await Promise.all(found)));
  }
}
