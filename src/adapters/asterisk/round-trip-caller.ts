import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { roundTripName } from '../../call/round-trip.ts';
import type { FailureCode } from '../../failure.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import type { Delivered, RoundTrip, RoundTripCaller, TripEnd } from '../../ports/round-trip-caller.ts';
import { asAnswer, asValue, asVariable } from './ari/answer.ts';
import { preflight } from './ari/preflight.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';

const Channel = z.object({ state: z.string().max(40) });

/** Seconds until the PBX gives up a call that nobody answers. */
const RING_SECONDS = 30;
const LOOK_EVERY_MS = 250;
/** The dialplan ends every call after 40 s. */
const LONGEST_MS = 45_000;
/** The PBX cuts a value off at 4096 bytes: what is nearly as long may be a part. */
const LONGEST_VALUE = 4_000;
/** What `withheld-round-trip-in` sets (`WITHHELD_GOT_…`), and what it is part of. */
const SINGLE = { from: 'FROM', name: 'NAME', number: 'NUMBER', presentation: 'PRESENTATION' } as const;
const SEVERAL = {
  asserted: ['ASSERTED_1', 'ASSERTED_2'],
  remoteParty: ['REMOTE_1', 'REMOTE_2'],
  privacy: ['PRIVACY_1', 'PRIVACY_2'],
  diversion: ['DIVERSION_1', 'DIVERSION_2'],
  history: ['HISTORY_1', 'HISTORY_2', 'HISTORY_3'],
  identity: ['IDENTITY_1', 'IDENTITY_2'],
} as const;

/** What `withheld-round-trip-in` leaves on the leg: a dot and the value, in base64. `null`: it is not that, or not whole. */
export function readHandedOver(text: string): string | null {
  if (text.length >= LONGEST_VALUE || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const value = Buffer.from(text, 'base64').toString('latin1');
  return value.startsWith('.') ? value.slice(1) : null;
}

function deliveredOf(values: ReadonlyMap<string, string>): Delivered {
  const one = (name: string): string => values.get(name) ?? '';
  const all = (names: readonly string[]): readonly string[] => names.map(one).filter((value) => value !== '');
  return {
    from: one(SINGLE.from),
    name: one(SINGLE.name),
    number: one(SINGLE.number),
    presentation: one(SINGLE.presentation),
    asserted: all(SEVERAL.asserted),
    remoteParty: all(SEVERAL.remoteParty),
    privacy: all(SEVERAL.privacy),
    diversion: all(SEVERAL.diversion),
    history: all(SEVERAL.history),
    identity: all(SEVERAL.identity),
  };
}

/** The hands of the round trips at the PBX: ARI alone. */
export class AsteriskRoundTripCaller implements RoundTripCaller {
  readonly #run = randomUUID().slice(0, 8);
  #placed = 0;
  readonly #ari: AriTarget;
  readonly #requester: AriRequester;

  constructor(ari: AriTarget) {
    this.#ari = ari;
    this.#requester = new AriRequester(ari, LINK_TIMING);
  }

  async trouble(): Promise<FailureCode | null> {
    return await preflight(this.#requester, this.#ari, false);
  }

  async travel(trip: RoundTrip, nonce: string, signal: AbortSignal): Promise<TripEnd> {
    const near = `withheld-trip-${this.#run}-${this.#placed}`;
    this.#placed += 1;
    const placed = await this.#place(trip, nonce, near);
    if (placed.outcome !== 'ok') return { kind: 'not-placed' };
    try {
      return await this.#follow(near, nonce, signal);
    } finally {
      await this.#end(near);
      await this.#end(`${near}.far`);
    }
  }

  async close(): Promise<void> {
    await this.#requester.close();
  }

  async #place({ trunk, door, destination }: RoundTrip, nonce: string, near: string): Promise<PbxAnswer<string>> {
    const query = {
      endpoint: `Local/${roundTripName(trunk, door, destination)}@withheld-round-trip/n`,
      context: 'withheld-round-trip',
      extension: 'near',
      priority: '1',
      timeout: String(RING_SECONDS),
      otherChannelId: `${near}.far`,
    };
    const json = { variables: { __WITHHELD_NONCE: nonce } };
    return asAnswer(await this.#requester.send({ method: 'POST', path: ['channels', near], query, json }));
  }

  /** Looks until the call has come in, has ended, or has lasted too long. */
  async #follow(near: string, nonce: string, signal: AbortSignal): Promise<TripEnd> {
    const last = Date.now() + LONGEST_MS;
    let answered = false;
    for (let over = false; ; ) {
      if (signal.aborted) return { kind: 'stopped' };
      const leg = await this.#arrived(nonce);
      if (leg !== null) return await this.#delivered(leg);
      if (over || Date.now() > last) return { kind: answered ? 'not-known' : 'ended' };
      const reply = asAnswer(await this.#requester.send({ method: 'GET', path: ['channels', near] }));
      const state = asValue(reply, (json) => Channel.safeParse(json).data?.state ?? null);
      answered ||= state.outcome === 'ok' && state.value === 'Up';
      // Looked once more: it may have come in and ended between two looks.
      over = state.outcome === 'refused';
      if (!over) await pause(LOOK_EVERY_MS);
    }
  }

  /** The leg that came in with this code. */
  async #arrived(nonce: string): Promise<string | null> {
    const told = await this.#variable(['asterisk', 'variable'], 'WITHHELD_ARRIVED');
    const [code, leg = ''] = told.outcome === 'ok' ? told.value.split('/', 2) : [];
    return code === nonce && leg !== '' ? leg : null;
  }

  async #delivered(leg: string): Promise<TripEnd> {
    const path = ['channels', leg, 'variable'];
    const endpoint = await this.#variable(path, 'WITHHELD_GOT_BY');
    const names = [...Object.values(SINGLE), ...Object.values(SEVERAL).flat()];
    const values = new Map<string, string>();
    for (const name of names) {
      const answer = await this.#variable(path, `WITHHELD_GOT_${name}`);
      const value = answer.outcome === 'ok' ? readHandedOver(answer.value) : null;
      if (value !== null) values.set(name, value);
    }
    await this.#end(leg);
    if (endpoint.outcome !== 'ok' || values.size < names.length) return { kind: 'unreadable' };
    return { kind: 'delivered', endpoint: endpoint.value, delivered: deliveredOf(values) };
  }

  async #variable(path: readonly string[], variable: string): Promise<PbxAnswer<string>> {
    return asVariable(asAnswer(await this.#requester.send({ method: 'GET', path, query: { variable } })));
  }

  async #end(leg: string): Promise<void> {
    await this.#requester.send({ method: 'DELETE', path: ['channels', leg] });
  }
}
