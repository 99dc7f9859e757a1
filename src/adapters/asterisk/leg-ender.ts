import type { LegId } from '../../call/call-event.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import { asAnswer, asDone } from './ari/answer.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';
import { isWireSafe } from './wire-text.ts';

/** Somebody else tries again when this is over. */
const DEADLINE_MS = 250;
/** Below the time after which a connection is closed because nothing is asked (`ari/requester.ts`). */
const WARM_EVERY_MS = 5_000;
const UNKNOWN = { outcome: 'unknown', why: 'not by this way' } as const;

/**
 * Ends legs by a connection of its own that is kept open, for who cannot wait until the daemon's own turn to ask comes. It knows nothing of the
 * state of the links: what it cannot say for certain is `unknown`, and to be asked of `PbxControl`.
 */
export class LegEnder {
  readonly warmEveryMs = WARM_EVERY_MS;
  readonly #requester: AriRequester;

  constructor(target: AriTarget) {
    this.#requester = new AriRequester(target, LINK_TIMING);
  }

  async hangUp(leg: LegId): Promise<PbxAnswer<null>> {
    if (!isWireSafe(leg) || /^\.{0,2}$/.test(leg)) return UNKNOWN;
    const reply = await this.#requester.send({ method: 'DELETE', path: ['channels', leg], deadlineMs: DEADLINE_MS });
    const answer = asDone(asAnswer(reply));
    // Only "there is no such leg" ends the matter: a refused login is no answer about the leg.
    return answer.outcome === 'refused' && answer.why !== 'HTTP 404' ? UNKNOWN : answer;
  }

  /** Keeps the connection open. */
  async warm(): Promise<void> {
    await this.#requester.send({ method: 'GET', path: ['asterisk', 'ping'] });
  }
}
