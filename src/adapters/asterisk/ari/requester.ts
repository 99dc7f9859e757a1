import { Pool } from 'undici';
import type { LinkTiming } from '../link-timing.ts';

export interface AriTarget {
  /** Origin of the PBX's HTTP server, e.g. `http://127.0.0.1:8088`: no path. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly application: string;
}

export interface AriRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path segments behind `/ari`, in clear; they are escaped here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly deadlineMs?: number;
  /** The answer is no text: `text` stays empty. */
  readonly binary?: boolean;
}

/** What came back: an HTTP answer, or nothing usable in time. `unsent`: refused here because too much is under way. */
export type AriReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unsent' }
  | { readonly kind: 'nothing'; readonly why: 'deadline' | 'unreachable' | 'answer too long' };

const CONNECTIONS = 8;
const WARM_CONNECTIONS = 4;
const MOST_IN_FLIGHT = 64;
const LONGEST_ANSWER = 16 * 1024 * 1024;

/**
 * Sends ARI requests over a few kept-alive connections. ari-client's own REST operations are not used: each opens a connection, promises
 * never settle on a reset or hung peer, and their credentials are one global of the process. Never rejects, always settles by its deadline.
 */
export class AriRequester {
  #inFlight = 0;
  readonly #pool: Pool;
  readonly #authorization: string;
  readonly #timing: LinkTiming;

  constructor(target: AriTarget, timing: LinkTiming) {
    this.#timing = timing;
    this.#authorization = `Basic ${Buffer.from(`${target.user}:${target.password}`).toString('base64')}`;
    this.#pool = new Pool(target.url, {
      connections: CONNECTIONS,
      pipelining: 1,
      // Below the 15 s after which Asterisk closes an idle session (http.conf, session_keep_alive).
      keepAliveTimeout: 10_000,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timing.connectMs },
    });
  }

  async send(request: AriRequest): Promise<AriReply> {
    if (this.#inFlight >= MOST_IN_FLIGHT) return { kind: 'unsent' };
    this.#inFlight += 1;
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(), request.deadlineMs ?? this.#timing.requestMs);
    try {
      return await this.#exchange(request, abort);
    } catch {
      return { kind: 'nothing', why: abort.signal.aborted ? 'deadline' : 'unreachable' };
    } finally {
      clearTimeout(late);
      this.#inFlight -= 1;
    }
  }

  /**
   * Asks for a sign of life on several connections at once, which keeps them open: a call never waits for a TCP handshake. True when at
   * least one answered.
   */
  async warm(): Promise<boolean> {
    const pings = Array.from({ length: WARM_CONNECTIONS }, () =>
      this.send({ method: 'GET', path: ['asterisk', 'ping'] }),
    );
    const replies = await Promise.all(pings);
    return replies.some((reply) => reply.kind === 'answered' && reply.status === 200);
  }

  /** Drops every connection; what is under way settles as `nothing`. The requester cannot be used afterwards. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #exchange(request: AriRequest, abort: AbortController): Promise<AriReply> {
    const { statusCode, body } = await this.#pool.request({
      method: request.method,
      path: pathOf(request),
      signal: abort.signal,
      headers: {
        authorization: this.#authorization,
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > LONGEST_ANSWER) {
        body.destroy();
        return { kind: 'nothing', why: 'answer too long' };
      }
      chunks.push(bytes);
    }
    const bytes = Buffer.concat(chunks);
    return { kind: 'answered', status: statusCode, text: request.binary ? '' : bytes.toString('utf8'), bytes };
  }
}

function pathOf(request: AriRequest): string {
  const path = `/ari/${request.path.map(encodeURIComponent).join('/')}`;
  const query = Object.entries(request.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}
