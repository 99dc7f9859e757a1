import { createSocket } from 'node:dgram';
import { recorded } from '../unit/leaks/wire/recorded-lines.ts';
import { FreshCalls } from './fresh-calls.ts';

/** Packets on their way to the system; more than these mean that it cannot keep up. */
const MOST_ON_THE_WAY = 2_000;
/** So many rounds are written at a time, and said a block ahead, so that who knows of the calls can tell of them before their messages come. */
const BLOCK = 10;
/** More than can be on their way. */
const BLOCKS = 4;

/**
 * A process that mirrors the calls of a recording, round after round as other calls (`fresh-calls.ts`), at a rate: `mirror-sender RECORDING PORT
 * RATE SECONDS FIRST-ROUND`; with `same` behind it the same few rounds again and again, which leaves it more time to send. Prints the first round of
 * each block a block ahead, a line each, and how many it sent at the end. What it was late with it does not catch up on in a burst of more than a
 * hundredth of a second.
 */
async function main([
  name = '',
  port = '',
  rate = '',
  seconds = '',
  first = '0',
  same,
]: readonly string[]): Promise<void> {
  const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`);
  const calls = new FreshCalls(recorded(name));
  const rounds = Array.from({ length: BLOCK * BLOCKS }, () => calls.packets());
  const packets = rounds.flat();
  const inBlock = packets.length / BLOCKS;
  let round = Number(first);
  const prepare = (block: number): void => {
    if (same !== undefined && round >= BLOCK * BLOCKS) return;
    say({ round });
    for (let at = 0; at < BLOCK; at += 1, round += 1) calls.write(rounds[(block % BLOCKS) * BLOCK + at] ?? [], round);
  };
  const socket = createSocket({ type: 'udp4', sendBufferSize: 4 * 1024 * 1024 });
  await new Promise<void>((connected) => socket.connect(Number(port), '127.0.0.1', () => connected()));
  prepare(0);
  await new Promise((later) => setTimeout(later, 200));
  const began = performance.now();
  const end = began + Number(seconds) * 1000;
  const perMs = Number(rate) / 1000;
  const tally = { sent: 0, lost: 0, onTheWay: 0 };
  const sendOne = (): void => {
    if (tally.sent % inBlock === 0) prepare(tally.sent / inBlock + 1);
    const packet = packets[tally.sent % packets.length] ?? '';
    tally.sent += 1;
    tally.onTheWay += 1;
    socket.send(packet, (error) => {
      tally.onTheWay -= 1;
      if (error !== null) tally.lost += 1;
    });
  };
  let last = began;
  let owed = 0;
  await new Promise<void>((done) => {
    const turn = (): void => {
      const now = performance.now();
      owed = now < end ? Math.min(owed + (now - last) * perMs, perMs * 10) : 0;
      last = now;
      for (; owed >= 1 && tally.onTheWay < MOST_ON_THE_WAY; owed -= 1) sendOne();
      if (now < end || tally.onTheWay > 0) setTimeout(turn, 1);
      else done();
    };
    turn();
  });
  socket.close();
  say({ sent: tally.sent - tally.lost, seconds: (performance.now() - began) / 1000 });
}

await main(process.argv.slice(2));
