import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freeBlock } from '../../src/lab/lab-block.ts';
import { ensurePackages } from '../../src/lab/packages.ts';
import type { CarrierBehaviour } from '../../src/lab/phone/carrier-scenario.ts';
import { DeskPhone } from '../../src/lab/phone/desk-phone.ts';
import { SippCarrier } from '../../src/lab/phone/sipp-carrier.ts';
import { SippLoad } from '../../src/lab/phone/sipp-load.ts';
import { identityHeaders } from '../../src/lab/sip-identity.ts';
import { headerValue, parseSipMessage } from '../../src/lab/sip-message.ts';

const sippCommand = (await ensurePackages('22', () => undefined)).command('usr/bin/sipp');
const block = await freeBlock();
const [CARRIER, PHONE] = [`${block}.1`, `${block}.101`] as const;

describe('a desk phone and a carrier, both played by a real SIPp', () => {
  let directory = '';
  let carrier: SippCarrier | null = null;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'withheld-phone-'));
  });
  afterEach(async () => {
    await carrier?.stop();
    carrier = null;
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const start = async (behaviour: CarrierBehaviour, transport: 'udp' | 'tcp' = 'udp') => {
    carrier = new SippCarrier({ address: CARRIER, port: 5060, transport, behaviour, sippCommand, directory });
    await carrier.start();
    return carrier;
  };
  const line = {
    extension: '101',
    password: 'secret',
    address: PHONE,
    port: 5060,
    pbx: { address: CARRIER, port: 5060 },
  };
  const phone = (patienceMs = 5_000) =>
    new DeskPhone({ ...line, displayName: 'Marigold "W"', sippCommand, directory, patienceMs });

  it('a call is answered, held, taken back, updated and hung up by the phone', async () => {
    const { messages: seenByCarrier, call } = await callThrough('answer');
    const result = await call([
      { do: 'talk', forMs: 100 },
      { do: 'hold' },
      { do: 'unhold' },
      { do: 'update', headers: ['P-Asserted-Identity: "Evil" <sip:999@evil.example>'] },
    ]);

    expect(result).toMatchObject({ outcome: 'answered', status: 200, releasedBy: 'phone' });
    expect(result).not.toHaveProperty('detail');
    const seen = (await seenByCarrier()).flatMap((text) => parseSipMessage(text) ?? []);
    expect(seen.some((message) => /a=sendonly/.test(message.body))).toBe(true);
    expect(seen.flatMap(identityHeaders)).toContainEqual({
      name: 'P-Asserted-Identity',
      value: '"Evil" <sip:999@evil.example>',
    });
  });

  it('what a nasty phone claims arrives byte for byte, brackets and quotes included', async () => {
    const playing = await start('answer');
    const from = '"Ev[il] \\"x\\" é" <sip:101@evil.example>';
    await phone().call('0370100001', [], { from, headers: ['Privacy: id', 'X-Tail: [call_id] \\x41]]>'] });

    const [invite] = (await playing.messages())
      .filter((text) => text.startsWith('INVITE'))
      .flatMap((text) => parseSipMessage(text) ?? []);
    expect(invite && headerValue(invite, 'From')).toMatch(from);
    expect(invite && headerValue(invite, 'X-Tail')).toBe('[call_id] \\x41]]>');
  });

  it('a challenged INVITE is sent again with credentials', async () => {
    const { messages: seenByCarrier, call } = await callThrough('challenge-401-then-answer');

    expect(await call([])).toMatchObject({ outcome: 'answered', status: 200 });
    const invites = (await seenByCarrier()).filter((text) => text.startsWith('INVITE'));
    expect(invites.map((text) => /^Authorization: Digest username="101"/m.test(text))).toEqual([false, true]);
  });

  it.each([
    ['503', 503],
    ['433', 433],
    ['302', 302],
  ] as const)('a %s ends the call with that status', async (behaviour, status) => {
    const { call } = await callThrough(behaviour);

    expect(await call([])).toMatchObject({ outcome: 'rejected', status, releasedBy: null });
  });

  it('a carrier that says nothing costs the phone its patience, no more, and gets no CANCEL', async () => {
    const playing = await start('silent');
    const began = Date.now();
    const result = await phone(1_500).call('0370100001');

    expect(result).toMatchObject({ outcome: 'no-answer', status: null });
    expect(Date.now() - began).toBeLessThan(6_000);
    const methods = (await playing.messages()).map((text) => text.split(' ')[0]);
    expect(new Set(methods.filter((method) => method !== 'REGISTER' && method !== 'SIP/2.0'))).toEqual(
      new Set(['INVITE']),
    );
  });

  it('listens on TCP, and frees the port when stopped', async () => {
    await start('answer', 'tcp');
    await carrier?.stop();
    await start('answer', 'tcp');
  });

  it('says so when its port is taken', async () => {
    await start('answer');
    const second = new SippCarrier({
      address: CARRIER,
      port: 5060,
      transport: 'udp',
      behaviour: '503',
      sippCommand,
      directory,
    });

    await expect(second.start()).rejects.toMatchObject({ code: 'LAB_PHONE_FAILED' });
  });

  it('a load run counts every call', async () => {
    await start('answer');
    const load = {
      ...line,
      sippCommand,
      directory,
      numbers: ['0370100001', '0370100002'],
      ratePerSecond: 20,
      seconds: 1,
      talkMs: 20,
    };

    expect(await new SippLoad(load).run()).toEqual({ placed: 20, answered: 20, failed: 0 });
  });

  it('leaves no scratch files behind after good runs', async () => {
    const { call } = await callThrough('answer');
    const before = (await readdir(directory)).length;
    await call([{ do: 'talk', forMs: 50 }]);

    expect(await readdir(directory)).toHaveLength(before);
  });

  async function callThrough(behaviour: CarrierBehaviour) {
    const playing = await start(behaviour);
    const caller = phone();
    return {
      messages: () => playing.messages(),
      call: (steps: Parameters<DeskPhone['call']>[1]) => caller.call('0370100001', steps),
    };
  }
});
