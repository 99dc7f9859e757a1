import { createSocket } from 'node:dgram';
import { recorded } from '../unit/leaks/wire/recorded-lines.ts';
import { mirrorPacket } from '../unit/leaks/wire/recorded-plan.ts';

/** Packets on their way to the system; more than these mean that it cannot keep up. */
const MOST_ON_THE_WAY = 2_000;

/**
 * A process that mirrors the messages of a recording, again and again, at a rate: `mirror-sender RECORDING PORT RATE SECONDS`. Prints how many
 * it sent. What it was late with it does not catch up on in a burst of more than a hundredth of a second.
 */
async function main([name = '', port = '', rate = '', seconds = '']: readonly string[]): Promise<void> {
  const recording = recorded(name);
  const packets = recording.messages.map((message) => mirrorPacket(recording, message));
  const socket = createSocket({ type: 'udp4', sendBufferSize: 4 * 1024 * 1024 });
  await new Promise<void>((connected) => socket.connect(Number(port), '127.0.0.1', () => connected()));
  const began = performance.now();
  const end = began + Number(seconds) * 1000;
  const perMs = Number(rate) / 1000;
  let sent = 0;
  let onTheWay = 0;
  let last = began;
  let owed = 0;
  await new Promise<void>((done) => {
    const turn = (): void => {
      const now = performance.now();
      owed = now < end ? Math.min(owed + (now - last) * perMs, perMs * 10) : 0;
      last = now;
      for (; owed >= 1 && onTheWay < MOST_ON_THE_WAY; owed -= 1) {
        onTheWay += 1;
        socket.send(packets[sent % packets.length] ?? '', (error) => {
          onTheWay -= 1;
          if (error !== null) sent -= 1;
        });
        sent += 1;
      }
      if (now < end || onTheWay > 0) setTimeout(turn, 1);
      else done();
    };
    turn();
  });
  socket.close();
  process.stdout.write(`${JSON.stringify({ sent, seconds: (performance.now() - began) / 1000 })}\n`);
}

await main(process.argv.slice(2));
