import type { Request, RequestHandler, Response } from 'express';
import { Failure } from '../failure.ts';
import type { DaemonStatus } from '../ports/status.ts';
import type { ShownNotice } from '../ports/worker-notices.ts';
import { noticeView } from './notice-view.ts';
import { openApiDocument } from './openapi.ts';
import { STYLE_SHEET } from './page-layout.ts';
import { statusPage } from './status-page.ts';
import { statusView } from './status-view.ts';

/** What the console shows; all are asked at each request. */
export interface ConsoleSources {
  readonly status: () => DaemonStatus;
  /** Prometheus text format 0.0.4. */
  readonly metrics: () => Promise<string>;
  /** What workers were told of calls that ended, newest first. */
  readonly notices: () => readonly ShownNotice[];
}

const METRICS_DEADLINE_MS = 2_000;

/** The words of a failure for programs. */
export function failureBody({ code, message, hint }: Failure): { code: string; message: string; hint: string } {
  return { code, message, hint };
}

async function answerMetrics(metrics: ConsoleSources['metrics'], response: Response): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), METRICS_DEADLINE_MS);
  });
  try {
    const text = await Promise.race([metrics(), late]);
    if (text === null) response.status(503).json(failureBody(new Failure('CONSOLE_REQUEST_FAILED', 'not in time')));
    else response.type('text/plain; version=0.0.4; charset=utf-8').send(text);
  } finally {
    clearTimeout(timer);
  }
}

/** Every path the console answers, all by GET, all without effect. `mailboxes`: there is a page for owners beside them. */
export function consoleRoutes(
  { status, metrics, notices }: ConsoleSources,
  mailboxes = false,
): ReadonlyMap<string, RequestHandler> {
  const view = () => statusView(status());
  const told = () => notices().map(noticeView);
  return new Map<string, (request: Request, response: Response) => unknown>([
    ['/', (_, response) => response.type('html').send(statusPage(view(), told(), mailboxes))],
    ['/console.css', (_, response) => response.type('css').send(STYLE_SHEET)],
    ['/healthz', (_, response) => response.type('text').send('alive\n')],
    [
      '/readyz',
      (_, response) => {
        const { ready, checks } = view();
        response.status(ready ? 200 : 503).json({ ready, checks });
      },
    ],
    ['/metrics', (_, response) => answerMetrics(metrics, response)],
    ['/api/status', (_, response) => response.json(view())],
    ['/api/notices', (_, response) => response.json({ notices: told() })],
    ['/api/openapi.json', (_, response) => response.json(openApiDocument(status().version))],
  ]);
}
