import { createRequire } from 'node:module';
import type { Client, EventSocket } from 'ari-client';
import type { AriTarget } from './requester.ts';

/** One download of Swagger's: where, with what, and whom to tell. */
interface Download {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly on: { response(answer: unknown): void; error(answer: unknown): void };
}

/**
 * ari-client, made safe to load. It and its Swagger part are taken on first use: they cost 80 to 180 ms and most commands never need them.
 *
 * - Swagger's `fail` reports and then throws a bare string out of a socket callback, which would end the daemon; it now only reports, and
 *   the promise of `connect` rejects.
 * - Its transport throws on an answer that is not JSON, follows redirects with our password and never ends on a hung peer; ours does none of it.
 * - Its `log`, an accidental global, prints to stdout at each connect; it is silenced.
 */
async function loadAriClient(deadlineMs: number) {
  const { connect } = await import('ari-client');
  const fromHere = createRequire(import.meta.url);
  const fromThere = createRequire(fromHere.resolve('ari-client'));
  const swagger: unknown = fromThere('swagger-client');
  replaceMethod(swagger, 'SwaggerApi', 'fail', function report(this: { failure(why: unknown): void }, why: unknown) {
    this.failure(why);
  });
  replaceMethod(swagger, 'SwaggerHttp', 'execute', (download: Download) => void fetchDocument(download, deadlineMs));
  Reflect.set(globalThis, 'log', () => undefined);
  return connect;
}

function replaceMethod(swagger: unknown, owner: string, name: string, method: unknown): void {
  const type = Reflect.get(Object(swagger), owner);
  if (typeof type?.prototype?.[name] !== 'function') throw new Error(`swagger-client has no ${owner}.${name}`);
  Reflect.set(type.prototype, name, method);
}

async function fetchDocument({ url, headers, on }: Download, deadlineMs: number): Promise<void> {
  try {
    const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(deadlineMs) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    on.response({ obj: await answer.json() });
  } catch {
    on.error({ status: 500, statusText: 'no document' });
  }
}

/**
 * Connects ari-client once per process: the same client opens every later event socket, so the window in which its download of the API
 * documents can fail is one, right after a preflight. Rejects when it cannot connect; may not settle at all when the PBX hangs: the
 * caller keeps a deadline of its own.
 */
export async function connectLibrary(target: AriTarget, deadlineMs: number): Promise<Client> {
  const connect = await loadAriClient(deadlineMs);
  return await connect(target.url, target.user, target.password);
}

/**
 * Opens the event socket, which registers the application, and takes it over before a byte has arrived. What the
 * library would do with it is what must not happen: its message handler throws on an unknown event type and is deaf from then on, its
 * reconnect gives up after 43 s and survives `stop()`.
 */
export function openEventSocket(client: Client, application: string): EventSocket {
  const opening = client.start(application, false);
  void Promise.resolve(opening).catch(() => undefined);
  const socket = client._ws;
  for (const event of ['message', 'close', 'error']) socket.removeAllListeners(event);
  return socket;
}
