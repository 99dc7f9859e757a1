import { z } from 'zod';
import type { FailureCode } from '../../../failure.ts';
import { asAnswer, asValue, asVariable } from '../ari/answer.ts';
import { AriConnection } from '../ari/connection.ts';
import { hearSource } from '../ari/hear-endpoints.ts';
import type { AriRequester, AriTarget } from '../ari/requester.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';
import { noCounts } from '../link-counts.ts';
import type { LinkTiming } from '../link-timing.ts';
import { CALL_EVENT_TYPES, type CallFrame, listedLeg, type NamedLeg, readCallFrame } from './call-frames.ts';
import type { HouseNames } from './house-names.ts';
import { OpenLegs } from './open-legs.ts';

/** The legs that are there are counted through so often: what nobody told of is found. */
const LIST_EVERY_MS = 30_000;
/** What is under way when the list is made has come by then. */
const UNDER_WAY_MS = 1_500;
const Bridges = z.array(
  z.object({
    id: z.string().min(1).max(150),
    technology: z.string().max(60).optional(),
    creator: z.string().max(60).optional(),
    channels: z.array(z.string()),
  }),
);

/** An id that is used in a request: Asterisk's own have no other letters. */
const PLAIN_ID = /^[A-Za-z0-9._:@~-]{1,150}$/;

export interface CallStreamParts {
  readonly target: AriTarget;
  readonly requester: AriRequester;
  readonly timing: LinkTiming;
  readonly names: HouseNames;
  readonly now: () => number;
  readonly line: (line: SourceLine) => void;
  /** A leg, and its SIP Call-ID. */
  readonly dialog: (leg: string, dialog: string) => void;
  /** A leg of a leak test or a round trip. */
  readonly probe: (leg: string) => void;
  readonly ended: (leg: string) => void;
  /** Since when the PBX runs. */
  readonly bootedAt: (lostAt: number | null) => Promise<number | null>;
  readonly state: (up: boolean) => void;
  /** An attempt to link failed, or the link ended. */
  readonly trouble: (code: FailureCode) => void;
  /** Every leg that is there was told of: those, and since when the PBX runs. */
  readonly listed: (legs: ReadonlySet<string>, bootedAt: number) => void;
}

/**
 * What ARI tells of calls, under an application of our own: the legs of the doors, every bridge, and the legs of phones from when they talk with a
 * door. The legs that are there are asked for whenever the link comes up, and now and then.
 *
 * Not every leg of the house: what a leg of a phone goes through in the dialplan before it talks is two thirds of all that is told of a call, and each
 * piece is turned into JSON before the filter drops it.
 */
export class CallStream {
  readonly #parts: CallStreamParts;
  readonly #legs = new OpenLegs();
  readonly #connection: AriConnection<CallFrame>;
  readonly #timers = new Set<NodeJS.Timeout>();
  #listing: NodeJS.Timeout | null = null;
  #lostAt: number | null = null;
  #bootedAt: number | null = null;
  #up = false;
  #linkedAnew = false;

