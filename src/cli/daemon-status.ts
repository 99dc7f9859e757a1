import { z } from 'zod';
import { Failure } from '../failure.ts';

const DEADLINE_MS = 3_000;

const Status = z.object({
  version: z.string(),
  startedAt: z.string(),
  ready: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      code: z.string().nullable(),
      message: z.string(),
      hint: z.string().nullable(),
    }),
  ),
  trunks: z.array(
    z.object({
      id: z.string(),
      profile: z.string(),
      transport: z.string(),
      wire: z.string(),
      registration: z
        .object({
          at: z.iso.datetime(),
          vector: z.string().nullable(),
          severity: z.enum(['leak', 'unpresented', 'suspicious', 'unreadable']).nullable(),
        })
        .nullable(),
      doors: z.array(
        z.object({
          name: z.string(),
          state: z.string(),
          why: z.string().nullable(),
          since: z.string().nullable(),
          until: z.string().nullable(),
        }),
      ),
    }),
  ),
  calls: z.object({
    live: z.number(),
    suspected: z.number(),
    classes: z.array(z.object({ class: z.string(), trunk: z.string().nullable(), calls: z.number() })),
    health: z.array(z.object({ trunk: z.string().nullable(), direction: z.string(), requests: z.number() }).loose()),
  }),
});

/** What the running daemon says of itself. */
export type ToldStatus = z.output<typeof Status>;

/** `http://127.0.0.1:8089`, with brackets around an IPv6 address. */
export function consoleOrigin({ host, port }: { readonly host: string; readonly port: number }): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Asks the daemon's console. DAEMON_UNREACHABLE when nothing answers in time, DAEMON_ANSWER_UNREADABLE when something else does. */
export async function askStatus(origin: string): Promise<ToldStatus | Failure> {
  let text: string;
  try {
    const response = await fetch(new URL('/api/status', origin), {
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    text = await response.text();
  } catch (cause) {
    return new Failure('DAEMON_UNREACHABLE', undefined, { cause });
  }
  try {
    return Status.parse(JSON.parse(text));
  } catch (cause) {
    return new Failure('DAEMON_ANSWER_UNREADABLE', undefined, { cause });
  }
}
