import type { CallEvent, LegId } from '../../call/call-event.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { DialplanPlace, LegView, Pbx, PbxAnswer, PbxLinkState } from '../../ports/pbx.ts';
import type { LinkTrouble, PbxInspection } from '../../ports/pbx-inspection.ts';
import { AmiConnection } from './ami/connection.ts';
import type { AmiTarget } from './ami/session.ts';
import { asAnswer, asDone, asValue, asVariable } from './ari/answer.ts';
import { AriConnection } from './ari/connection.ts';
import { ARI_EVENT_TYPES, type AriEvent, readFrame } from './ari/event.ts';
import { type AriRequest, AriRequester, type AriTarget } from './ari/requester.ts';
import { Inspector } from './inspector.ts';
import type { SessionEnd } from './keep-linked.ts';
import { readLegs } from './legs.ts';
import { type LinkCounts, noCounts } from './link-counts.ts';
import { LINK_TIMING, type LinkTiming } from './link-timing.ts';
import { toCallEvent } from './normalise.ts';
import { PbxNotes } from './pbx-notes.ts';
import { isWireSafe } from './wire-text.ts';

export interface PbxControlOptions {
  readonly ari: AriTarget;
  readonly ami: AmiTarget;
  /** PJSIP endpoints whose legs are heard of, beside those that wait in our application. */
  readonly endpoints: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  /** Default {@link LINK_TIMING}. */
  readonly timing?: LinkTiming;
}

const UNSAFE = { outcome: 'refused', why: 'unsafe text' } as const;
const ARI_DOWN = { outcome: 'unknown', why: 'ARI is down' } as const;
const GLOBAL_NAME = /^[A-Z][A-Z0-9_]{0,79}$/;

/**
 * The live Asterisk behind the port `Pbx`: observed through ARI, acted on through ARI, and through AMI where ARI gives no answer. One per
 * process: ari-client's credentials are a global of the process.
 */
export class PbxControl implements Pbx {
  readonly inspection: PbxInspection;
  /** What the links could not use; for metrics. */
  readonly counts: Readonly<LinkCounts>;
  #trouble: LinkTrouble = { ari: null, ami: null };
  #unheard: readonly string[] = [];
  #state: PbxLinkState = { ari: 'down', ami: 'down' };
  readonly #events = new Set<(event: CallEvent) => void>();
  readonly #states = new Set<(state: PbxLinkState) => void>();
  readonly #options: PbxControlOptions;
  readonly #timing: LinkTiming;
  readonly #requester: AriRequester;
  readonly #ari: AriConnection<AriEvent>;
  readonly #ami: AmiConnection;
  readonly #notes: PbxNotes;

