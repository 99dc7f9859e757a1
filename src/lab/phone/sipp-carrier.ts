import { type CarrierBehaviour, carrierScenario } from './carrier-scenario.ts';
import { SippProcess } from './sipp-process.ts';

export interface SippCarrierOptions {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  readonly behaviour: CarrierBehaviour;
  readonly sippCommand: readonly string[];
  /** An existing folder for scratch files. */
  readonly directory: string;
  /** The SIP URI a `302` names. Default: a number that nobody has, at this carrier. */
  readonly redirectTo?: string;
  /** Keep the messages. Default true; set false for load, where it costs more than the calls. */
  readonly record?: boolean;
  /** It ends by itself after this long. Default 10 minutes. */
  readonly lifetimeMs?: number;
}

const LIFETIME_MS = 600_000;

/** A carrier played by SIPp: the far end of a trunk, any number of calls at a time, one behaviour. */
export class SippCarrier {
  readonly #options: SippCarrierOptions;
  #process: SippProcess | null = null;
  #seen: readonly string[] = [];

  constructor(options: SippCarrierOptions) {
    this.#options = options;
  }

  /** Resolves once it listens. Throws LAB_PHONE_FAILED when it cannot. Does nothing when it runs. */
  async start(): Promise<void> {
    if (this.#process !== null) return;
    const { address, port, transport, behaviour, sippCommand, directory } = this.#options;
    const redirectTo = this.#options.redirectTo ?? `sip:0370109999@${address}:${port}`;
    // `silent` must not even refuse a CANCEL, which SIPp does for every scenario by default.
    const manners =
      behaviour === 'silent' ? ['-default_behaviors', 'none', '-pause_msg_ign'] : ['-default_behaviors', 'all,-bye'];
    const process = new SippProcess({
      command: sippCommand,
      directory,
      local: { address, port },
      transport,
      files: { 'carrier.xml': carrierScenario(behaviour, redirectTo) },
      parameters: ['-sf', 'carrier.xml', ...manners],
      limitMs: this.#options.lifetimeMs ?? LIFETIME_MS,
      trace: this.#options.record ?? true,
    });
    await process.start();
    await process.listening();
    this.#process = process;
  }

  /** Every SIP message so far, both directions, in order, as text. Still there after `stop`; empty when not recorded. */
  async messages(): Promise<readonly string[]> {
    if (this.#process !== null) this.#seen = (await this.#process.messages()).map(({ text }) => text);
    return this.#seen;
  }

  /** Ends it without hanging up anything. Does nothing when it does not run. */
  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    if (process !== null) this.#seen = (await process.stop()).messages.map(({ text }) => text);
  }
}
