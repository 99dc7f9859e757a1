import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP line between the daemon and its PBX that can be cut like a cable: open connections die, new ones are refused. */
export class CuttableLine {
  readonly #host: string;
  readonly #from: number;
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(host: string, from: number, to: number) {
    this.#host = host;
    this.#from = from;
    this.#to = to;
  }

  async open(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#to, this.#host);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.once('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(this.#from, this.#host, done);
    });
    this.#server = server;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== null) await new Promise<void>((done) => server.close(() => done()));
  }
}
