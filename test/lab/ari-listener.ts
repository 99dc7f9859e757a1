import { createRequire } from 'node:module';
import { HTTP_PORT } from '../../src/lab/lab-network.ts';
import type { LabUnderTest } from './lab-under-test.ts';

interface EventSocket {
  on(event: 'open' | 'message', listener: (data: Buffer) => void): void;
  once(event: 'error' | 'close', listener: (error?: Error) => void): void;
  terminate(): void;
}
/** The socket library that ari-client brings. */
const Socket = createRequire(createRequire(import.meta.url).resolve('ari-client'))('ws') as new (
  url: string,
) => EventSocket;

/** A second application that hears of every leg of the agency's PBX, beside the daemon and without its knowledge. */
export class AriListener {
  readonly #under: LabUnderTest;
  readonly #applications: string[] = [];
  #socket: EventSocket | null = null;

  constructor(under: LabUnderTest) {
    this.#under = under;
  }

  /** The dialplan applications that any leg entered since `start`, in order. `Stasis`: somebody was asked something. */
  get applications(): readonly string[] {
    return this.#applications;
  }

  async start(): Promise<void> {
    const { credentials, network } = this.#under.lab;
    const key = encodeURIComponent(`driver:${credentials.driver}`);
    const socket = new Socket(
      `ws://${network.inside}:${HTTP_PORT}/ari/events?app=listener&subscribeAll=true&api_key=${key}`,
    );
    socket.on('message', (data) => {
      const event = JSON.parse(data.toString()) as { type: string; dialplan_app?: string };
      if (event.type === 'ChannelDialplan') this.#applications.push(event.dialplan_app ?? '');
      // What another application is handed is told to that one only; should that ever change, it counts too.
      if (event.type === 'StasisStart') this.#applications.push('Stasis');
    });
    await new Promise<void>((open, failed) => {
      socket.on('open', () => open());
      socket.once('error', (error) => failed(error ?? new Error('no event socket')));
    });
    this.#socket = socket;
  }

  stop(): void {
    this.#socket?.terminate();
  }
}
