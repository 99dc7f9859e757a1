import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';

/** The server side of a WebSocket, as far as the fakes use it. */
export interface WsPeer extends EventEmitter {
  send(text: string): void;
  close(): void;
  terminate(): void;
}

interface WsServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (peer: WsPeer) => void): void;
}

/** A `ws` server without a port, from the very copy of `ws` that ari-client uses. */
export function wsServer(options: { readonly autoPong: boolean }): WsServer {
  const fromAriClient = createRequire(createRequire(import.meta.url).resolve('ari-client'));
  const { WebSocketServer } = fromAriClient('ws') as { WebSocketServer: new (options: object) => WsServer };
  return new WebSocketServer({ noServer: true, autoPong: options.autoPong });
}
