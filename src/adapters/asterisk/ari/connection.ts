import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'ari-client';
import type { PbxLinkState } from '../../../ports/pbx.ts';
import { keepLinked, type SessionEnd } from '../keep-linked.ts';
import type { LinkCounts } from '../link-counts.ts';
import type { LinkTiming } from '../link-timing.ts';
import { hearEndpoints, hearSource } from './hear-endpoints.ts';
import { connectLibrary, openEventSocket } from './library.ts';
import { preflight } from './preflight.ts';
import type { AriRequester, AriTarget } from './requester.ts';
import { watchSocket } from './watch-socket.ts';

/** Which events are asked for, and how their frames are read. */
export interface AriFrames<Event> {
  readonly types: readonly string[];
  readonly read: (text: string) => Event | 'ignored' | 'broken';
}

export interface AriConnectionOptions<Event> {
  readonly target: AriTarget;
  readonly timing: LinkTiming;
  readonly counts: LinkCounts;
  readonly requester: AriRequester;
  readonly frames: AriFrames<Event>;
  /** Every event we read, in order. Must not throw. */
  readonly event: (event: Event) => void;
  /** Called after every change of {@link AriConnection.state}. */
  readonly changed: () => void;
  /** Called each time a session ended or an attempt failed. */
  readonly ended: (end: SessionEnd) => void;
  /** The PBX did not take our event filter: it sends every event, which works and costs both sides. */
  readonly unfiltered: (status: number) => void;
  /** PJSIP endpoints whose legs we hear of, beside those that are in our application. */
  readonly endpoints: readonly string[];
  /** Endpoints the PBX does not have (yet): their legs are not heard of. Told after every change; asked for again and again. */
  readonly unheard: (endpoints: readonly string[]) => void;
  /** What else we hear of: `bridge:` is every bridge. */
  readonly sources?: readonly string[];
  /** Endpoints that are heard of only now: legs may have come on them that nobody told of. */
  readonly heardLate: (endpoints: readonly string[]) => void;
}

/**
 * The ARI event link for as long as the daemon lives: preflight, event socket, watch, again. Events of the time it was down are lost; the
 * listener asks for the legs again on every `up`.
 */
export class AriConnection<Event extends { readonly type: string }> {
  #state: PbxLinkState['ari'] = 'down';
  /** What the PBX did not have when we asked last. */
  #missing: readonly string[] = [];
  #client: Client | null = null;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  readonly #options: AriConnectionOptions<Event>;

  constructor(options: AriConnectionOptions<Event>) {
    this.#options = options;
  }

  get state(): PbxLinkState['ari'] {
    return this.#state;
  }

  /** Begins to connect and returns. Calling it again without {@link AriConnection.stop} does nothing. */
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
    await this.#running;
    this.#stop = null;
  }

  async #once(signal: AbortSignal): Promise<SessionEnd> {
    const { requester, target, timing } = this.#options;
    const trouble = await preflight(requester, target, this.#client === null);
    if (trouble !== null) return { code: trouble, heldMs: 0, refused: trouble === 'PBX_ARI_LOGIN_REFUSED' };
    this.#client ??= await withDeadline(connectLibrary(target, timing.connectMs), timing.connectMs, signal);
    if (this.#client === null || signal.aborted) return { code: 'PBX_ARI_NOT_READY', heldMs: 0, refused: false };
    return await this.#listen(this.#client, signal);
  }

  async #listen(client: Client, signal: AbortSignal): Promise<SessionEnd> {
    const { requester, target, timing } = this.#options;
    const replaced = new AbortController();
    const over = new AbortController();
    let upSince: number | null = null;
    const opened = async (): Promise<void> => {
      await this.#filter();
      for (const source of this.#options.sources ?? []) await hearSource(requester, target.application, source);
      // Before "up": whoever lists the legs on "up" must not miss one that comes right after.
      const unheard = await this.#hear(this.#options.endpoints, this.#missing);
      if (over.signal.aborted) return;
      upSince = performance.now();
      this.#become('up');
      await this.#hearAgain(unheard, over.signal);
    };
    const watch = {
      opened: () => void opened(),
      frame: (text: string) => this.#read(text, replaced),
      requestsAnswered: () => requester.warm(),
    };
    const socket = openEventSocket(client, target.application);
    const code = await watchSocket(socket, watch, timing, AbortSignal.any([signal, replaced.signal]));
    over.abort();
    this.#become('down');
    const heldMs = upSince === null ? 0 : performance.now() - upSince;
    // Whoever took our application over would lose it again at once, and take it back: two daemons must not fight for a call.
    if (replaced.signal.aborted) return { code: 'PBX_ARI_REPLACED', heldMs, refused: true };
    return { code, heldMs, refused: false };
  }

  #read(text: string, replaced: AbortController): void {
    const event = this.#options.frames.read(text);
    if (event === 'ignored') this.#options.counts.ariIgnored += 1;
    else if (event === 'broken') this.#options.counts.ariBroken += 1;
    else if (event.type === 'ApplicationReplaced') replaced.abort();
    else this.#options.event(event);
  }

  /** Asterisk ≥ 13.26, 16.3: fewer events to serialise at the PBX and to parse here. */
  async #filter(): Promise<void> {
    const { frames, requester, target, unfiltered } = this.#options;
    const json = { allowed: frames.types.map((type) => ({ type })) };
    const path = ['applications', target.application, 'eventFilter'];
    const reply = await requester.send({ method: 'PUT', path, json });
    if (reply.kind !== 'answered' || reply.status !== 200) unfiltered(reply.kind === 'answered' ? reply.status : 0);
  }

  async #hear(endpoints: readonly string[], before: readonly string[]): Promise<readonly string[]> {
    const { requester, target, unheard } = this.#options;
    const missing = await hearEndpoints(requester, target.application, endpoints);
    if (missing.length !== before.length) unheard(missing);
    this.#missing = missing;
    return missing;
  }

  /** Until the PBX has loaded every endpoint, or the session is over. */
  async #hearAgain(endpoints: readonly string[], over: AbortSignal): Promise<void> {
    let missing = endpoints;
    while (missing.length > 0 && !over.aborted) {
      await pause(this.#options.timing.hearAgainMs, null, { signal: over, ref: false }).catch(() => null);
      if (over.aborted) return;
      const before = missing;
      missing = await this.#hear(before, before);
      const late = before.filter((endpoint) => !missing.includes(endpoint));
      if (late.length > 0) this.#options.heardLate(late);
    }
  }

  #become(state: PbxLinkState['ari']): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.changed();
  }
}

/** The value, or `null` when it failed, came too late, or `signal` aborted. A later failure of `work` is swallowed. */
async function withDeadline<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T | null> {
  const settled = work.catch(() => null);
  return await Promise.race([settled, pause(ms, null, { signal, ref: false }).catch(() => null)]);
}
