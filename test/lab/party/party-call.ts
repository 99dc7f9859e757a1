import { setTimeout as pause } from 'node:timers/promises';
import type { SipWords } from '../../../src/adapters/sip-probe/sip-words.ts';
import { headerOf, statusOf, tagOf, uriOf } from '../../../src/adapters/sip-probe/sip-words.ts';
import type { MediaStream } from './media-stream.ts';
import type { SipParty } from './sip-party.ts';

type Header = readonly [name: string, value: string];

/** One call of a party: a dialog, and its media. */
export class PartyCall {
  readonly callId: string;
  readonly media: MediaStream;
  readonly #party: SipParty;
  /** Our side of the dialog with its tag, theirs, and where they are reached. */
  local = '';
  remote = '';
  target = '';
  state: 'begun' | 'up' | 'over' = 'begun';
  /** Final status of the INVITE; `null`: none yet. */
  status: number | null = null;
  /** Who sent the BYE or CANCEL. */
  endedBy: 'us' | 'them' | null = null;
  /** When it was up, and over; milliseconds of this process. */
  upAt: number | null = null;
  overAt: number | null = null;
  invite: SipWords | null = null;
  /** It hears and says nothing any more, like a phone whose network is gone. */
  vanished = false;
  #sequence = 20;
  #version = 1;

  constructor(party: SipParty, callId: string, media: MediaStream) {
    this.#party = party;
    this.callId = callId;
    this.media = media;
  }

  sdp(direction: 'sendrecv' | 'sendonly' | 'recvonly' = 'sendrecv'): string {
    this.#version += 1;
    const { address } = this.#party;
    const lines = [
      ...['v=0', `o=- 1 ${this.#version} IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0'],
      ...[
        `m=audio ${this.media.port} RTP/AVP 8 13`,
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:13 CN/8000',
        `a=${direction}`,
        '',
      ],
    ];
    return lines.join('\r\n');
  }

  became(state: 'up' | 'over'): void {
    if (this.state === 'over' || this.state === state) return;
    this.state = state;
    if (state === 'up') this.upAt = Date.now();
    else {
      this.overAt = Date.now();
      this.media.close();
      this.#party.forget(this);
    }
  }

  async until(state: 'up' | 'over', patienceMs = 10_000): Promise<boolean> {
    const end = Date.now() + patienceMs;
    while (this.state !== state && this.state !== 'over' && Date.now() < end) await pause(10);
    return this.state === state;
  }

  /** A request within the dialog; gives its final status, `null` when none came. */
  async request(method: string, headers: readonly Header[] = [], body = ''): Promise<number | null> {
    this.#sequence += 1;
    const answer = await this.#party.exchange(this, this.#words(method, this.#sequence, headers, body));
    if (answer !== null && method === 'INVITE') {
      this.#party.send(this.#words('ACK', this.#sequence, [], ''));
      this.media.toward(answer.body);
    }
    return answer === null ? null : statusOf(answer);
  }

  /** Hangs up, with these headers. Gives when the BYE left. */
  hangUp(headers: readonly Header[] = []): number {
    this.endedBy = 'us';
    const at = Date.now();
    const asked = this.request('BYE', headers);
    this.media.speaks = false;
    this.media.reports = false;
    void asked.then(() => this.became('over'));
    return at;
  }

  cancel(): void {
    this.endedBy = 'us';
    const { invite } = this;
    if (invite === null) return;
    const sequence = headerOf(invite, 'cseq').split(' ')[0];
    const kept = invite.headers.filter(([name]) => ['via', 'max-forwards', 'from', 'to', 'call-id'].includes(name));
    this.#party.send({
      start: invite.start.replace(/^INVITE/, 'CANCEL'),
      headers: [...kept, ['cseq', `${sequence} CANCEL`]],
      body: '',
    });
  }

  async hold(on: boolean): Promise<number | null> {
    this.media.speaks = !on;
    return await this.request('INVITE', [['content-type', 'application/sdp']], this.sdp(on ? 'sendonly' : 'sendrecv'));
  }

  /** Sends the other side to somebody else, and hangs up when that is under way, as phones do. */
  async refer(to: string): Promise<void> {
    const status = await this.request('REFER', [['refer-to', `<${to}>`]]);
    await pause(300);
    if (status === 202 && this.state === 'up') this.hangUp();
  }

  /** The network of this party is gone: nothing leaves, nothing is answered. */
  vanish(): number {
    this.vanished = true;
    this.media.speaks = false;
    this.media.reports = false;
    return Date.now();
  }

  /** Lets go of everything without a word. */
  abandon(): void {
    this.vanished = true;
    this.became('over');
  }

  open(remote: string, contact: string): void {
    this.remote = remote;
    this.target = uriOf(contact);
  }

  #words(method: string, sequence: number, headers: readonly Header[], body: string): SipWords {
    return {
      start: `${method} ${this.target} SIP/2.0`,
      headers: [
        ['via', this.#party.via()],
        ['max-forwards', '70'],
        ['from', this.local],
        ['to', this.remote],
        ['call-id', this.callId],
        ['cseq', `${sequence} ${method}`],
        ['contact', this.#party.contact],
        ...headers,
      ],
      body,
    };
  }

  get tag(): string {
    return tagOf(this.local);
  }
}
