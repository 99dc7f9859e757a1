import { createSocket } from 'node:dgram';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { StreamFrames } from './stream-frames.ts';

/** Where a message came from, and the way back to there. */
export interface Peer {
  readonly address: string;
  send(message: Buffer): void;
}

export interface LineSocketOptions {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** TLS only: certificate and key, PEM. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
  readonly message: (raw: Buffer, peer: Peer) => void;
}

export interface LineSocket {
  close(): Promise<void>;
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}

/** Listens for datagrams. Rejects with the system's error. */
function openDatagrams({ address, port, message }: LineSocketOptions): Promise<LineSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.on('message', (raw, from) =>
      message(raw, {
        address: plainAddress(from.address),
        send: (answer) => socket.send(answer, from.port, from.address, () => undefined),
      }),
    );
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeListener('error', reject);
      socket.on('error', () => undefined);
      resolve({ close: () => new Promise((done) => socket.close(() => done())) });
    });
  });
}

function openStream(options: LineSocketOptions): Promise<LineSocket> {
  const { address, port, transport, identity, message } = options;
  const open = new Set<Socket>();
  const connected = (socket: Socket): void => {
    open.add(socket);
    const frames = new StreamFrames();
    const from = plainAddress(socket.remoteAddress ?? '');
    const peer = { address: from, send: (answer: Buffer) => void (socket.writable && socket.write(answer)) };
    socket.on('data', (chunk: Buffer) => {
      if (!frames.take(chunk, (raw) => message(raw, peer))) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  };
  const server: Server =
    transport === 'tls' ? createTlsServer({ ...(identity ?? {}) }, connected) : createTcpServer(connected);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.removeListener('error', reject);
      server.on('error', () => undefined);
      resolve({
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      });
    });
  });
}

/** Listens at a loopback address; rejects with the system's error. */
export function openLineSocket(options: LineSocketOptions): Promise<LineSocket> {
  return options.transport === 'udp' ? openDatagrams(options) : openStream(options);
}
