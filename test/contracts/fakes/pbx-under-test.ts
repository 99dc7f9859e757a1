import { setTimeout as pause } from 'node:timers/promises';
import type { LinkTiming } from '../../../src/adapters/asterisk/link-timing.ts';
import { PbxControl } from '../../../src/adapters/asterisk/pbx-control.ts';
import type { CallEvent } from '../../../src/call/call-event.ts';
import type { PbxLinkState } from '../../../src/ports/pbx.ts';
import { FakeAmi } from './fake-ami.ts';
import { FakeAri } from './fake-ari.ts';

/** The production proportions, some ten times faster. */
export const FAST: LinkTiming = {
  connectMs: 1500,
  pingEveryMs: 100,
  pingDeadlineMs: 400,
  retryFirstMs: 20,
  retryMaxMs: 80,
  retryRefusedMs: 600,
  stableMs: 500,
  hearAgainMs: 50,
  requestMs: 500,
  sendOnMs: 300,
};

/** A `PbxControl` against two fake servers, and what it said. */
export class PbxUnderTest {
  readonly ari = new FakeAri();
  readonly ami = new FakeAmi();
  readonly events: CallEvent[] = [];
  readonly states: PbxLinkState[] = [];
  /** Every log line, as text. */
  readonly logged: string[] = [];
  #pbx: PbxControl | null = null;

  get pbx(): PbxControl {
    if (this.#pbx === null) throw new Error('not started');
    return this.#pbx;
  }

  /** Starts the fakes, then the adapter; settles when both links are up unless `wait` is false. */
  async start(
    options: { readonly wait?: boolean; readonly password?: string; readonly timing?: LinkTiming } = {},
  ): Promise<void> {
    await Promise.all([this.ari.start(), this.ami.start()]);
    const keep = (...line: unknown[]) => void this.logged.push(JSON.stringify(line));
    this.#pbx = new PbxControl({
      ari: { url: this.ari.url, user: 'withheld', password: options.password ?? 'ari-secret', application: 'withheld' },
      ami: { host: '127.0.0.1', port: this.ami.port, user: 'withheld', secret: 'ami-secret' },
      endpoints: ['t1-private', 't1-parent'],
      log: { info: keep, warn: keep, error: keep },
      clock: { now: () => Date.now() },
      timing: options.timing ?? FAST,
    });
    this.#pbx.onEvent((event) => this.events.push(event));
    this.#pbx.onState((state) => this.states.push(state));
    this.#pbx.start();
    if (options.wait !== false) await this.up();
  }

  async up(): Promise<void> {
    await until(() => this.pbx.state.ari === 'up' && this.pbx.state.ami === 'up', 'both links up');
  }

  async stop(): Promise<void> {
    await this.#pbx?.stop();
    await Promise.all([this.ari.kill(), this.ami.kill()]);
  }
}

/** Waits until `holds`, at most `ms`; then fails, naming `what`. */
export async function until(holds: () => boolean, what: string, ms = 8000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(5);
  }
}
