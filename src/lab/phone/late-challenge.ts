import { type Awaited, goTo, label, noteAnswerTo } from './scenario-text.ts';

/**
 * What a phone does with a challenge that comes when it has sent its credentials already. A PBX that was slow to answer was asked twice (RFC 3261
 * T1: after 500 ms), and challenges each copy with a nonce of its own (res_pjsip answers without a transaction, 16.28 and 22.10), so SIPp does
 * not take the second for a repetition. Such a challenge answers the first request; waiting goes on.
 */
export class LateChallenge {
  readonly #name: string;
  readonly #cseq: string;

  /** `name`: the attempt it belongs to. `cseq`: of the request with credentials, `2 INVITE`. */
  constructor(name: string, cseq: string) {
    this.#name = name;
    this.#cseq = cseq;
  }

  /** What else may come while an answer is waited for. */
  get awaited(): readonly Awaited[] {
    const actions = [noteAnswerTo(this.#cseq, this.#meant)];
    return ['401', '407'].map((response) => ({
      response,
      optional: true,
      actions,
      next: `late-challenge-${this.#name}`,
    }));
  }

  /** Where the wait begins. */
  get begin(): string {
    return label(`waits-${this.#name}`);
  }

  /** Goes to `refused` when the challenge answers the request with credentials, else back to the wait. */
  sorted(refused: string): readonly string[] {
    return [label(`late-challenge-${this.#name}`), goTo(refused, this.#meant), goTo(`waits-${this.#name}`)];
  }

  get #meant(): string {
    return `meant_${this.#name.replaceAll('-', '_')}`;
  }
}
