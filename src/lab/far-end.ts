import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { HepReceiver } from '../adapters/asterisk/hep.ts';
import { messagesIn } from '../leaks/wire/sip-stream.ts';
import type { Lab } from './lab.ts';
import { CARRIER_CAPTURE_PORT } from './lab-network.ts';
import { type IdentityBearer, identityHeaders } from './sip-identity.ts';
import { parseSipMessage, type SipMessage } from './sip-message.ts';

const STILL_MS = 150;
const MOST_MS = 5_000;

/** One SIP message between the agency's PBX and a carrier, as the carrier's side saw it. */
export interface SeenMessage {
  readonly atMicros: number;
  /** The trunk it went over. */
  readonly trunk: string;
  /** `to-carrier`: the agency's PBX sent it. */
  readonly direction: 'to-carrier' | 'to-agency';
  /** Exactly the bytes, read as Latin-1 so that none is lost. */
  readonly raw: string;
  /** `null` when it could not be read. */
  readonly message: SipMessage | null;
  readonly identity: readonly IdentityBearer[];
}

/**
 * What the carrier's side of a lab sees, raw, while it is open. Only messages between a carrier and the agency's PBX are kept; whatever else
 * the mirror says is counted, never passed over.
 */
export class FarEnd {
  readonly #lab: Lab;
  readonly #receiver: HepReceiver;
  readonly #seen: SeenMessage[] = [];
  #broken = 0;
  #unplaced = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#receiver = new HepReceiver({
      address: lab.network.watcher,
      port: CARRIER_CAPTURE_PORT,
      onMessage: ({ atMicros, source, target, payload }) =>
        this.#keep(atMicros, source.address, target.address, payload),
      onProblem: () => {
        this.#broken += 1;
      },
    });
  }

  get seen(): readonly SeenMessage[] {
    return this.#seen;
  }

  /**
   * Packets of the mirror since the last `clear` that could not be read, or belong to no trunk of the lab: what they were is unknown, so
   * nothing seen then is clean.
   */
  get unreadable(): number {
    return this.#broken + this.#unplaced;
  }

  /** Of the unreadable, those that came from and went to addresses that no trunk of the lab has. */
  get unplaced(): number {
    return this.#unplaced;
  }

  async open(): Promise<void> {
    await this.#receiver.start();
  }

  async close(): Promise<void> {
    await this.#receiver.stop();
  }

  /** Waits until the mirror shows nothing new for a while; at most five seconds. */
  async still(): Promise<void> {
    const end = Date.now() + MOST_MS;
    for (let before = -1; Date.now() < end && before !== this.#seen.length; ) {
      before = this.#seen.length;
      await pause(STILL_MS);
      // A process that got no time for longer than the pause has not read yet what had come in.
      await turn();
    }
  }

  /** Forgets what was seen so far. */
  clear(): void {
    this.#seen.length = 0;
    this.#broken = 0;
    this.#unplaced = 0;
  }

  #keep(atMicros: number, source: string, target: string, payload: Buffer): void {
    const { network, plan } = this.#lab;
    // The agency's address of each trunk tells the trunk; the mirror does not name the carrier's own (it says 127.0.0.1).
    const at = plan.trunks.findIndex((_, trunk) => [source, target].includes(network.outside(trunk)));
    const trunk = plan.trunks[at];
    if (trunk === undefined) {
      this.#unplaced += 1;
      return;
    }
    const direction = source === network.outside(at) ? 'to-carrier' : 'to-agency';
    const messages = messagesIn(payload.toString('latin1'));
    for (const raw of messages) {
      // Several at once are shown once for each of them. A connection that loses nothing never brings the same bytes twice.
      if (messages.length > 1 && this.#seen.some((each) => each.trunk === trunk.id && each.raw === raw)) continue;
      const message = parseSipMessage(raw);
      const identity = message === null ? [] : identityHeaders(message);
      this.#seen.push({ atMicros, trunk: trunk.id, direction, raw, message, identity });
    }
  }
}
