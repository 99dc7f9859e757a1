import type { AriRequester } from './requester.ts';

/**
 * Asks the PBX to send our application the events of every leg on these PJSIP endpoints, for as long as the event socket lives (seen on 16.28
 * and 22.10.1: also across reloads of PJSIP). Gives those it did not take: an endpoint that is not loaded cannot be heard.
 *
 * Why not all legs: an application that hears all of them has every variable and every dialplan step of every leg turned into JSON before
 * the event filter drops it, which costs the PBX more than the call itself.
 */
export async function hearEndpoints(
  requester: AriRequester,
  application: string,
  endpoints: readonly string[],
): Promise<readonly string[]> {
  const unheard: string[] = [];
  for (const endpoint of endpoints)
    if (!(await hearSource(requester, application, `endpoint:PJSIP/${endpoint}`))) unheard.push(endpoint);
  return unheard;
}

/** Asks for the events of one source: `endpoint:PJSIP/…`, `channel:…`, or `bridge:` for every bridge. Whether the PBX took it. */
export async function hearSource(requester: AriRequester, application: string, source: string): Promise<boolean> {
  const path = ['applications', application, 'subscription'];
  const reply = await requester.send({ method: 'POST', path, query: { eventSource: source } });
  return reply.kind === 'answered' && reply.status === 200;
}
