import { setTimeout as pause } from 'node:timers/promises';
import type { FailureCode } from '../../../failure.ts';
import type { PbxAnswer, PbxLinkState } from '../../../ports/pbx.ts';
import { keepLinked, type SessionEnd } from '../keep-linked.ts';
import type { LinkCounts } from '../link-counts.ts';
import type { LinkTiming } from '../link-timing.ts';
import { isWireSafe } from '../wire-text.ts';
import type { AmiFields } from './action.ts';
import { AmiSession, type AmiTarget } from './session.ts';

export interface AmiConnectionOptions {
  readonly target: AmiTarget;
  readonly timing: LinkTiming;
  readonly counts: LinkCounts;
  /** Called after every change of {@link AmiConnection.state}. */
  readonly changed: () => void;
  /** Called each time a session ended or an attempt failed. */
  readonly ended: (end: SessionEnd) => void;
}

/** The AMI link for as long as the daemon lives: one {@link AmiSession} after another, pinged while it is up. For acting only. */
export class AmiConnection {
  #state: PbxLinkState['ami'] = 'down';
  #session: AmiSession | null = null;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  readonly #options: AmiConnectionOptions;

  constructor(options: AmiConnectionOptions) {
    this.#options = options;
  }

  get state(): PbxLinkState['ami'] {
    return this.#state;
  }

  /** Begins to connect and returns. Calling it again without {@link AmiConnection.stop} does nothing. */
  start(): void {
    if (this.#stop !== null) return;
    const stop = new AbortController();
    this.#stop = stop;
    const { ended, timing } = this.#options;
    this.#running = keepLinked((signal) => this.#once(signal), ended, timing, stop.signal);
  }

  /** Ends the link; settles when no socket and no timer is left. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#session?.destroy('PBX_AMI_LOST');
    await this.#running;
    this.#stop = null;
    this.#become('down');
  }

  /** See {@link AmiSession.act}. */
  act(name: string, fields: AmiFields, deadlineMs = this.#options.timing.requestMs): Promise<PbxAnswer<null>> {
    if (this.#session === null) return Promise.resolve({ outcome: 'unknown', why: 'AMI is down' });
    return this.#session.act(name, fields, deadlineMs);
  }

  async #once(signal: AbortSignal): Promise<SessionEnd> {
    const { target, counts, timing } = this.#options;
    if (!isWireSafe(target.user) || !isWireSafe(target.secret)) return this.#over('PBX_AMI_LOGIN_REFUSED', 0);
    const session = new AmiSession(target, counts);
    this.#session = session;
    await session.open(timing.connectMs);
    const upSince = performance.now();
    const wasUp = session.up;
    if (wasUp) {
      this.#become('up');
      void this.#ping(session, signal);
    }
    const code = await session.ended;
    this.#session = null;
    return this.#over(code, wasUp ? performance.now() - upSince : 0);
  }

  #over(code: FailureCode, heldMs: number): SessionEnd {
    const refused = code === 'PBX_AMI_LOGIN_REFUSED';
    this.#become(refused ? 'refused' : 'down');
    return { code, heldMs, refused };
  }

  /** A frozen peer keeps its socket open: only an unanswered question finds it. */
  async #ping(session: AmiSession, signal: AbortSignal): Promise<void> {
    const { pingEveryMs, pingDeadlineMs } = this.#options.timing;
    while (session.up && !signal.aborted) {
      await session.act('Ping', {}, pingDeadlineMs);
      await Promise.race([session.ended, pause(pingEveryMs, undefined, { signal }).catch(() => undefined)]);
    }
  }

  #become(state: PbxLinkState['ami']): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.changed();
  }
}
