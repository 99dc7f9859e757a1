import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { HepReceiver } from '../../../../src/adapters/asterisk/hep.ts';
import { MirrorTap } from '../../../../src/adapters/asterisk/mirror-tap.ts';
import { recorded } from '../../leaks/wire/recorded-lines.ts';
import { mirrorPacket } from '../../leaks/wire/recorded-plan.ts';

async function freePort(): Promise<number> {
  const receiver = new HepReceiver({ address: '127.0.0.1', port: 0, onMessage: () => {}, onProblem: () => {} });
  await receiver.start();
  const { port } = receiver;
  await receiver.stop();
  return port;
}

describe('the mirror', () => {
  it('hands over all of a burst, in order, and counts what is no mirrored message', async () => {
    const recording = recorded('ordinary-22');
    const port = await freePort();
    const tap = new MirrorTap({ address: '127.0.0.1', port, senders: ['127.0.0.1'] });
    const seen: string[] = [];
    let unusable = 0;
    tap.onMessage(({ payload }) => seen.push(Buffer.from(payload).toString('latin1')));
    tap.onUnusable(() => {
      unusable += 1;
    });
    await tap.start();
    const sender = createSocket('udp4');
    const sent = Array.from({ length: 5 }, () => recording.messages).flat();
    for (const message of sent)
      await new Promise<void>((gone) => sender.send(mirrorPacket(recording, message), port, '127.0.0.1', () => gone()));
    await new Promise<void>((gone) => sender.send('noise', port, '127.0.0.1', () => gone()));

    await expect.poll(() => seen.length + unusable, { timeout: 5_000 }).toBe(sent.length + 1);
    expect(seen).toEqual(sent.map(({ raw }) => raw));
    await new Promise<void>((closed) => sender.close(() => closed()));
    await tap.stop();
  });
});