  constructor(options: PbxControlOptions) {
    const timing = options.timing ?? LINK_TIMING;
    const counts = noCounts();
    const changed = (): void => this.#changed();
    this.#options = options;
    this.#timing = timing;
    this.counts = counts;
    this.#requester = new AriRequester(options.ari, timing);
    this.#notes = new PbxNotes((request) => this.#ask(request));
    this.#ari = new AriConnection({
      target: options.ari,
      timing,
      counts,
      requester: this.#requester,
      frames: { types: ARI_EVENT_TYPES, read: readFrame },
      event: (event) => this.#happened(event),
      changed,
      ended: (end) => this.#ended('ari', end),
      endpoints: options.endpoints,
      unheard: (endpoints) => this.#heardNothingOf(endpoints),
      heardLate: (endpoints) => void this.#tellOfLegsOn(endpoints),
      unfiltered: (status) => options.log.warn('pbx-events-unfiltered', { status }),
    });
    this.#ami = new AmiConnection({
      target: options.ami,
      timing,
      counts,
      changed,
      ended: (end) => this.#ended('ami', end),
    });
    this.inspection = new Inspector({
      requester: this.#requester,
      ami: this.#ami,
      counts,
      clock: options.clock,
      trouble: () => this.#trouble,
    });
  }

  get state(): PbxLinkState {
    return this.#state;
  }

  /** Endpoints whose legs we cannot hear of, because the PBX has not loaded them. Kept while the link is down. */
  get unheard(): readonly string[] {
    return this.#unheard;
  }

  /** Begins to connect both links and returns; {@link PbxControl.onState} tells when they are up. They are kept up until `stop`. */
  start(): void {
    this.#ari.start();
    this.#ami.start();
  }

  /** Cuts both links; settles when no socket and no timer is left. The object cannot be started again. */
  async stop(): Promise<void> {
    await Promise.all([this.#ari.stop(), this.#ami.stop(), this.#requester.close()]);
  }

  onEvent(listener: (event: CallEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onState(listener: (state: PbxLinkState) => void): () => void {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  }

  async sendOn(leg: LegId, place: DialplanPlace): Promise<PbxAnswer<null>> {
    const { context, extension, label } = place;
    const query = label === undefined ? { context, extension } : { context, extension, label };
    const deadlineMs = this.#timing.sendOnMs;
    return asDone(await this.#ask({ method: 'POST', path: ['channels', leg, 'continue'], query, deadlineMs }));
  }

  async letGo(leg: LegId): Promise<PbxAnswer<null>> {
    const deadlineMs = this.#timing.sendOnMs;
    return asDone(await this.#ask({ method: 'POST', path: ['channels', leg, 'continue'], deadlineMs }));
  }

  async hangUp(leg: LegId): Promise<PbxAnswer<null>> {
    const byAri = asDone(await this.#ask({ method: 'DELETE', path: ['channels', leg] }));
    // AMI reads a name that begins with `/` as a regular expression over every channel.
    if (byAri.outcome !== 'unknown' || leg.startsWith('/')) return byAri;
    return await this.#ami.act('Hangup', { Channel: leg });
  }

  async setGlobal(name: string, value: string): Promise<PbxAnswer<null>> {
    if (!GLOBAL_NAME.test(name)) return UNSAFE;
    return asDone(
      await this.#ask({ method: 'POST', path: ['asterisk', 'variable'], query: { variable: name, value } }),
    );
  }

  async kept(): Promise<PbxAnswer<ReadonlyMap<string, string>>> {
    return await this.#notes.read();
  }

  async keep(key: string, value: string): Promise<PbxAnswer<null>> {
    return await this.#notes.write(key, value);
  }

  async variable(leg: LegId, expression: string): Promise<PbxAnswer<string>> {
    const query = { variable: expression };
    return asVariable(await this.#ask({ method: 'GET', path: ['channels', leg, 'variable'], query }));
  }

  async legs(): Promise<PbxAnswer<readonly LegView[]>> {
    const { application } = this.#options.ari;
    return asValue(await this.#ask({ method: 'GET', path: ['channels'] }), (json) => readLegs(json, application));
  }

  async #ask(request: AriRequest): Promise<PbxAnswer<string>> {
    const texts = [...request.path, ...Object.values(request.query ?? {})];
    if (!texts.every((text) => isWireSafe(text)) || request.path.some((segment) => /^\.{0,2}$/.test(segment)))
      return UNSAFE;
    if (this.#ari.state === 'down') return ARI_DOWN;
    return asAnswer(await this.#requester.send(request));
  }

  #happened(event: AriEvent): void {
    const happened = toCallEvent(event);
    if (happened !== null) this.#tell(this.#events, happened);
  }

  #changed(): void {
    const was = this.#state;
    this.#state = { ari: this.#ari.state, ami: this.#ami.state };
    for (const link of ['ari', 'ami'] as const) {
      if (this.#state[link] !== 'up' || was[link] === 'up') continue;
      this.#trouble = { ...this.#trouble, [link]: null };
      this.#options.log.info('pbx-link-up', { link });
    }
    this.#tell(this.#states, this.#state);
  }

  /** Tells of the legs that are there already as if they had come now: whoever watches looks at each of them. */
  async #tellOfLegsOn(endpoints: readonly string[]): Promise<void> {
    const legs = await this.legs();
    if (legs.outcome !== 'ok') return;
    const at = this.#options.clock.now();
    for (const { leg, through, dialog } of legs.value) {
      if (through.technology !== 'PJSIP' || !endpoints.includes(through.endpoint)) continue;
      const named = dialog === undefined ? {} : { dialog };
      this.#tell(this.#events, { kind: 'created', at, leg, through, incoming: false, ...named });
    }
  }

  #heardNothingOf(endpoints: readonly string[]): void {
    const { log } = this.#options;
    this.#unheard = endpoints;
    if (endpoints.length === 0) log.info('doors-heard');
    else log.error('doors-unheard', { doorCount: endpoints.length, first: endpoints[0] ?? '' });
  }

  #ended(link: keyof LinkTrouble, end: SessionEnd): void {
    // Once per kind of trouble, not once per attempt.
    if (this.#trouble[link] === end.code) return;
    this.#trouble = { ...this.#trouble, [link]: end.code };
    this.#options.log.warn('pbx-link-down', { link, code: end.code });
  }

  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (cause) {
        this.#options.log.error('pbx-listener-failed', {}, cause);
      }
    }
  }
}
