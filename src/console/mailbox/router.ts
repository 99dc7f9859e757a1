import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import helmet from 'helmet';
import type { Access } from '../../access/access.ts';
import { Failure } from '../../failure.ts';
import type { ClientFiles } from './client-files.ts';
import { type Answer, type Endpoint, SMALL, send } from './endpoint.ts';
import { keyEndpoints, messageEndpoints, openEndpoints, sessionEndpoints } from './endpoints.ts';
import { isOwnPage, reachedBy } from './origin.ts';
import { mailboxPage } from './page.ts';
import { passkeyEndpoints } from './passkey-endpoints.ts';
import { tokenIn } from './session-cookie.ts';

export interface MailboxSite {
  readonly access: Access;
  readonly client: ClientFiles;
  /** The https origin of a proxy in front of the console; `null`: there is none. */
  readonly origin: string | null;
}

/** Scripts of this server alone; sounds only as the page itself has opened them. WebAssembly is for the passphrase's argon2id. */
const HEADERS = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      mediaSrc: ['blob:'],
      workerSrc: ["'self'"],
      frameAncestors: ["'none'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
});

/** All that the mailbox answers under `/mailbox/api`. */
export function mailboxEndpoints(access: Access): readonly Endpoint[] {
  return [
    ...openEndpoints(access),
    ...sessionEndpoints(access),
    ...messageEndpoints(access),
    ...keyEndpoints(access),
    ...passkeyEndpoints(access),
  ];
}

/** The mailbox in the browser: its page, its script, and what they ask. It answers under the console's own names, and under `origin`. */
export function mailboxRouter(site: MailboxSite): Router {
  const router = Router();
  router.use(HEADERS, (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    if (reachedBy(request.headers.host, site.origin) !== null) return next();
    // RFC 9110 §15.5.20.
    response.status(421).json(bodyOf(new Failure('ACCESS_FOREIGN')));
  });
  const files: readonly (readonly [path: string, type: string, body: string])[] = [
    ['/', 'html', mailboxPage()],
    ['/client.js', 'text/javascript', site.client.script],
    ['/client.css', 'css', site.client.style],
  ];
  for (const [path, type, body] of files) {
    router.get(path, (_, response) => void response.type(type).send(body));
    router.all(path, notAllowed('GET, HEAD'));
  }
  const endpoints = mailboxEndpoints(site.access);
  for (const endpoint of endpoints) {
    const reading = express.json({ limit: endpoint.most, strict: true });
    const handlers = [guarded(site), known(site, endpoint), reading, answering(site, endpoint)];
    if (endpoint.method === 'GET') router.get(endpoint.path, ...handlers);
    else router.post(endpoint.path, ...handlers);
    router.all(endpoint.path, notAllowed(endpoint.method === 'GET' ? 'GET, HEAD' : 'POST'));
  }
  router.use(unreadable);
  return router;
}

function notAllowed(allow: string): RequestHandler {
  return (_, response) => {
    response.status(405).set('Allow', allow).json({ code: 'METHOD', message: 'not in this way', hint: null });
  };
}

function bodyOf({ code, hint, message }: Failure) {
  return { code, message, hint };
}

/** Asked by our own page, as JSON. It comes before the body is read. */
function guarded({ origin }: MailboxSite): RequestHandler {
  return (request, response, next) => {
    const reached = reachedBy(request.headers.host, origin);
    if (reached === null || !isOwnPage(request, reached)) return send(response, new Failure('ACCESS_FOREIGN'));
    const isJson = request.headers['content-type']?.split(';')[0]?.trim() === 'application/json';
    if (request.method === 'POST' && !isJson) return send(response, new Failure('ACCESS_BAD'));
    next();
  };
}

/** A long body takes a tenth of a second to read, in which no call is decided: only an owner who is let in may send one. */
function known({ access, origin }: MailboxSite, { most }: Endpoint): RequestHandler {
  return (request, response, next) => {
    const reached = reachedBy(request.headers.host, origin);
    const token = most <= SMALL || reached === null ? null : tokenIn(request.headers.cookie, reached);
    if (most <= SMALL || (token !== null && access.sessions.use(token) !== null)) return next();
    send(response, new Failure('ACCESS_NO_SESSION'));
  };
}

function answering({ origin }: MailboxSite, endpoint: Endpoint): RequestHandler {
  return async (request, response) => {
    const reached = reachedBy(request.headers.host, origin);
    if (reached === null) return send(response, new Failure('ACCESS_FOREIGN'));
    const token = tokenIn(request.headers.cookie, reached);
    response.setTimeout(endpoint.patienceMs);
    sendOpen(response, await endpoint.answer({ request, response, reached, token }));
  };
}

/** Whoever asked may have gone meanwhile. */
function sendOpen(response: Response, answer: Answer): void {
  if (!response.headersSent && !response.destroyed) send(response, answer);
}

/** A body that is too large, or is no JSON. Four parameters make it an error handler; everything else is for the console's last word. */
const unreadable: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const status = error instanceof Error && 'status' in error ? error.status : 500;
  if (status === 413) send(response, new Failure('ACCESS_TOO_LARGE'));
  else if (typeof status === 'number' && status >= 400 && status < 500) send(response, new Failure('ACCESS_BAD'));
  else next(error);
};
