import { createHash } from 'node:crypto';
import { asAnswer } from './ari/answer.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';

/** Kinds of PJSIP objects of which the settings of a door are made, by the suffix of their names. */
const ENDPOINT = ['asterisk', 'config', 'dynamic', 'res_pjsip', 'endpoint'] as const;

/**
 * One value for everything about the PBX that decides what leaves: its version, when it was started and reloaded, and the effective settings of
 * every door (`GET /asterisk/config/dynamic/res_pjsip/endpoint/…`). It says only whether something is as it was.
 */
export class PbxFingerprint {
  readonly #requester: AriRequester;
  readonly #doors: readonly string[];

  constructor(target: AriTarget, doors: readonly string[]) {
    this.#requester = new AriRequester(target, LINK_TIMING);
    this.#doors = doors;
  }

  /** `null` when the PBX did not answer every question. Never rejects. */
  async now(): Promise<string | null> {
    const hash = createHash('sha256');
    const paths = [['asterisk', 'info'], ...this.#doors.map((door) => [...ENDPOINT, door])];
    for (const path of paths) {
      const answer = asAnswer(await this.#requester.send({ method: 'GET', path }));
      if (answer.outcome === 'unknown') return null;
      // A door that is not there is a state like any other.
      hash.update(answer.outcome === 'ok' ? answer.value : answer.why).update('\0');
    }
    return hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.#requester.close();
  }
}
