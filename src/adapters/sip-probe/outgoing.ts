import { randomBytes } from 'node:crypto';
import type { ProbeRequest, SaidIdentity } from '../../ports/probe-line.ts';
import { digestAnswer } from './digest.ts';
import { type Exchanges, newBranch, viaOf } from './exchange.ts';
import { acknowledgement, LineLeg } from './line-leg.ts';
import { assertedBy, contactOf, fromOf, type LineOptions } from './line-party.ts';
import type { Peer } from './line-socket.ts';
import { offerOf } from './session-words.ts';
import { headerOf, type SipWords, statusOf, uriOf, writeWords } from './sip-words.ts';

const ALLOW = 'INVITE, ACK, BYE, CANCEL, UPDATE, REFER, NOTIFY, OPTIONS, MESSAGE, INFO';

type Login = readonly [name: string, value: string];

/** What a request outside of any dialog is made of. */
interface Outside {
  readonly callId: string;
  readonly from: string;
  readonly extension: string;
  readonly said: SaidIdentity;
  readonly request: ProbeRequest;
}

/** The calls and requests that a line makes of its own accord. */
export class Outgoing {
  readonly #options: LineOptions;
  readonly #exchanges: Exchanges;

  constructor(options: LineOptions, exchanges: Exchanges) {
    this.#options = options;
    this.#exchanges = exchanges;
  }

  /** A call, begun but not awaited. */
  call(extension: string, said: SaidIdentity, peer: Peer): LineLeg {
    const callId = randomBytes(12).toString('hex');
    const from = fromOf(this.#options, said);
    const leg = new LineLeg({
      line: this.#options,
      exchanges: this.#exchanges,
      credentials: this.#options.credentials,
      callId,
      local: from,
      contact: contactOf(this.#options),
      identity: assertedBy(this.#options, said),
    });
    const body = { type: 'application/sdp', text: offerOf(this.#options.address, 'resume') };
    void this.#invite(leg, { callId, from, extension, said, request: { method: 'INVITE', body } }, peer);
    return leg;
  }

  /** The final status of a request outside of any call; `null`: none came. */
  async ask(extension: string, said: SaidIdentity, request: ProbeRequest, peer: Peer): Promise<number | null> {
    const callId = randomBytes(12).toString('hex');
    const outside = { callId, from: fromOf(this.#options, said), extension, said, request };
    const first = this.#words(outside, null);
    const answer = await this.#exchanges.send(first, peer, request.withinMs);
    const login = answer === null ? null : this.#login(answer, first);
    if (login === null) return answer === null ? null : statusOf(answer);
    const last = await this.#exchanges.send(this.#words(outside, login), peer, request.withinMs);
    return last === null ? null : statusOf(last);
  }

  async #invite(leg: LineLeg, outside: Outside, peer: Peer): Promise<void> {
    let words = this.#words(outside, null);
    leg.givesUpBy(() => peer.send(writeWords(cancelOf(words))));
    let answer = await this.#exchanges.send(words, peer);
    const login = answer === null ? null : this.#login(answer, words);
    if (answer !== null && login !== null) {
      peer.send(writeWords(acknowledgement(answer, words, '', this.#options)));
      words = this.#words(outside, login);
      answer = await this.#exchanges.send(words, peer);
    }
    const status = answer === null ? null : statusOf(answer);
    if (answer === null || status === null) {
      leg.became('ended');
      return;
    }
    const contact = headerOf(answer, 'contact');
    peer.send(writeWords(acknowledgement(answer, words, uriOf(contact), this.#options)));
    if (status < 300) leg.open(headerOf(answer, 'to'), contact, peer);
    leg.became(status < 300 ? 'answered' : 'ended');
  }

  #words({ callId, from, extension, said, request }: Outside, login: Login | null): SipWords {
    const { method, headers = [], body } = request;
    const uri = `sip:${extension === '' ? '' : `${extension}@`}${this.#options.address}`;
    const identity = assertedBy(this.#options, said);
    return {
      start: `${method} ${uri} SIP/2.0`,
      headers: [
        ['via', viaOf(this.#options, newBranch())],
        ['max-forwards', '70'],
        ['from', from],
        ['to', `<${uri}>`],
        ['call-id', callId],
        ['cseq', `${login === null ? 1 : 2} ${method}`],
        ['contact', contactOf(this.#options)],
        ['allow', ALLOW],
        ...(identity === null ? [] : [['p-asserted-identity', identity] as const]),
        ...(login === null ? [] : [login]),
        ...headers,
        ...(body === undefined ? [] : [['content-type', body.type] as const]),
      ],
      body: body?.text ?? '',
    };
  }

  #login(answer: SipWords, asked: SipWords): Login | null {
    const status = statusOf(answer);
    const { credentials } = this.#options;
    if (credentials === null || (status !== 401 && status !== 407)) return null;
    const challenge = headerOf(answer, status === 401 ? 'www-authenticate' : 'proxy-authenticate');
    const [method = '', uri = ''] = asked.start.split(' ');
    const name = status === 401 ? 'authorization' : 'proxy-authorization';
    return [name, digestAnswer(challenge, method, uri, credentials)];
  }
}

/** CANCEL of an INVITE: the same transaction's Via (RFC 3261 §9.1). */
function cancelOf(invite: SipWords): SipWords {
  const sequence = headerOf(invite, 'cseq').split(' ')[0];
  const kept = ['via', 'max-forwards', 'from', 'to', 'call-id'];
  return {
    start: invite.start.replace(/^INVITE/, 'CANCEL'),
    headers: [...invite.headers.filter(([name]) => kept.includes(name)), ['cseq', `${sequence} CANCEL`]],
    body: '',
  };
}
