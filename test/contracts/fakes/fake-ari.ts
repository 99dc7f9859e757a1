import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WsPeer, wsServer } from './ws-server.ts';

export interface FakeAriRequest {
  readonly method: string;
  /** Without `/ari/`, e.g. `channels/1/continue`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export type FakeAriAnswer =
  | { readonly status: number; readonly json?: unknown; readonly text?: string }
  /** Never answered. */
  | 'hang'
  /** The connection is reset instead of an answer. */
  | 'reset'
  /** Half of the announced body, then nothing. */
  | 'half';

const AUTHORIZATION = `Basic ${Buffer.from('withheld:ari-secret').toString('base64')}`;
const RESOURCES = ['asterisk', 'events'];

/** ARI on a real HTTP port, as far as the daemon uses it, like Asterisk 22.10 until it is told to misbehave. User `withheld`, password `ari-secret`. */
export class FakeAri {
  /** Overrides every answer of the HTTP side while set. */
  everything: FakeAriAnswer | null = null;
  /** Answers by `METHOD path`, before the built-in ones; a function is asked each time, and may leave it to the built-in one. */
  readonly answers = new Map<string, FakeAriAnswer | (() => FakeAriAnswer | null)>();
  readonly requests: FakeAriRequest[] = [];
  /** Frozen: sockets stay open, nothing is answered, no pong. */
  frozen = false;
  websocket: 'accept' | 'refuse' | 'hang' = 'accept';
  websocketConnections = 0;
  httpConnections = 0;
  subscribedToAll = false;
  port = 0;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  readonly #peers = new Set<WsPeer>();
  readonly #ws = wsServer({ autoPong: false });

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get listeners(): number {
    return this.#peers.size;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.keepAliveTimeout = 15_000;
    server.on('connection', (socket) => {
      this.httpConnections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Closes the port and resets every connection, as `kill -9` does. `start` brings it back on the same port. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  /** Sends one text frame to every event socket; an object becomes JSON. */
  emit(frame: string | Readonly<Record<string, unknown>>): void {
    for (const peer of this.#peers) peer.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Cuts the event sockets only. */
  dropEventSockets(): void {
    for (const peer of this.#peers) peer.terminate();
  }

  made(method: string, path: string): readonly FakeAriRequest[] {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.websocketConnections += 1;
    if (this.frozen || this.websocket === 'hang') return;
    if (this.websocket === 'refuse') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.subscribedToAll = new URL(request.url ?? '', this.url).searchParams.get('subscribeAll') === 'true';
    this.#ws.handleUpgrade(request, socket, head, (peer) => {
      this.#peers.add(peer);
      peer.on('error', () => undefined);
      peer.on('ping', () => {
        if (!this.frozen) (peer as WsPeer & { pong(): void }).pong();
      });
      peer.on('close', () => this.#peers.delete(peer));
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '', this.url);
    const path = decodeURIComponent(url.pathname.replace('/ari/', ''));
    const made: FakeAriRequest = { method: request.method ?? '', path, query: url.searchParams, body };
    this.requests.push(made);
    if (this.frozen) return;
    const authorized = request.headers.authorization === AUTHORIZATION;
    const answer = this.everything ?? (authorized ? this.#answerTo(made) : { status: 401, json: { message: 'no' } });
    give(response, answer);
  }

  #answerTo(request: FakeAriRequest): FakeAriAnswer {
    const set = this.answers.get(`${request.method} ${request.path}`);
    const known = typeof set === 'function' ? set() : set;
    if (known !== undefined && known !== null) return known;
    const { method, path } = request;
    if (method === 'PUT' && path.endsWith('/eventFilter')) return { status: 200, json: {} };
    if (method === 'POST' && path.endsWith('/subscription')) return { status: 200, json: {} };
    if (method !== 'GET') return { status: 204 };
    if (path === 'asterisk/ping') return { status: 200, json: { ping: 'pong', timestamp: asteriskTime(Date.now()) } };
    if (path === 'channels') return { status: 200, json: [] };
    const file = /^api-docs\/(\w+)\.json$/.exec(path)?.[1];
    return file === undefined ? { status: 404, json: { message: 'Invalid' } } : this.#document(file);
  }

  #document(file: string): FakeAriAnswer {
    const basePath = `${this.url}/ari`;
    if (file === 'resources') {
      const apis = RESOURCES.map((name) => ({ path: `/api-docs/${name}.{format}`, description: name }));
      return { status: 200, json: { apiVersion: '10.0.0', swaggerVersion: '1.1', basePath, apis } };
    }
    const resourcePath = `/api-docs/${file}.{format}`;
    return { status: 200, json: { swaggerVersion: '1.1', basePath, resourcePath, apis: [], models: {} } };
  }
}

/** Epoch milliseconds as Asterisk writes them. */
export function asteriskTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

function give(response: ServerResponse, answer: FakeAriAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (answer === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half":');
    return;
  }
  const text = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
  response.writeHead(answer.status, { 'content-type': answer.text === undefined ? 'application/json' : 'text/html' });
  response.end(text);
}
