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
  const path = ['applications', application, 'subscription'];
  const unheard: string[] = [];
  for (const endpoint of endpoints) {
    const query = { eventSource: `endpoint:PJSIP/${endpoint}` };
    const reply = await requester.send({ method: 'POST', path, query });
    if (reply.kind !== 'answered' || reply.status !== 200) unheard.push(endpoint);
  }
  return unheard;
}
