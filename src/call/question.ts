import { type Recording, recordingOf } from './mailbox.ts';
import { PhoneNumber } from './phone-number.ts';

/**
 * What the dialplan asks the daemon (the arguments of `Stasis`):
 *
 * - `door`: one word, the number that a phone of ours calls. Which door may it use?
 * - `arrived`: `arrived`, the caller's number or nothing, the number called, and the digits the caller keyed or nothing. A call came in.
 * - `code`: `code` and the digits of a feature code that a phone of ours dialled.
 * - `message`: `message` and what its recording would be called. Somebody would leave a message in a secured mailbox. May they?
 * - `message-failed`: the same, after the PBX could not record it.
 */
export type Question =
  | { readonly kind: 'door'; readonly to: PhoneNumber }
  | {
      readonly kind: 'arrived';
      /** `null`: withheld, or no number that can be read. */
      readonly caller: PhoneNumber | null;
      readonly called: PhoneNumber | null;
      /** 1 to 6 digits, or empty. */
      readonly keyed: string;
    }
  | { readonly kind: 'code'; readonly digits: string }
  | { readonly kind: 'message' | 'message-failed'; readonly recording: Recording };

const KEYED = /^[0-9]{0,6}$/;
const CODE = /^[0-9]{1,20}$/;

/** `null` where the words are none of these: the dialplan's own deadline goes on without an answer. */
export function questionOf(words: readonly string[]): Question | null {
  const [first = '', second = '', third = '', fourth = ''] = words;
  if (first === 'arrived') {
    if (!KEYED.test(fourth)) return null;
    return {
      kind: 'arrived',
      caller: PhoneNumber.fromE164(second),
      called: PhoneNumber.fromE164(third),
      keyed: fourth,
    };
  }
  if (first === 'code') return CODE.test(second) ? { kind: 'code', digits: second } : null;
  if (first === 'message' || first === 'message-failed') {
    const recording = recordingOf(second);
    return recording === null ? null : { kind: first, recording };
  }
  const to = PhoneNumber.fromE164(first) ?? PhoneNumber.fromService(first);
  return to === null ? null : { kind: 'door', to };
}
