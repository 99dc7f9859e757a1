import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import type { Credentials } from '../../../src/adapters/sip-probe/digest.ts';
import {
  branchOf,
  headerOf,
  methodOf,
  readWords,
  type SipWords,
  statusOf,
  tagOf,
  writeWords,
} from '../../../src/adapters/sip-probe/sip-words.ts';
import { MediaStream } from './media-stream.ts';
import { PartyCall } from './party-call.ts';
import { acknowledgement, loginFor, replyTo } from './party-words.ts';

const AGAIN_MS = 500;
const LAST_MS = 16_000;
const FIRST_PORT = 30_000;
const LAST_PORT = 39_998;

export interface PartyOptions {
  readonly address: string;
  readonly user: string;
  /** `null`: a carrier, which is known by its address. */
  readonly credentials: Credentials | null;
  /** Where the PBX is. */
  readonly pbx: string;
  /** Called for each call that comes in, once it is ringing. */
  readonly called: (call: PartyCall, invite: SipWords) => void;
}

/** A SIP user agent over UDP for any number of calls at a time, with real media: a desk phone, or a carrier with its callers. */
export class SipParty {
  readonly address: string;
  readonly #options: PartyOptions;
  readonly #socket: Socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  readonly #calls = new Map<string, PartyCall>();
  readonly #waiting = new Map<string, (answer: SipWords) => void>();
  /** What was answered to a request that may be said again. */
  readonly #answers = new Map<string, SipWords>();
  /** The whole party hears and says nothing. */
  deaf = false;
  #port = FIRST_PORT;

  constructor(options: PartyOptions) {
    this.#options = options;
    this.address = options.address;
  }

  get contact(): string {
    return `<sip:${this.#options.user}@${this.address}:5060>`;
  }

  get calls(): readonly PartyCall[] {
    return [...this.#calls.values()];
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind({ address: this.address, port: 5060, exclusive: true }, () => resolve());
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', (raw) => this.#take(raw));
  }

  async stop(): Promise<void> {
    for (const call of this.#calls.values()) call.abandon();
    await new Promise<void>((closed) => this.#socket.close(() => closed()));
  }

  via(): string {
    return `SIP/2.0/UDP ${this.address}:5060;branch=z9hG4bK${randomBytes(10).toString('hex')};rport`;
  }

  send(words: SipWords): void {
    if (!this.deaf) this.#socket.send(writeWords(words), 5060, this.#options.pbx);
  }

  /** Registers for an hour. */
  async register(): Promise<boolean> {
    const uri = `sip:${this.#options.pbx}`;
    const party = `<sip:${this.#options.user}@${this.#options.pbx}>`;
    const callId = randomBytes(10).toString('hex');
    const words = (sequence: number, login: readonly (readonly [string, string])[]): SipWords => ({
      start: `REGISTER ${uri} SIP/2.0`,
      headers: [
        ...[['via', this.via()] as const, ['max-forwards', '70'] as const],
        ['from', `${party};tag=${randomBytes(6).toString('hex')}`],
        ...[['to', party] as const, ['call-id', callId] as const, ['cseq', `${sequence} REGISTER`] as const],
        ...[['contact', this.contact] as const, ['expires', '3600'] as const],
        ...login,
      ],
      body: '',
    });
    const first = await this.exchange(null, words(1, []));
    const login = first === null ? null : loginFor(this.#options.credentials, first, 'REGISTER', uri);
    if (login === null) return false;
    const second = await this.exchange(null, words(2, [login]));
    return second !== null && statusOf(second) === 200;
  }

  /** Calls a number of the PBX. `from`: the number of who calls. */
  async call(to: string, from: string): Promise<PartyCall> {
    const call = await this.#newCall(randomBytes(12).toString('hex'));
    const uri = `sip:${to}@${this.#options.pbx}:5060`;
    call.local = `<sip:${from}@${this.address}>;tag=${randomBytes(6).toString('hex')}`;
    call.remote = `<${uri}>`;
    void this.#invite(call, uri);
    return call;
  }

  /** Sends a request, again and again, and gives its final answer; `null` when none came. */
  exchange(call: PartyCall | null, words: SipWords): Promise<SipWords | null> {
    return new Promise((resolve) => {
      const key = `${branchOf(words)} ${methodOf(words)}`;
      const say = (): void => {
        if (call?.vanished !== true) this.send(words);
      };
      const again = setInterval(say, AGAIN_MS);
      const done = (answer: SipWords | null): void => {
        clearInterval(again);
        clearTimeout(late);
        this.#waiting.delete(key);
        resolve(answer);
      };
      const late = setTimeout(() => done(null), methodOf(words) === 'INVITE' ? 90_000 : LAST_MS);
      this.#waiting.set(key, (answer) => {
        clearInterval(again);
        if ((statusOf(answer) ?? 0) >= 200) done(answer);
      });
      say();
    });
  }

  forget(call: PartyCall): void {
    this.#calls.delete(call.callId);
  }

  /** Answers the INVITE of a call that came in. */
  answer(call: PartyCall): void {
    const { invite } = call;
    if (invite === null || call.state === 'over') return;
    call.status = 200;
    const body = call.sdp();
    this.#reply(
      invite,
      call.tag,
      200,
      [
        ['contact', this.contact],
        ['content-type', 'application/sdp'],
      ],
      body,
    );
    call.media.toward(invite.body);
    call.became('up');
  }

  refuse(call: PartyCall, status: number): void {
    if (call.invite === null) return;
    call.status = status;
    this.#reply(call.invite, call.tag, status);
    call.became('over');
  }

  async #newCall(callId: string): Promise<PartyCall> {
    for (;;) {
      this.#port = this.#port + 2 > LAST_PORT ? FIRST_PORT : this.#port + 2;
      const media = new MediaStream(this.address, this.#port);
      try {
        await media.open();
      } catch {
        continue;
      }
      const call = new PartyCall(this, callId, media);
      this.#calls.set(callId, call);
      return call;
    }
  }

  async #invite(call: PartyCall, uri: string): Promise<void> {
    const words = (sequence: number, login: readonly (readonly [string, string])[]): SipWords => ({
      start: `INVITE ${uri} SIP/2.0`,
      headers: [
        ...[['via', this.via()] as const, ['max-forwards', '70'] as const],
        ...[['from', call.local] as const, ['to', call.remote] as const, ['call-id', call.callId] as const],
        ...[['cseq', `${sequence} INVITE`] as const, ['contact', this.contact] as const],
        ['allow', 'INVITE, ACK, BYE, CANCEL, REFER, NOTIFY, OPTIONS'],
        ...login,
        ['content-type', 'application/sdp'],
      ],
      body: call.sdp(),
    });
    call.invite = words(1, []);
    let answer = await this.exchange(call, call.invite);
    const login = answer === null ? null : loginFor(this.#options.credentials, answer, 'INVITE', uri);
    if (answer !== null && login !== null) {
      this.send(acknowledgement(call.invite, answer, uri, this.via()));
      call.invite = words(2, [login]);
      answer = await this.exchange(call, call.invite);
    }
    const status = answer === null ? null : statusOf(answer);
    call.status = status;
    if (answer === null || status === null || status >= 300) {
      if (answer !== null) this.send(acknowledgement(call.invite, answer, uri, this.via()));
      call.became('over');
      return;
    }
    call.open(headerOf(answer, 'to'), headerOf(answer, 'contact'));
    this.send(acknowledgement(call.invite, answer, call.target, this.via()));
    call.media.toward(answer.body);
    call.became('up');
  }

  #take(raw: Buffer): void {
    const words = this.deaf ? null : readWords(raw);
    if (words === null) return;
    const call = this.#calls.get(headerOf(words, 'call-id'));
    if (call?.vanished === true) return;
    const status = statusOf(words);
    if (status !== null) {
      const waiting = this.#waiting.get(`${branchOf(words)} ${methodOf(words)}`);
      if (waiting !== undefined) waiting(words);
      // A 200 that is said again: our ACK was late.
      else if (status === 200 && methodOf(words) === 'INVITE' && call?.invite)
        this.send(acknowledgement(call.invite, words, call.target, this.via()));
      return;
    }
    const method = methodOf(words);
    if (method === 'ACK') return;
    const said = this.#answers.get(`${branchOf(words)} ${method}`);
    if (said !== undefined) this.send(said);
    else if (method === 'INVITE' && tagOf(headerOf(words, 'to')) === '') void this.#calledBy(words);
    else this.#within(words, method, call);
  }