  constructor(parts: CallStreamParts) {
    const { names, requester, target, timing } = parts;
    this.#parts = parts;
    this.#connection = new AriConnection<CallFrame>({
      target,
      timing,
      counts: noCounts(),
      requester,
      frames: { types: CALL_EVENT_TYPES, read: (text) => readCallFrame(text, names) },
      event: (frame) => this.#take(frame),
      changed: () => this.#changed(),
      ended: ({ code }) => this.#parts.trouble(code),
      unfiltered: () => undefined,
      endpoints: names.doors,
      sources: ['bridge:'],
      unheard: () => undefined,
      heardLate: () => void this.#list(),
    });
  }

  get up(): boolean {
    return this.#up;
  }

  /** The legs that are up: those of trunks first. */
  get upLegs(): readonly string[] {
    const up = this.#legs.all.filter((leg) => leg.up);
    const rank = (name: string) => (name.startsWith('PJSIP/t') ? 0 : 1);
    return up.sort((one, other) => rank(one.name) - rank(other.name)).map(({ id }) => id);
  }

  start(): void {
    this.#connection.start();
    this.#listing ??= setInterval(() => {
      if (this.#up) void this.#list();
    }, LIST_EVERY_MS);
  }

  async stop(): Promise<void> {
    if (this.#listing !== null) clearInterval(this.#listing);
    this.#listing = null;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#connection.stop();
  }

  #take(frame: CallFrame): void {
    const { now } = this.#parts;
    for (const leg of frame.legs) this.#meet(leg, now());
    this.#parts.line({ source: 'ari', fields: frame.fields });
    const [first] = frame.legs;
    if (first === undefined) return;
    if (frame.type === 'ChannelEnteredBridge') this.#hear(first.id);
    if (frame.type === 'ChannelUserevent') this.#askedBy(frame);
    if (frame.type === 'ChannelDestroyed') this.#over(first.id);
  }

  #meet(named: NamedLeg, now: number): void {
    const { dialog, probe } = this.#parts;
    if (named.probe) probe(named.id);
    const leg = this.#legs.met(named, now);
    if (leg === null) return;
    if (named.dialog !== null) dialog(named.id, named.dialog);
    // Below 18.16 no event names it. The PBX stops the leg's signalling to answer: it is asked once, of a leg that is up.
    else if (leg.up && !leg.asked) void this.#askDialog(named.id);
    if (named.dialog !== null) leg.asked = true;
  }

  async #askDialog(id: string): Promise<void> {
    const leg = this.#legs.get(id);
    if (leg === undefined || !PLAIN_ID.test(id)) return;
    leg.asked = true;
    const path = ['channels', id, 'variable'];
    const query = { variable: 'CHANNEL(pjsip,call-id)' };
    const answer = asVariable(asAnswer(await this.#parts.requester.send({ method: 'GET', path, query })));
    if (answer.outcome === 'ok' && answer.value !== '') this.#parts.dialog(id, answer.value);
  }

  #hear(id: string): void {
    const leg = this.#legs.get(id);
    if (leg === undefined || leg.heard || !PLAIN_ID.test(id)) return;
    leg.heard = true;
    const { requester, target } = this.#parts;
    void hearSource(requester, target.application, `channel:${id}`);
  }

  /** A call of ours: who asked for the trunk's leg is told of by its id alone. */
  #askedBy({ fields }: CallFrame): void {
    const asking = (fields['userevent'] as { readonly asking?: string } | undefined)?.asking;
    if (asking === undefined || !PLAIN_ID.test(asking) || this.#legs.get(asking) !== undefined) return;
    void this.#ask(asking);
  }

  async #ask(id: string): Promise<void> {
    const { names, requester } = this.#parts;
    const answer = asAnswer(await requester.send({ method: 'GET', path: ['channels', id] }));
    const frame = asValue(answer, (json) => listedLeg(json, names));
    if (frame.outcome !== 'ok') return;
    this.#take(frame.value);
    this.#hear(id);
  }

  #over(id: string): void {
    this.#legs.ended(id);
    this.#parts.ended(id);
  }

  #changed(): void {
    const up = this.#connection.state === 'up';
    if (up === this.#up) return;
    this.#up = up;
    this.#parts.state(up);
    if (up) {
      void this.#linked();
      return;
    }
    this.#lostAt = this.#parts.now();
    this.#parts.line({ source: 'link', fields: { ev: 'lost', link: 'ari' } });
  }

  async #linked(): Promise<void> {
    const bootedAt = await this.#parts.bootedAt(this.#lostAt);
    if (!this.#up) return;
    const booted = bootedAt === null ? {} : { booted: bootedAt / 1_000 };
    this.#parts.line({ source: 'link', fields: { ev: 'up', link: 'ari', ...booted } });
    // Of a PBX that was started anew every leg is gone, and the loss is what is to be said of them.
    if (this.#bootedAt !== null && bootedAt !== null && bootedAt !== this.#bootedAt)
      for (const { id } of this.#legs.all) this.#over(id);
    this.#bootedAt = bootedAt ?? this.#bootedAt;
    this.#linkedAnew = true;
    await this.#list(bootedAt !== null);
  }

  /** Tells of every leg that is there; with `all`, also that the others are gone. */
  async #list(all = true): Promise<void> {
    const { names, now, requester } = this.#parts;
    const asked = now();
    const answer = asAnswer(await requester.send({ method: 'GET', path: ['channels'] }));
    const listed = asValue(answer, (json) => z.array(z.unknown()).safeParse(json).data ?? null);
    if (listed.outcome !== 'ok' || !this.#up) return;
    const frames = listed.value.map((each) => listedLeg(each, names));
    for (const frame of frames) if (frame !== null && this.#isNews(frame)) this.#take(frame);
    for (const { fields } of frames.flatMap((frame) => frame ?? [])) this.#hear(String(idOf(fields)));
    if (!all || frames.includes(null)) return;
    const there = new Set(frames.flatMap((frame) => frame?.legs.map(({ id }) => id) ?? []));
    if (this.#linkedAnew) await this.#listBridges(frames.flatMap((frame) => frame ?? []));
    if (this.#bootedAt !== null) this.#parts.listed(there, this.#bootedAt);
    const gone = this.#legs.all.filter(({ id, since }) => since < asked && !there.has(id));
    if (gone.length === 0) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      for (const { id } of gone) if (this.#up && this.#legs.get(id) !== undefined) this.#gone(id);
    }, UNDER_WAY_MS);
    this.#timers.add(timer);
  }

  /** Who talks with whom, as if they began to only now: nobody told of it while we were away. */
  async #listBridges(frames: readonly CallFrame[]): Promise<void> {
    this.#linkedAnew = false;
    const answer = asAnswer(await this.#parts.requester.send({ method: 'GET', path: ['bridges'] }));
    const bridges = asValue(answer, (json) => Bridges.safeParse(json).data ?? null);
    if (bridges.outcome !== 'ok') return;
    for (const { channels, ...bridge } of bridges.value)
      for (const frame of frames.filter(({ legs: [leg] }) => leg !== undefined && channels.includes(leg.id)))
        this.#take({
          ...frame,
          type: 'ChannelEnteredBridge',
          fields: { ...frame.fields, type: 'ChannelEnteredBridge', bridge },
        });
  }

  /** After a lost link everything is news; otherwise what nobody told of. */
  #isNews({ legs }: CallFrame): boolean {
    const [leg] = legs;
    const known = leg === undefined ? undefined : this.#legs.get(leg.id);
    return known === undefined || (leg?.up === true && !known.up) || (this.#lostAt ?? 0) > known.since;
  }

  #gone(id: string): void {
    this.#parts.line({ source: 'link', fields: { ev: 'gone', uniqueid: id } });
    this.#over(id);
  }
}

function idOf(fields: CallFrame['fields']): unknown {
  return (fields['channel'] as { readonly id?: unknown } | undefined)?.id;
}
