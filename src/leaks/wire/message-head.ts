/** What joins a message to a dialog, read without judging: `null` where it cannot be found. */
export interface MessageHead {
  readonly callId: string | null;
  /** Of the request, or of the one this answers (CSeq); `null` also for a method that is not registered: it may be anything. */
  readonly method: string | null;
  readonly kind: 'request' | 'answer';
  /** A request outside of any dialog: its To has no tag. */
  readonly opens: boolean;
}

const SEARCHED = 8_192;
const CALL_ID = /^(?:call-id|i)[ \t]*:[ \t]*(\S{1,300})[ \t]*\r?$/im;
const CSEQ =
  /^cseq[ \t]*:[ \t]*\d{1,10}[ \t]+(ACK|BYE|CANCEL|INFO|INVITE|MESSAGE|NOTIFY|OPTIONS|PRACK|PUBLISH|REFER|REGISTER|SUBSCRIBE|UPDATE)[ \t]*\r?$/im;
const TO = /^(?:to|t)[ \t]*:(.*)$/im;

/** A copy of its own: a part of a text holds all of it in memory for as long as the part is known, and Call-IDs are known for long. */
function copied(text: string | undefined): string | null {
  return text === undefined ? null : Buffer.from(text, 'latin1').toString('latin1');
}

/** Pure; never throws. Bytes of a SIP message in. */
export function messageHead(raw: Uint8Array): MessageHead {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, SEARCHED)).toString('latin1');
  const kind = /^\s*SIP\/2\.0 /i.test(text) ? 'answer' : 'request';
  const to = TO.exec(text)?.[1] ?? '';
  return {
    callId: copied(CALL_ID.exec(text)?.[1]),
    method: CSEQ.exec(text)?.[1]?.toUpperCase() ?? null,
    kind,
    opens: kind === 'request' && !/;[ \t]*tag=/i.test(to),
  };
}