  async #calledBy(invite: SipWords): Promise<void> {
    const tag = randomBytes(6).toString('hex');
    this.#reply(invite, tag, 180, [['contact', this.contact]]);
    const call = await this.#newCall(headerOf(invite, 'call-id'));
    call.invite = invite;
    call.local = `${headerOf(invite, 'to')};tag=${tag}`;
    call.open(headerOf(invite, 'from'), headerOf(invite, 'contact'));
    this.#options.called(call, invite);
  }

  #within(words: SipWords, method: string, call: PartyCall | undefined): void {
    const tag = call?.tag ?? randomBytes(6).toString('hex');
    if (method === 'INVITE' && call !== undefined) {
      call.media.toward(words.body);
      const held = /^a=(?:sendonly|inactive)/m.test(words.body);
      const body = call.sdp(held ? 'recvonly' : 'sendrecv');
      this.#reply(
        words,
        tag,
        200,
        [
          ['contact', this.contact],
          ['content-type', 'application/sdp'],
        ],
        body,
      );
      return;
    }
    if (call === undefined && (method === 'BYE' || method === 'INVITE')) {
      this.#reply(words, tag, 481);
      return;
    }
    this.#reply(words, tag, 200, method === 'OPTIONS' ? [['contact', this.contact]] : []);
    if (call === undefined || (method !== 'BYE' && method !== 'CANCEL')) return;
    call.endedBy ??= 'them';
    if (method === 'CANCEL' && call.invite !== null) this.#reply(call.invite, tag, 487);
    call.became('over');
  }

  #reply(
    request: SipWords,
    tag: string,
    status: number,
    headers: readonly (readonly [string, string])[] = [],
    body = '',
  ): void {
    const words = replyTo(request, tag, status, headers, body);
    this.#answers.set(`${branchOf(request)} ${methodOf(request)}`, words);
    this.send(words);
  }
}
