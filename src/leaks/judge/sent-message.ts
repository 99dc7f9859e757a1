import type { Expected } from './expected.ts';
import { nameAddress } from './name-address.ts';
import type { SipRequestRead, SipResponseRead } from './sip-reader.ts';

/** A message that our PBX sent, and what decides the rules for it. */
export interface SentMessage {
  readonly message: SipRequestRead | SipResponseRead;
  readonly expected: Expected;
  /** A request within a dialog; also an ACK to a refusal, whose To has a tag. */
  readonly inDialog: boolean;
  /** Of a request its own, of a response that of what it answers. */
  readonly method: string;
  /** Whether From (in a request) or To (in an answer) names the one whose identity the door pins, and the dialog is one that we began. */
  readonly outbound: boolean;
}

/** RFC 3261 §12.1: a request outside of any dialog, or the one that begins it, has no tag in To. */
export function hasTag(to: string): boolean {
  const read = nameAddress(to);
  return read?.parameters.some((parameter) => /^\s*tag=/i.test(parameter)) ?? false;
}

export function valuesOf(message: SipRequestRead | SipResponseRead, name: string): readonly string[] {
  const values: string[] = [];
  for (const header of message.headers) if (header.name === name) values.push(header.value);
  return values;
}

export function sentMessage(message: SipRequestRead | SipResponseRead, expected: Expected): SentMessage {
  const [to = ''] = valuesOf(message, 'To');
  return {
    message,
    expected,
    inDialog: hasTag(to),
    method: message.method,
    outbound: expected.door !== 'in',
  };
}
