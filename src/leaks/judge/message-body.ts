import { asItMust, notAsItMust, type Opinion, together } from './finding.ts';
import { type SentMessage, valuesOf } from './sent-message.ts';
import { sessionDescription } from './session-description.ts';
import type { VectorId } from './vectors.ts';

const MAY_HAVE_BODY = new Set(['ACK', 'INVITE', 'PRACK', 'UPDATE']);

/** What the type says, or in a body of several parts (RFC 5621 §3) what the parts say. */
function bodyVector(type: string, body: string): VectorId {
  if (/^multipart\//i.test(type)) return /^Content-Type:.{0,80}pidf/im.test(body) ? 'location' : 'body';
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
    isSdp ? asItMust('Content-Type', each) : notAsItMust(bodyVector(each, body), 'Content-Type', each),
  );
  if (body === '') return together(typed);
  return together([
    ...typed,
    isSdp ? sessionDescription(body, expected.ours) : notAsItMust(bodyVector(type, body), 'body', body),
  ]);
}
