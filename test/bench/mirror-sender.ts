import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type RecordedMessage, recorded } from '../unit/leaks/wire/recorded-lines.ts';
import { mirrorPacket } from '../unit/leaks/wire/recorded-plan.ts';

/** Packets on their way to the system; more than these mean that it cannot keep up. */
const MOST_ON_THE_WAY = 2_000;

/** As many calls as the recording has, so many times: enough that no token is met again while anybody could remember it. */
const VARIANTS = 60;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The same messages of other calls: every token of chance is another, the same everywhere. But for the Call-ID, by which calls are known. */
function variant(messages: readonly RecordedMessage[]): readonly RecordedMessage[] {
  const fresh = new Map<string, string>();
  const freshOf = (token: string): string => {
    const made = fresh.get(token) ?? randomUUID();
    fresh.set(token, made);
    return made;
  };
  return messages.map((message) => {
    const lines = message.raw.split('\r\n');
    const raw = lines.map((line) => (line.startsWith('Call-ID:') ? line : line.replace(UUID, freshOf))).join('\r\n');
    return { ...message, raw };
  });
}

/**
 * A process that mirrors the messages of a recording, again and again, at a rate: `mirror-sender RECORDING PORT RATE SECONDS`. Prints how many
 * it sent. What it was late with it does not catch up on in a burst of more than a hundredth of a second.
 */
async function main([name = '', port = '', rate = '', seconds = '']: readonly string[]): Promise<void> {
  const recording = recorded(name);
  const packets = Array.from({ length: VARIANTS }, () => variant(recording.messages))
    .flat()
    .map((message) => mirrorPacket(recording, message));
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
