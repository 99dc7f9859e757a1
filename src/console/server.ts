import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import type { Access } from '../access/access.ts';
import { Failure, type FailureCode } from '../failure.ts';
import type { Log } from '../ports/log.ts';
import { consoleApplication } from './application.ts';
import { isLoopbackAddress } from './loopback.ts';
import { clientFiles } from './mailbox/client-files.ts';
import type { MailboxSite } from './mailbox/router.ts';
import type { ConsoleSources } from './routes.ts';

export interface ConsoleServerOptions extends ConsoleSources {
  /** A loopback address or `localhost`. */
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** The https origin of a proxy in front, under which mailboxes are reached too. */
  readonly origin?: string | null;
}

/** Milliseconds. A client on this machine needs none of them; one that hangs must not keep a socket. */
const TIMEOUTS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const IDLE_MS = 15_000;
const STOP_GRACE_MS = 500;
const MOST_CONNECTIONS = 128;

/** The HTTP side of the daemon: health, readiness, metrics, status, which are read only; and secured mailboxes for their owners. Only from this machine. */
export class ConsoleServer {
  readonly #options: ConsoleServerOptions;
  #server: Server | null = null;

  constructor(options: ConsoleServerOptions) {
    this.#options = options;
  }

  /** The port it listens on, or `null`. Differs from the one given when that was 0. */
  get port(): number | null {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  }

  /**
   * Listens. Gives CONSOLE_PORT_TAKEN, CONSOLE_NOT_LOOPBACK (an address, or a name that led to one, that others can reach) or
   * CONSOLE_UNUSABLE; it then holds nothing open. `access`: owners of secured mailboxes; `null`: no mailbox is secured.
   */
  async start(access: Access | null = null): Promise<Failure | null> {
    if (this.#server !== null) return null;
    const { host, port, log } = this.#options;
    const mailbox = await this.#mailboxSite(access);
    const address = await addressOf(host);
    if (address instanceof Failure) return address;
    if (!isLoopbackAddress(address)) return new Failure('CONSOLE_NOT_LOOPBACK');
    const server = createServer(TIMEOUTS, consoleApplication(this.#options, log, mailbox));
    server.timeout = IDLE_MS;
    server.maxConnections = MOST_CONNECTIONS;
    const failed = await listening(server, address, port);
    if (failed !== null) return failed;
    // Without a listener, a later error of the socket (out of descriptors) would end the daemon.
    server.on('error', (cause) => log.error('console-server-failed', {}, cause));
    this.#server = server;
    return null;
  }

  /** Without its script the mailbox is not there; everything else of the console is. */
  async #mailboxSite(access: Access | null): Promise<MailboxSite | null> {
    const { log, origin = null } = this.#options;
    if (access === null) return null;
    const client = await clientFiles();
    if (!(client instanceof Failure)) return { access, client, origin };
    log.error('mailbox-page-missing', {}, client);
    return null;
  }

  /** Takes no new connection, closes the idle ones, and the busy ones after half a second. Settles when all are closed. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
    await closed;
    clearTimeout(late);
  }
}

/** What a name leads to is looked at before anything listens: nothing may be open to others even for a moment. */
async function addressOf(host: string): Promise<string | Failure> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    return new Failure('CONSOLE_UNUSABLE', 'the host name leads nowhere', { cause });
  }
}

function listening(server: Server, host: string, port: number): Promise<Failure | null> {
  return new Promise((resolve) => {
    const failed = (cause: NodeJS.ErrnoException): void => {
      const code: FailureCode = cause.code === 'EADDRINUSE' ? 'CONSOLE_PORT_TAKEN' : 'CONSOLE_UNUSABLE';
      resolve(new Failure(code, cause.code, { cause }));
    };
    server.once('error', failed);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed);
      resolve(null);
    });
  });
}
