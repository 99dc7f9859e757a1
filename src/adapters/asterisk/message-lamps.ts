import type { Mailbox } from '../../call/mailbox.ts';
import type { MailboxLamps } from '../../ports/mailbox-lamps.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import { asAnswer, asDone } from './ari/answer.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';

/**
 * Lamps by the dialplan (`withheld-lamp`), on a Local channel that lives for a moment. ARI has mailboxes of its own, but only where the PBX was built
 * without its own voicemail (`res_mwi_external`, which Debian leaves out).
 */
export class AsteriskLamps implements MailboxLamps {
  readonly #requester: AriRequester;

  constructor(target: AriTarget) {
    this.#requester = new AriRequester(target, LINK_TIMING);
  }

  async show(box: Mailbox, fresh: number, heard: number): Promise<PbxAnswer<null>> {
    const query = { endpoint: `Local/${box}@withheld-lamp`, context: 'withheld-lamp', extension: box, priority: '1' };
    const json = { variables: { __WITHHELD_NEW: String(fresh), __WITHHELD_HEARD: String(heard) } };
    return asDone(asAnswer(await this.#requester.send({ method: 'POST', path: ['channels'], query, json })));
  }

  /** Drops every connection. */
  async close(): Promise<void> {
    await this.#requester.close();
  }
}
