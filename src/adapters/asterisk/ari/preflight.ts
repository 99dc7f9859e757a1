import { z } from 'zod';
import type { FailureCode } from '../../../failure.ts';
import { readJson } from './answer.ts';
import type { AriReply, AriRequester, AriTarget } from './requester.ts';

const Ping = z.object({ ping: z.literal('pong') });
const Resources = z.object({
  swaggerVersion: z.literal('1.1'),
  basePath: z.string(),
  apis: z.array(z.object({ path: z.string().regex(/^\/api-docs\/[A-Za-z]+\.\{format\}$/) })).min(1),
});
/** `events.json` says 1.2 where the others say 1.1. */
const Declaration = z.object({ swaggerVersion: z.enum(['1.1', '1.2']), apis: z.array(z.unknown()) });

/**
 * Makes sure ari-client can connect: on 401, 404 (ARI off, or Asterisk still starting), 5xx or HTML it throws a bare string, or a
 * SyntaxError, out of a callback, which ends the process. `null` when all is well. Reads what the library will read (`documents`).
 */
export async function preflight(
  requester: AriRequester,
  target: AriTarget,
  documents: boolean,
): Promise<FailureCode | null> {
  const ping = await requester.send({ method: 'GET', path: ['asterisk', 'ping'] });
  const refusal = troubleOf(ping, (json) => Ping.safeParse(json).success);
  if (refusal !== null || !documents) return refusal;
  const list = await requester.send({ method: 'GET', path: ['api-docs', 'resources.json'] });
  const resources =
    list.kind === 'answered' ? readJson(list.text, (json) => Resources.safeParse(json).data ?? null) : null;
  const trouble = troubleOf(list, () => resources !== null);
  if (trouble !== null || resources === null) return trouble ?? 'PBX_ARI_UNEXPECTED';
  // Asterisk builds basePath from the Host header and the library follows it: elsewhere would mean our password sent elsewhere.
  if (resources.basePath !== `${new URL(target.url).origin}/ari`) return 'PBX_ARI_UNEXPECTED';
  for (const { path } of resources.apis) {
    const file = path.replace('/api-docs/', '').replace('{format}', 'json');
    const document = await requester.send({ method: 'GET', path: ['api-docs', file] });
    const missing = troubleOf(document, (json) => Declaration.safeParse(json).success);
    if (missing !== null) return missing;
  }
  return null;
}

function troubleOf(reply: AriReply, accepts: (json: unknown) => boolean): FailureCode | null {
  if (reply.kind === 'unsent') return 'PBX_ARI_NOT_READY';
  if (reply.kind === 'nothing') return reply.why === 'deadline' ? 'PBX_ARI_FROZEN' : 'PBX_ARI_UNREACHABLE';
  if (reply.status === 401 || reply.status === 403) return 'PBX_ARI_LOGIN_REFUSED';
  if (reply.status === 404 || reply.status >= 500) return 'PBX_ARI_NOT_READY';
  if (reply.status !== 200) return 'PBX_ARI_UNEXPECTED';
  return readJson(reply.text, (json) => (accepts(json) ? json : null)) === null ? 'PBX_ARI_UNEXPECTED' : null;
}
