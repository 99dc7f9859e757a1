import type { LegFact } from '../call/evidence.ts';
import type { SessionFacts } from '../call/session-facts.ts';

type SipFact = Extract<LegFact, { kind: 'sip' }>;

const CHALLENGES: ReadonlySet<number> = new Set([401, 407]);

/** What SIP said of one leg's dialog, for RFC 6076. Facts may come twice and in any order: of each kind the earliest counts. */
export class SessionRecord {
  #requestedAt = Number.POSITIVE_INFINITY;
  #firstAnswerAt = Number.POSITIVE_INFINITY;
  #final: { readonly at: number; readonly status: number } | null = null;
  #byeAnswered = false;

  take({ at, method, status }: SipFact): void {
    if (method === 'BYE') this.#byeAnswered ||= status !== null && status >= 200;
    if (method !== 'INVITE') return;
    // Whoever is challenged asks again: the first request is when it began.
    if (status === null) this.#requestedAt = Math.min(this.#requestedAt, at);
    else if (status > 100 && !CHALLENGES.has(status)) this.#answered(at, status);
  }

  #answered(at: number, status: number): void {
    this.#firstAnswerAt = Math.min(this.#firstAnswerAt, at);
    if (status >= 200 && at < (this.#final?.at ?? Number.POSITIVE_INFINITY)) this.#final = { at, status };
  }

  /**
   * `byeAnswered` is never `false`: a BYE is given up after 32 s (RFC 3261 §17.1.2.2), long after the end of the call was decided, and until then
   * nobody knows.
   */
  get facts(): SessionFacts {
    return {
      requestedAt: Number.isFinite(this.#requestedAt) ? this.#requestedAt : null,
      firstAnswerAt: Number.isFinite(this.#firstAnswerAt) ? this.#firstAnswerAt : null,
      finalStatus: this.#final?.status ?? null,
      byeAnswered: this.#byeAnswered ? true : null,
    };
  }
}
