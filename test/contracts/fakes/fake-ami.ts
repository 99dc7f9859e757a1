import { createServer, type Server, type Socket } from 'node:net';

export interface FakeAmiAction {
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The packet as it came, without its end. */
  readonly raw: string;
}

/** Header lines, `Response` first; the ActionID is added. `null` is silence. */
type Answer = readonly string[] | null;

const ACCEPTED = ['Response: Success', 'Message: Authentication accepted'];
const REFUSED = ['Response: Error', 'Message: Authentication failed'];

/** A manager interface on a real TCP port that speaks like Asterisk 22 (`Asterisk Call Manager/11.0.0`) until it is told to misbehave. */
export class FakeAmi {
  greeting = 'Asterisk Call Manager/11.0.0\r\n';
  login: 'accept' | 'refuse' | 'silent' = 'accept';
  /** Write every byte as a segment of its own. */
  byteByByte = false;
  /** Read nothing and write nothing, sockets open. */
  frozen = false;
  readonly actions: FakeAmiAction[] = [];
  connections = 0;
  port = 0;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  #answer: (action: FakeAmiAction) => Answer = () => ['Response: Success'];

  async start(): Promise<this> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.port = address.port;
    return this;
  }

  /** Closes the port and resets every connection, as `kill -9` does. `start` brings it back on the same port. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Drops the connections but keeps the port open. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Writes raw text to every connection. */
  inject(text: string): void {
    for (const socket of this.#sockets) socket.write(text);
  }

  /** How actions other than Login are answered from now on; `null` means not at all. */
  answer(rule: (action: FakeAmiAction) => Answer): void {
    this.#answer = rule;
  }

  named(name: string): readonly FakeAmiAction[] {
    return this.actions.filter((action) => action.name === name);
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    let held = '';
    socket.on('data', (data) => {
      if (this.frozen) return;
      held += data.toString('utf8');
      for (let end = held.indexOf('\r\n\r\n'); end >= 0; end = held.indexOf('\r\n\r\n')) {
        this.#received(socket, held.slice(0, end));
        held = held.slice(end + 4);
      }
    });
    if (!this.frozen) this.#write(socket, this.greeting);
  }

  #received(socket: Socket, raw: string): void {
    const headers = new Map<string, string>();
    for (const line of raw.split('\r\n')) {
      const colon = line.indexOf(':');
      headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    const action: FakeAmiAction = { name: headers.get('action') ?? '', headers, raw };
    this.actions.push(action);
    const answer = action.name.toLowerCase() === 'login' ? this.#loginAnswer() : this.#answer(action);
    if (answer === null) return;
    const [first = '', ...rest] = answer;
    const lines = [first, `ActionID: ${headers.get('actionid') ?? ''}`, ...rest];
    this.#write(socket, `${lines.join('\r\n')}\r\n\r\n`);
  }

  #loginAnswer(): Answer {
    if (this.login === 'silent') return null;
    return this.login === 'accept' ? ACCEPTED : REFUSED;
  }

  #write(socket: Socket, text: string): void {
    if (!this.byteByByte) {
      socket.write(text);
      return;
    }
    for (const byte of Buffer.from(text, 'utf8')) socket.write(Buffer.of(byte));
  }
}
