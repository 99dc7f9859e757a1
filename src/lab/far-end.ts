import { HepReceiver } from '../adapters/asterisk/hep.ts';
import type { Lab } from './lab.ts';
import { CARRIER_CAPTURE_PORT } from './lab-network.ts';
import { type IdentityBearer, identityHeaders } from './sip-identity.ts';
import { parseSipMessage, type SipMessage } from './sip-message.ts';

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

/** What the carrier's side of a lab sees, raw, while it is open. Only messages between a carrier and the agency's PBX are kept. */
export class FarEnd {
  readonly #lab: Lab;
  readonly #receiver: HepReceiver;
  readonly #seen: SeenMessage[] = [];
  #unreadable = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#receiver = new HepReceiver({
      address: lab.network.watcher,
      port: CARRIER_CAPTURE_PORT,
      onMessage: ({ atMicros, source, target, payload }) =>
        this.#keep(atMicros, source.address, target.address, payload),
      onProblem: () => {
        this.#unreadable += 1;
      },
    });
  }

  get seen(): readonly SeenMessage[] {
    return this.#seen;
  }

  /** Packets of the mirror that could not be read since the last `clear`: what they held is unknown, so nothing seen then is clean. */
  get unreadable(): number {
    return this.#unreadable;
  }

  async open(): Promise<void> {
    await this.#receiver.start();
  }

  async close(): Promise<void> {
    await this.#receiver.stop();
  }

  /** Forgets what was seen so far. */
  clear(): void {
    this.#seen.length = 0;
    this.#unreadable = 0;
  }

  #keep(atMicros: number, source: string, target: string, payload: Buffer): void {
    const { network, plan } = this.#lab;
    // The agency's address of each trunk tells the trunk; the mirror does not name the carrier's own (it says 127.0.0.1).
    const at = plan.trunks.findIndex((_, trunk) => [source, target].includes(network.outside(trunk)));
    const trunk = plan.trunks[at];
    if (trunk === undefined) return;
    const raw = payload.toString('latin1');
    const message = parseSipMessage(raw);
    this.#seen.push({
      atMicros,
      trunk: trunk.id,
      direction: source === network.outside(at) ? 'to-carrier' : 'to-agency',
      raw,
      message,
      identity: message === null ? [] : identityHeaders(message),
    });
  }
}
