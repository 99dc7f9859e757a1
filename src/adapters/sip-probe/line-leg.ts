import { setTimeout as pause } from 'node:timers/promises';
import type { ProbeLeg, ProbeRequest } from '../../ports/probe-line.ts';
import { type Credentials, digestAnswer } from './digest.ts';
import { type ExchangeLine, type Exchanges, newBranch, viaOf } from './exchange.ts';
import type { Peer } from './line-socket.ts';
import { offerOf } from './session-words.ts';
import { headerOf, type SipWords, statusOf, tagOf, uriOf, writeWords } from './sip-words.ts';

const LOOK_MS = 10;
/** How often an offer is made when it meets one of the PBX's. */
const OFFERS = 4;
const AGAIN_MS = 100;

/** One dialog: who we are in it, who the PBX is, and how far it has come. */
export interface LegParts {
  readonly line: ExchangeLine;
  readonly exchanges: Exchanges;
  readonly credentials: Credentials | null;
  readonly callId: string;
  /** Our From in requests, tag and all. */
  readonly local: string;
  readonly contact: string;
  readonly identity: string | null;
}

/** A call as one of our lines sees it. `open` tells it of the other side; from then on it can speak. */
export class LineLeg implements ProbeLeg {
  readonly callId: string;
  #remote: string | null = null;
  #target = '';
  #peer: Peer | null = null;
  #state: 'begun' | 'answered' | 'ended' = 'begun';
  /** 200 was said, ACK has not come. */
  #accepted = false;
  /** Behind those of the INVITE that began the call. */
  #sequence = 10;
  /** Ends a call that was never answered: a refusal, or CANCEL. */
  #give: () => void = () => undefined;
  readonly #parts: LegParts;

  constructor(parts: LegParts) {
    this.#parts = parts;
    this.callId = parts.callId;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  get replaces(): string {
    const { callId, local } = this.#parts;
    return this.#remote === null ? '' : `${callId};to-tag=${tagOf(this.#remote)};from-tag=${tagOf(local)}`;
  }

  /** The other side's party with its tag, its Contact, and the way to it. */
  open(remote: string, contact: string, peer: Peer): void {
    this.#remote = remote;
    this.#target = uriOf(contact);
    this.#peer = peer;
  }

  became(state: 'answered' | 'ended'): void {
    if (this.#state !== 'ended') this.#state = state;
  }

  accepted(): void {
    this.#accepted = true;
  }

  givesUpBy(give: () => void): void {
    this.#give = give;
  }

  answered(withinMs: number): Promise<boolean> {
    return this.#until(() => this.#state === 'answered', withinMs);
  }

  over(withinMs: number): Promise<boolean> {
    return this.#until(() => this.ended, withinMs);
  }

  async request(request: ProbeRequest): Promise<number | null> {
    const answer = await this.#send(request);
    return answer === null ? null : statusOf(answer);
  }

  async offer(kind: 'hold' | 'resume' | 'fax'): Promise<number | null> {
    const text = offerOf(this.#parts.line.address, kind);
    for (let attempt = 1; ; attempt += 1) {
      const status = await this.request({ method: 'INVITE', body: { type: 'application/sdp', text } });
      // The PBX is about to offer or to answer something itself (RFC 3261 §14.1, §14.2).
      if ((status !== 491 && status !== 500) || attempt === OFFERS) return status;
      await pause(AGAIN_MS * attempt);
    }
  }

  async hangUp(): Promise<void> {
    if (this.#state === 'ended') return;
    const answered = this.#state === 'answered' || this.#accepted;
    this.#state = 'ended';
    if (answered) await this.#send({ method: 'BYE' });
    else this.#give();
  }

  async #until(holds: () => boolean, withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (!holds() && !this.ended && performance.now() < until) await pause(LOOK_MS);
    return holds();
  }

  async #send(request: ProbeRequest): Promise<SipWords | null> {
    const { exchanges, credentials } = this.#parts;
    const peer = this.#peer;
    if (peer === null) return null;
    const first = this.#words(request, null);
    const answer = await exchanges.send(first, peer, request.withinMs);
    if (answer !== null && request.method === 'INVITE') this.#acknowledge(answer, first, peer);
    const status = answer === null ? null : statusOf(answer);
    if (answer === null || credentials === null || (status !== 401 && status !== 407)) return answer;
    const challenge = headerOf(answer, status === 401 ? 'www-authenticate' : 'proxy-authenticate');
    const authorization = digestAnswer(challenge, request.method, this.#target, credentials);
    const second = this.#words(request, [status === 401 ? 'authorization' : 'proxy-authorization', authorization]);
    const last = await exchanges.send(second, peer, request.withinMs);
    if (last !== null && request.method === 'INVITE') this.#acknowledge(last, second, peer);
    return last;
  }

  #words({ method, headers = [], body }: ProbeRequest, login: readonly [string, string] | null): SipWords {
    const { line, callId, local, contact, identity } = this.#parts;
    this.#sequence += 1;
    return {
      start: `${method} ${this.#target} SIP/2.0`,
      headers: [
        ['via', viaOf(line, newBranch())],
        ['max-forwards', '70'],
        ['from', local],
        ['to', this.#remote ?? ''],
        ['call-id', callId],
        ['cseq', `${this.#sequence} ${method}`],
        ['contact', contact],
        // Unless the request says by itself who speaks now.
        ...(identity === null || headers.some(([name]) => name === 'p-asserted-identity')
          ? []
          : [['p-asserted-identity', identity] as const]),
        ...(login === null ? [] : [login]),
        ...headers,
        ...(body === undefined ? [] : [['content-type', body.type] as const]),
      ],
      body: body?.text ?? '',
    };
  }

  #acknowledge(answer: SipWords, to: SipWords, peer: Peer): void {
    peer.send(writeWords(acknowledgement(answer, to, this.#target, this.#parts.line)));
  }
}

/** ACK to a final answer: of a refusal in the same transaction, of a 2xx in one of its own (RFC 3261 §13.2.2.4, §17.1.1.3). */
export function acknowledgement(answer: SipWords, to: SipWords, target: string, line: ExchangeLine): SipWords {
  const taken = (statusOf(answer) ?? 0) < 300;
  const sequence = headerOf(to, 'cseq').split(' ')[0];
  return {
    start: `ACK ${taken ? target : to.start.split(' ')[1]} SIP/2.0`,
    headers: [
      ['via', taken ? viaOf(line, newBranch()) : headerOf(to, 'via')],
      ['max-forwards', '70'],
      ['from', headerOf(to, 'from')],
      ['to', headerOf(answer, 'to')],
      ['call-id', headerOf(to, 'call-id')],
      ['cseq', `${sequence} ACK`],
    ],
    body: '',
  };
}
