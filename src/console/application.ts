import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { Failure } from '../failure.ts';
import type { Log } from '../ports/log.ts';
import { isLoopbackHost } from './loopback.ts';
import { type MailboxSite, mailboxRouter } from './mailbox/router.ts';
import { type ConsoleSources, consoleRoutes, failureBody } from './routes.ts';

const HEADERS = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Plain HTTP on loopback: a browser that learnt to insist on TLS for 127.0.0.1 could not come back.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
});

const guard: RequestHandler = (request, response, next) => {
  response.set('Cache-Control', 'no-store');
  if (!isLoopbackHost(request.headers.host)) {
    // RFC 9110 §15.5.20.
    response
      .status(421)
      .json({ code: 'MISDIRECTED', message: 'this server answers to its loopback name only', hint: null });
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response
      .status(405)
      .set('Allow', 'GET, HEAD')
      .json({ code: 'METHOD', message: 'nothing here can be changed', hint: null });
  } else next();
};

const nothingHere: RequestHandler = (_, response) => {
  response
    .status(404)
    .json({ code: 'NOT_FOUND', message: 'there is nothing at this path', hint: 'see /api/openapi.json' });
};

/**
 * The last word on every error: a constant text. Express' own page and its print to standard error show the message and the stack, and
 * both can quote values. Four parameters make it an error handler.
 */
function lastResort(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = error instanceof Error && 'status' in error ? error.status : 500;
    const theirs = typeof status === 'number' && status >= 400 && status < 500;
    if (!theirs) log.error('console-request-failed', {}, error);
    if (response.headersSent) response.destroy();
    else if (theirs)
      response.status(status).json({ code: 'BAD_REQUEST', message: 'the request is not valid', hint: null });
    else response.status(500).json(failureBody(new Failure('CONSOLE_REQUEST_FAILED')));
  };
}

/**
 * The console as an Express application. Its own pages take no body and no query, and change nothing. `mailbox`: what owners of secured mailboxes reach
 * beside them; `null`: no mailbox is secured.
 */
export function consoleApplication(sources: ConsoleSources, log: Log, mailbox: MailboxSite | null): Express {
  const application = express();
  application.set('env', 'production');
  application.set('etag', false);
  application.set('query parser', false);
  application.disable('x-powered-by');
  if (mailbox !== null) application.use('/mailbox', mailboxRouter(mailbox));
  application.use(HEADERS, guard);
  for (const [path, handler] of consoleRoutes(sources, mailbox !== null)) application.get(path, handler);
  application.use(nothingHere, lastResort(log));
  return application;
}
