import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { Failure } from '../failure.ts';
import { AMI_PORT, HTTP_PORT, labNetwork, SIP_PORT } from './lab-network.ts';

function bindsUdp(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

function bindsTcp(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether nobody uses the addresses of a block right now, as far as its fixed ports tell. */
export async function isFreeBlock(block: string): Promise<boolean> {
  const { inside, carrierInside } = labNetwork(block);
  const free = await Promise.all([
    bindsUdp(inside, SIP_PORT),
    bindsTcp(inside, HTTP_PORT),
    bindsTcp(inside, AMI_PORT),
    bindsTcp(carrierInside, AMI_PORT),
  ]);
  return free.every(Boolean);
}

/**
 * A block `127.A.B` of loopback addresses that nobody uses right now, at random: two labs that start in the same moment meet once in some
 * fifty thousand times, and then the second one's PBX does not start and says so. Throws LAB_NO_ADDRESS.
 */
export async function freeBlock(): Promise<string> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const block = `127.${randomInt(16, 240)}.${randomInt(1, 255)}`;
    if (await isFreeBlock(block)) return block;
  }
  throw new Failure('LAB_NO_ADDRESS');
}
