import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type HepMessage, parseHep } from '../../src/adapters/asterisk/hep.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { AGENCY_CAPTURE_PORT } from '../../src/lab/lab-network.ts';

const DAEMON_PORT = AGENCY_CAPTURE_PORT + 20;

/** Stands between the PBX's mirror and the daemon: reads what passes, and hands it on at once. */
export class MirrorRelay {
  readonly #socket = createSocket('udp4');
  readonly #lab: Lab;

  constructor(lab: Lab, seen: (message: HepMessage) => void) {
    const { watcher } = lab.network;
    this.#lab = lab;
    this.#socket.on('message', (packet) => {
      this.#socket.send(packet, DAEMON_PORT, watcher);
      const read = parseHep(packet);
      if (read.kind === 'message') seen(read);
    });
    // The daemon may be down: that is nobody's concern here.
    this.#socket.on('error', () => undefined);
  }

  /** Has the daemon listen behind us. Before the daemon is started. */
  static async prepare(lab: Lab): Promise<void> {
    const text = await readFile(lab.configPath, 'utf8');
    const { watcher } = lab.network;
    const own = new RegExp(`(wire:\\n +address: ${watcher.replaceAll('.', '\\.')}\\n +port: )${AGENCY_CAPTURE_PORT}`);
    if (!own.test(text) && !text.includes(`port: ${DAEMON_PORT}`)) throw new Error('no wire in the configuration');
    const moved = text.replace(own, `$1${DAEMON_PORT}\n  senders: [${watcher}]`);
    await writeFile(lab.configPath, moved);
  }

  async open(): Promise<void> {
    this.#socket.bind({ address: this.#lab.network.watcher, port: AGENCY_CAPTURE_PORT });
    await once(this.#socket, 'listening');
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.#socket.close(() => closed()));
  }
}
