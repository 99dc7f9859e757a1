import { contact, newBranch, type PhoneLine, sessionDescription, USER_AGENT, via } from './phone-line.ts';
import { awaitOne, keepHeader, send } from './scenario-text.ts';

/** Header text of both ends of a dialog as SIPp is to write it: literals, or variables it filled from a received message. */
export interface DialogEnds {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  /** The far end's Contact (RFC 3261 §12.1: remote target). Record-Route is not followed: a phone talks straight to its PBX. */
  readonly target: string;
}

/** Writes requests within one dialog of a scenario, counting CSeq and SDP versions as it goes. */
export class Dialog {
  readonly ends: DialogEnds;
  readonly #line: PhoneLine;
  #sequence = 10;
  #version = 1;

  constructor(line: PhoneLine, ends: DialogEnds) {
    this.#line = line;
    this.ends = ends;
  }

  /** SDP that differs from the last one only in direction. */
  description(direction: 'sendrecv' | 'sendonly' | 'recvonly'): string[] {
    this.#version += 1;
    return sessionDescription(this.#line, this.#version, direction);
  }

  /** A new request, repeated until answered. */
  request(method: string, headers: readonly string[] = [], body?: readonly string[]): string {
    this.#sequence += 1;
    const lines = [...this.#opening(method), `CSeq: ${this.#sequence} ${method}`, ...headers];
    return send(lines, body === undefined ? { resend: true } : { body, resend: true });
  }

  /** ACK of the 2xx just received (RFC 3261 §13.2.2.4: a transaction of its own, the INVITE's CSeq number). */
  acknowledge(next?: string): string {
    const lines = [...this.#opening('ACK'), 'CSeq: [last_cseq_number] ACK'];
    return send(lines, next === undefined ? {} : { next });
  }

  #opening(method: string): string[] {
    const { callId, local, remote, target } = this.ends;
    return [
      `${method} ${target} SIP/2.0`,
      via(this.#line, newBranch()),
      'Max-Forwards: 70',
      `From: ${local}`,
      `To: ${remote}`,
      `Call-ID: ${callId}`,
      contact(this.#line),
      USER_AGENT,
    ];
  }
}

/** Actions that fill `[$remoteN]` and `[$targetN]` from the message that made the dialog. */
export function keepEnds(number: 1 | 2, header: 'From' | 'To'): string[] {
  return [
    keepHeader(header, '[^[:space:]].*', `remote${number}`),
    keepHeader('Contact', '<(sips?:[^>]*)>', `contact${number}`, `target${number}`),
  ];
}

/** Waits for the final answer to a request that is no INVITE; a refusal does not stop the steps, the result will tell it. */
export function awaitAnswer(otherwise: string): string {
  return awaitOne([{ response: '1..', optional: true }, { response: '[2-6]..' }], { forMs: 8_000, otherwise });
}
