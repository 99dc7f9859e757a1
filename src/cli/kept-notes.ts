import { asAnswer } from '../adapters/asterisk/ari/answer.ts';
import { preflight } from '../adapters/asterisk/ari/preflight.ts';
import { AriRequester } from '../adapters/asterisk/ari/requester.ts';
import { LINK_TIMING } from '../adapters/asterisk/link-timing.ts';
import { PbxNotes } from '../adapters/asterisk/pbx-notes.ts';
import { ariTarget } from '../adapters/asterisk/targets.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../failure.ts';

/** `work` with what the PBX keeps for us, asked of the PBX itself: it works with the daemon dead. A failure when the PBX is not there. */
export async function withNotes<T>(
  config: Config,
  work: (notes: PbxNotes) => Promise<T | Failure>,
): Promise<T | Failure> {
  const target = ariTarget(config);
  const requester = new AriRequester(target, LINK_TIMING);
  try {
    const trouble = await preflight(requester, target, false);
    if (trouble !== null) return new Failure(trouble);
    return await work(new PbxNotes(async (request) => asAnswer(await requester.send(request))));
  } finally {
    await requester.close();
  }
}
