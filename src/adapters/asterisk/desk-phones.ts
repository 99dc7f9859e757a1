import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { DeskPhones, PhoneState, RingEnd } from '../../ports/desk-phones.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import { asAnswer, asDone, asValue } from './ari/answer.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';

const Endpoint = z.object({ state: z.string().max(40), channel_ids: z.array(z.string()) });
const Channel = z.object({ state: z.string().max(40) });

const EXTENSION = /^[0-9]{2,8}$/;
const WORDS = /^[a-z-]{1,40}(?:_[a-z-]{1,40}){2}$/;
const TEXT = /^[\p{L}\p{N} .,’'-]{1,400}$/u;
/** The dialplan rings for 15 s and ends whatever lasts longer than 90 s. */
const RING_SECONDS = 20;
const LONGEST_MS = 95_000;
const LOOK_EVERY_MS = 400;
const REFUSED = { outcome: 'refused', why: 'unsafe text' } as const;

/**
 * The phones of the house, by ARI. A ring goes through the dialplan (`withheld-notice-ring`), which dials phones of a site and nothing else, follows no
 * forward, and leaves a phone alone that is in a call.
 */
export class AsteriskDeskPhones implements DeskPhones {
  readonly #requester: AriRequester;

  constructor(ari: AriTarget) {
    this.#requester = new AriRequester(ari, LINK_TIMING);
  }

  async state(extension: string): Promise<PhoneState> {
    if (!EXTENSION.test(extension)) return 'unknown';
    const reply = asAnswer(await this.#requester.send({ method: 'GET', path: ['endpoints', 'PJSIP', extension] }));
    const endpoint = asValue(reply, (json) => Endpoint.safeParse(json).data ?? null);
    if (endpoint.outcome !== 'ok') return 'unknown';
    if (endpoint.value.channel_ids.length > 0) return 'busy';
    return endpoint.value.state === 'online' ? 'free' : 'away';
  }

  async ring(extension: string, words: string): Promise<RingEnd> {
    if (!EXTENSION.test(extension) || !WORDS.test(words)) return 'unknown';
    const leg = `withheld-notice-${randomUUID()}`;
    const query = {
      endpoint: `Local/${extension}@withheld-notice-ring/n`,
      context: 'withheld-notice',
      extension: words,
      priority: '1',
      timeout: String(RING_SECONDS),
      callerId: 'Withheld <*65>',
      otherChannelId: `${leg}.far`,
    };
    const placed = asAnswer(await this.#requester.send({ method: 'POST', path: ['channels', leg], query }));
    if (placed.outcome !== 'ok') return placed.outcome === 'refused' ? 'not-heard' : 'unknown';
    return await this.#follow(leg);
  }

  async write(extension: string, text: string): Promise<PbxAnswer<null>> {
    if (!EXTENSION.test(extension) || !TEXT.test(text)) return REFUSED;
    const query = { from: 'sip:withheld@withheld.invalid', body: text };
    const path = ['endpoints', 'PJSIP', extension, 'sendMessage'];
    return asDone(asAnswer(await this.#requester.send({ method: 'PUT', path, query })));
  }

  async close(): Promise<void> {
    await this.#requester.close();
  }

  /** Looks until it is over: answered is heard, whatever part of it. */
  async #follow(leg: string): Promise<RingEnd> {
    const last = Date.now() + LONGEST_MS;
    let heard = false;
    while (Date.now() < last) {
      const reply = asAnswer(await this.#requester.send({ method: 'GET', path: ['channels', leg] }));
      if (reply.outcome === 'refused') return heard ? 'heard' : 'not-heard';
      const state = asValue(reply, (json) => Channel.safeParse(json).data?.state ?? null);
      heard ||= state.outcome === 'ok' && state.value === 'Up';
      await pause(LOOK_EVERY_MS);
    }
    return heard ? 'heard' : 'unknown';
  }
}
