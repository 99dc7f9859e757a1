import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const { answers, mobile } = PUBLIC_NUMBERS;
const ASKED = '+61370100001';

interface EventSocket {
  on(event: 'open' | 'message', listener: (data: Buffer) => void): void;
  terminate(): void;
}
/** The socket library that ari-client brings. */
const Socket = createRequire(createRequire(import.meta.url).resolve('ari-client'))('ws') as new (
  url: string,
) => EventSocket;

/** An application in the daemon's place that answers as badly as it can. */
class Impostor {
  readonly #under: LabUnderTest;
  readonly questions: string[] = [];
  readonly statuses: number[] = [];
  #socket: EventSocket | null = null;
  answer: (leg: string) => Promise<void> = async () => undefined;

  constructor(under: LabUnderTest) {
    this.#under = under;
  }

  async start(): Promise<void> {
    const { inside } = this.#under.lab.network;
    const key = encodeURIComponent(`driver:${this.#under.lab.credentials.driver}`);
    const socket = new Socket(`ws://${inside}:8088/ari/events?app=withheld&api_key=${key}`);
    socket.on('message', (data) => {
      const event = JSON.parse(data.toString()) as { type: string; channel?: { id: string }; args?: string[] };
      if (event.type !== 'StasisStart' || event.channel === undefined) return;
      this.questions.push(event.args?.[0] ?? '');
      void this.answer(event.channel.id);
    });
    await new Promise<void>((open) => socket.on('open', () => open()));
    this.#socket = socket;
  }

  stop(): void {
    this.#socket?.terminate();
  }

  async beat(ageMs: number): Promise<void> {
    await this.ask('POST', 'asterisk/variable', { variable: 'WITHHELD_BEAT', value: String(Date.now() - ageMs) });
  }

  async ask(method: string, path: string, query: Record<string, string>): Promise<void> {
    const url = new URL(`http://${this.#under.lab.network.inside}:8088/ari/${path}`);
    url.search = new URLSearchParams(query).toString();
    const authorization = `Basic ${Buffer.from(`driver:${this.#under.lab.credentials.driver}`).toString('base64')}`;
    this.statuses.push((await fetch(url, { method, headers: { authorization } })).status);
  }
}

describe('what could loosen a call', () => {
  let under: LabUnderTest;
  let impostor: Impostor;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());
  beforeEach(async () => {
    impostor = new Impostor(under);
    await impostor.start();
  });
  afterEach(() => impostor.stop());

  async function privately(number: string): Promise<void> {
    const result = await under.call('101', number, [talk(200)]);
    expect(result.outcome).toBe('answered');
    expect(under.invites()).toEqual([`t1: +61${number.slice(1)}`]);
    expect(under.faults('private')).toEqual([]);
  }

  test('[G4] an answer about the number that was asked, in time, opens the parent door: the test can see a loosening', async () => {
    impostor.answer = (leg) =>
      impostor.ask('POST', `channels/${leg}/continue`, { context: 'withheld-parent', extension: ASKED });
    await impostor.beat(0);
    await under.call('101', answers.number, [talk(200)]);

    expect(under.faults('parent')).toEqual([]);
    expect(under.faults('private')).not.toEqual([]);
  });

  test('[G4] an answer about another number leaves the call private, and to the number that was dialled', async () => {
    impostor.answer = (leg) =>
      impostor.ask('POST', `channels/${leg}/continue`, {
        context: 'withheld-parent',
        extension: `+61${mobile.number.slice(1)}`,
      });
    await impostor.beat(0);
    await privately(answers.number);

    expect(impostor.questions).toEqual([ASKED]);
  });

  test('[G2] [G4] an answer after the deadline is refused by the PBX, and the call has left privately', async () => {
    impostor.answer = async (leg) => {
      await pause(600);
      await impostor.ask('POST', `channels/${leg}/continue`, { context: 'withheld-parent', extension: ASKED });
    };
    await impostor.beat(0);
    await privately(answers.number);

    expect(impostor.questions).toEqual([ASKED]);
    expect(impostor.statuses.at(-1)).toBeGreaterThanOrEqual(400);
  });

  test.each([
    ['old', 2_500],
    ['from the future', -60_000],
  ])('[G2] nobody is asked on the strength of a heartbeat that is %s', async (_name, ageMs) => {
    await impostor.beat(ageMs);
    await privately(answers.number);

    expect(impostor.questions).toEqual([]);
  });

  test.each([['not a number'], ['9'.repeat(40)], ['']])(
    '[G2] a heartbeat that reads "%s" asks nobody and loses no call',
    async (value) => {
      await impostor.ask('POST', 'asterisk/variable', { variable: 'WITHHELD_BEAT', value });
      await privately(answers.number);

      expect(impostor.questions).toEqual([]);
    },
  );

  test('[G4] a leg that comes to the parent door without a ticket of its own, with inherited variables of ours, stays private', async () => {
    under.farEnd.clear();
    const variables = { __WITHHELD_NUMBER: ASKED, __WITHHELD_ASKED: '1.1', __WITHHELD_DOOR: 'parent' };
    const { lab } = under;
    const url = new URL(`http://${lab.network.inside}:8088/ari/channels`);
    url.search = new URLSearchParams({
      endpoint: `Local/${ASKED}@withheld-parent/n`,
      extension: '*43',
      context: 'desk',
    }).toString();
    const headers = {
      authorization: `Basic ${Buffer.from(`driver:${lab.credentials.driver}`).toString('base64')}`,
      'content-type': 'application/json',
    };
    const made = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ variables }) });
    expect(made.status).toBe(200);
    await under.until(() => under.answered() > 0, 5_000);
    await under.hangUpAll();
    await under.quiet();

    expect(under.invites()).toEqual([`t1: ${ASKED}`]);
    expect(under.faults('private')).toEqual([]);
  });
});
