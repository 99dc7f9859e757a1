/** One SIP message of SIPp's own message log. */
export interface TracedMessage {
  readonly sent: boolean;
  readonly text: string;
}

const HEADING = /-{20,} [^\n]*\n\S+ message (sent|received) \[(\d+)\] bytes:\n\n/g;

/**
 * Reads what `sipp -trace_msg` wrote (SIPp 3.7 and 3.8, src/socket.cpp). The length in each heading says where a message ends, so text
 * inside a message cannot pass for a heading. Never throws; a log cut off in the middle gives what is there.
 */
export function readTrace(log: Buffer): readonly TracedMessage[] {
  const text = log.toString('latin1');
  const messages: TracedMessage[] = [];
  const heading = new RegExp(HEADING);
  for (let found = heading.exec(text); found !== null; found = heading.exec(text)) {
    const end = heading.lastIndex + Number(found[2]);
    messages.push({ sent: found[1] === 'sent', text: log.toString('utf8', heading.lastIndex, end) });
    heading.lastIndex = end;
  }
  return messages;
}
