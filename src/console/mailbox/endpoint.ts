import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Failure, type FailureCode } from '../../failure.ts';
import type { Reached } from './origin.ts';

/** A request that has passed the guard. */
export interface Asked {
  readonly request: Request;
  readonly response: Response;
  readonly reached: Reached;
  /** The token of a session; whether there is one is not known yet. */
  readonly token: string | null;
}

/** Bytes, a value for JSON, or what stood against it. */
export type Answer = Failure | Uint8Array | object | null;

/** One path of the mailbox's interface. POST changes something or counts as a try, GET never does. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Bytes of a body, at most. A long one is read only of somebody who has a session. */
  readonly most: number;
  /** Milliseconds until the connection is given up when nothing passes over it; a change of every message takes its time. */
  readonly patienceMs: number;
  readonly answer: (asked: Asked) => Promise<Answer>;
}

const STATUS: Partial<Record<FailureCode, number>> = {
  ACCESS_REFUSED: 401,
  ACCESS_NO_SESSION: 401,
  ACCESS_INVITE: 401,
  ACCESS_CODE: 401,
  ACCESS_LOCKED: 423,
  ACCESS_TOO_OFTEN: 429,
  ACCESS_FOREIGN: 403,
  ACCESS_SIGNATURE: 403,
  ACCESS_NO_COLLEAGUE: 403,
  ACCESS_BAD: 400,
  ACCESS_TOO_LARGE: 413,
  ACCESS_CHANGED: 409,
  ACCESS_KEY_CHANGED: 409,
  VOICEMAIL_NO_MESSAGE: 404,
};
const RETRY_AFTER_S = '900';

/** Sends an answer. A failure goes with its code, in the words of the catalogue alone: details are for the log. */
export function send(response: Response, answer: Answer): void {
  if (answer instanceof Failure) {
    const { code, hint } = answer;
    if (code === 'ACCESS_TOO_OFTEN') response.set('Retry-After', RETRY_AFTER_S);
    response.status(STATUS[code] ?? 503).json({ code, message: new Failure(code).message, hint });
  } else if (answer instanceof Uint8Array) response.type('application/octet-stream').send(Buffer.from(answer));
  else response.json(answer ?? {});
}

/** The body as `schema` wants it, or ACCESS_BAD. What was found is not told: it may be a secret. */
function bodyOf<T>(schema: z.ZodType<T>, { request }: Asked): T | Failure {
  const read = schema.safeParse(request.body);
  return read.success ? read.data : new Failure('ACCESS_BAD');
}

/** Bytes of a body that anybody may send: it takes no time to read. */
export const SMALL = 32 * 1024;
export const PATIENCE_MS = 15_000;
/** Three thousand messages on a slow disk. */
export const LONG_MS = 600_000;

/** A path that takes a body; `answer` hears of it only when it is as it should be. */
export function post<T>(
  path: string,
  schema: z.ZodType<T>,
  answer: (body: T, asked: Asked) => Promise<Answer>,
  { most = SMALL, patienceMs = PATIENCE_MS }: Partial<Pick<Endpoint, 'most' | 'patienceMs'>> = {},
): Endpoint {
  return {
    method: 'POST',
    path,
    most,
    patienceMs,
    answer: async (asked) => {
      const body = bodyOf(schema, asked);
      return body instanceof Failure ? body : await answer(body, asked);
    },
  };
}
