import { asItMust, notAsItMust, type Opinion, together } from './finding.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';
import { sessionDescription } from './session-description.ts';
import type { VectorId } from './vectors.ts';

const MAY_HAVE_BODY = new Set(['ACK', 'INVITE', 'PRACK', 'UPDATE']);

function bodyVector(type: string): VectorId {
  if (/^application\/(?:dtmf|dtmf-relay)\b/i.test(type)) return 'digits-by-info';
  if (/pidf/i.test(type)) return 'location';
  if (/message-summary|dialog-info/i.test(type)) return 'event-notice';
  return 'body';
}

/** The body and what says what it is: SDP in the messages of an offer and answer (RFC 3264), and no other anywhere. */
export function messageBody(sent: SentMessage): Opinion {
  const { message, expected } = sent;
  const { body } = message;
  const types = valuesOf(message, 'Content-Type');
  const [type = ''] = types;
  const isSdp = types.length === 1 && type === 'application/sdp' && MAY_HAVE_BODY.has(sent.method);
  const typed = types.map((each) =>
    isSdp ? asItMust('Content-Type', each) : notAsItMust(bodyVector(each), 'Content-Type', each),
  );
  if (body === '') return together(typed);
  return together([
    ...typed,
    isSdp ? sessionDescription(body, expected.ours) : notAsItMust(bodyVector(type), 'body', body),
  ]);
}
