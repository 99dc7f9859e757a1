import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../failure.ts';
import type {
  HeardMessage,
  ProbeLeg,
  ProbeLine,
  ProbeRequest,
  Reception,
  SaidIdentity,
} from '../../ports/probe-line.ts';
import { Exchanges } from './exchange.ts';
import { answerWords, challenge, sessionFor } from './line-answers.ts';
import { LineLeg } from './line-leg.ts';
import { assertedBy, contactOf, type LineOptions } from './line-party.ts';
import { type LineSocket, openLineSocket, type Peer } from './line-socket.ts';
import { Outgoing } from './outgoing.ts';
import { branchOf, headerOf, methodOf, readWords, type SipWords, statusOf, tagOf, writeWords } from './sip-words.ts';

const MOST_HEARD = 50_000;
const LOOK_MS = 10;
/** How long the ends of calls get when the line is closed. */
const CLOSE_MS = 1_500;

/** A call of the PBX to us. */
interface Invited {
  readonly leg: LineLeg;
  readonly tag: string;
  invite: SipWords;
  challenged: boolean;
  /** What the call is once the PBX has acknowledged our answer; `null`: that is still open. */
  settled: 'answered' | 'ended' | null;
}

/** A SIP line of our own: enough of a user agent (RFC 3261) to be a carrier or a desk phone towards the PBX. */
export class SipLine implements ProbeLine {
  readonly #heard: HeardMessage[] = [];
  readonly #legs: LineLeg[] = [];
  #socket: LineSocket | null = null;
  #peer: Peer | null = null;
  #reception: Reception = { kind: 'refuse', status: 486 };
  readonly #invited = new Map<string, Invited>();
  /** By Call-ID. */
  readonly #all = new Map<string, LineLeg>();
  /** What was answered to a request that may be said again. */
  readonly #answers = new Map<string, Buffer>();
  readonly #exchanges: Exchanges;
  readonly #outgoing: Outgoing;
  readonly #options: LineOptions;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#exchanges = new Exchanges(options);
    this.#outgoing = new Outgoing(options, this.#exchanges);
  }

  get heard(): readonly HeardMessage[] {
    return this.#heard;
  }

  get legs(): readonly ProbeLeg[] {
    return this.#legs;
  }

  async open(): Promise<Failure | null> {
    const { address, port } = this.#options;
    try {
      this.#socket = await openLineSocket({ ...this.#options, message: (raw, peer) => this.#take(raw, peer) });
      return null;
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
      return new Failure('LEAK_TEST_LINE_TAKEN', `${address}:${port} (${code})`, { cause });
    }
  }

  async close(): Promise<void> {
    const ending = [...this.#all.values()].map((leg) => leg.hangUp());
    await Promise.race([Promise.all(ending), pause(CLOSE_MS, undefined, { ref: false })]);
    this.#exchanges.end();
    await this.#socket?.close();
    this.#socket = null;
  }

  receive(reception: Reception): void {
    this.#reception = reception;
  }

  async leg(after: number, withinMs: number): Promise<ProbeLeg | null> {
    const until = performance.now() + withinMs;
    while (this.#legs.length <= after && performance.now() < until) await pause(LOOK_MS);
    return this.#legs[after] ?? null;
  }

  call(extension: string, said: SaidIdentity): ProbeLeg | null {
    if (this.#peer === null) return null;
    const leg = this.#outgoing.call(extension, said, this.#peer);
    this.#all.set(leg.callId, leg);
    return leg;
  }

  async ask(extension: string, said: SaidIdentity, request: ProbeRequest): Promise<number | null> {
    return this.#peer === null ? null : await this.#outgoing.ask(extension, said, request, this.#peer);
  }

  #take(raw: Buffer, peer: Peer): void {
    const words = readWords(raw);
    this.#peer = peer;
    if (this.#heard.length < MOST_HEARD) this.#heard.push(heardOf(raw, words, peer));
    if (words === null) return;
    if (statusOf(words) !== null) {
      this.#exchanges.answered(words);
      return;
    }
    const method = methodOf(words);
    const said = this.#answers.get(`${branchOf(words)} ${method}`);
    if (said !== undefined) peer.send(said);
    else if (method === 'INVITE') this.#invitedBy(words, peer);
    else if (method === 'ACK') this.#acknowledged(words);
    else this.#within(words, method, peer);
  }

  #answer(request: SipWords, peer: Peer, parts: Parameters<typeof answerWords>[1]): void {
    const message = writeWords(answerWords(request, parts));
    this.#answers.set(`${branchOf(request)} ${methodOf(request)}`, message);
    peer.send(message);
  }

  /** Only now may either side offer anew (RFC 3261 §14.1). */
  #acknowledged(words: SipWords): void {
    const invited = this.#invited.get(headerOf(words, 'call-id'));
    if (invited !== undefined && invited.settled !== null) invited.leg.became(invited.settled);
  }

  #invitedBy(words: SipWords, peer: Peer): void {
    const callId = headerOf(words, 'call-id');
    const known = this.#invited.get(callId);
    if (tagOf(headerOf(words, 'to')) !== '') {
      this.#accept(words, peer, known?.tag ?? '');
      return;
    }
    const invited = known ?? this.#newcomer(callId, words);
    const { leg, tag } = invited;
    invited.invite = words;
    leg.open(headerOf(words, 'from'), headerOf(words, 'contact'), peer);
    leg.givesUpBy(() => this.#answer(invited.invite, peer, { status: 486, tag }));
    this.#answer(words, peer, { status: 100, tag });
    this.#receiveAs(invited, peer);
  }

  #newcomer(callId: string, words: SipWords): Invited {
    const tag = randomBytes(8).toString('hex');
    const leg = new LineLeg({
      line: this.#options,
      exchanges: this.#exchanges,
      credentials: this.#options.credentials,
      callId,
      local: `${headerOf(words, 'to')};tag=${tag}`,
      contact: contactOf(this.#options),
      identity: assertedBy(this.#options, this.#options.answersAs),
    });
    const invited: Invited = { leg, tag, invite: words, challenged: false, settled: null };
    this.#invited.set(callId, invited);
    this.#legs.push(leg);
    this.#all.set(callId, leg);
    return invited;
  }

  #receiveAs(invited: Invited, peer: Peer): void {
    const { leg, tag, invite } = invited;
    const reception = this.#reception;
    if (reception.kind === 'challenge' && !invited.challenged) {
      invited.challenged = true;
      this.#answer(invite, peer, { status: 401, tag, headers: [challenge()] });
      return;
    }
    if (reception.kind === 'refuse' || reception.kind === 'redirect') {
      const to = reception.kind === 'redirect' ? reception.to : null;
      const contact = to === null ? [] : [['contact', `<sip:${to}@${this.#options.address}>`] as const];
      invited.settled = 'ended';
      this.#answer(invite, peer, {
        status: reception.kind === 'refuse' ? reception.status : 302,
        tag,
        headers: [...contact, ...this.#says()],
      });
      return;
    }
    this.#answer(invite, peer, { status: 180, tag, headers: [['contact', contactOf(this.#options)], ...this.#says()] });
    if (reception.kind === 'ring') return;
    invited.settled = 'answered';
    leg.accepted();
    this.#accept(invite, peer, tag);
  }

  #says(): readonly (readonly [string, string])[] {
    const asserted = assertedBy(this.#options, this.#options.answersAs);
    return asserted === null ? [] : [['p-asserted-identity', asserted]];
  }

  #accept(words: SipWords, peer: Peer, tag: string): void {
    const body = sessionFor(words, this.#options.address);
    const headers = [['contact', contactOf(this.#options)] as const, ...this.#says()];
    this.#answer(words, peer, { status: 200, tag, headers, body });
  }

  #within(words: SipWords, method: string, peer: Peer): void {
    const callId = headerOf(words, 'call-id');
    const invited = this.#invited.get(callId);
    const tag = invited?.tag ?? randomBytes(8).toString('hex');
    if (method === 'REGISTER') {
      this.#answer(words, peer, { status: 403, tag });
      return;
    }
    const body = method === 'UPDATE' && words.body !== '' ? sessionFor(words, this.#options.address) : '';
    const headers = method === 'UPDATE' ? [['contact', contactOf(this.#options)] as const] : [];
    this.#answer(words, peer, { status: 200, tag, headers, body });
    if (method === 'CANCEL' && invited !== undefined) this.#answer(invited.invite, peer, { status: 487, tag });
    if (method === 'BYE' || method === 'CANCEL') this.#all.get(callId)?.became('ended');
  }
}

function heardOf(raw: Uint8Array, words: SipWords | null, peer: Peer): HeardMessage {
  const status = words === null ? null : statusOf(words);
  return {
    raw,
    source: peer.address,
    method: words === null ? '' : methodOf(words),
    status,
    callId: words === null ? '' : headerOf(words, 'call-id'),
  };
}
