import type { Timer } from '../../ports/timer.ts';
import { carrierAddresses } from './carrier-names.ts';
import { PlannedLines } from './files/planned-lines.ts';
import type { WirePlan } from './files/wire-plan.ts';
import { MirrorTap } from './mirror-tap.ts';

/** How often the names of the carriers are looked up again. */
const LOOK_UP_EVERY_MS = 300_000;

/** The wires of the trunks: the mirror, and whose addresses stand in it. */
export class PbxWire {
  readonly lines: PlannedLines;
  readonly tap: MirrorTap;
  readonly #timer: Timer;
  #stopLooking: (() => void) | null = null;

  constructor(plan: WirePlan, timer: Timer) {
    this.lines = new PlannedLines(plan);
    this.tap = new MirrorTap(plan.mirror);
    this.#timer = timer;
  }

  /** Whether the mirror is heard: not when its address cannot be had. The carriers' names are followed from the first call on, all the same. */
  async start(): Promise<boolean> {
    if (this.#stopLooking === null) {
      await this.#lookUp();
      this.#stopLooking = this.#timer.every(LOOK_UP_EVERY_MS, () => void this.#lookUp());
    }
    return await this.tap.start().then(
      () => true,
      () => false,
    );
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
