import {
  BRANCH,
  CALL_ID,
  type ChancePlace,
  DIALLED,
  DIGEST,
  MEDIA_PORT,
  NUMBERS,
  RTCP_PORT,
  SEQUENCE,
  SESSION,
  SHOWN_NAME,
  TAG,
} from './chance-places.ts';

/** What decides which rules there are about a message. REGISTER names the account, which is compared. */
export type MessageKind = 'request-sent' | 'register-sent' | 'answer-sent' | 'request-received' | 'answer-received';

/** A line in which something is another in every call. */
export interface ChanceLine {
  readonly begins: string;
  /** From left to right. */
  readonly places: readonly ChancePlace[];
  /** Absent: in every kind of message. */
  readonly kinds?: readonly MessageKind[];
  /** No rule and no search reads more of the line than one value at a time. */
  readonly isReadApart?: true;
}

/** Of the two parties of a message the one that is not ours: no rule compares its number or its name with anything. */
const OTHER = [SHOWN_NAME, ...NUMBERS, TAG];

/** Of several that fit the first counts. */
const LINES: readonly ChanceLine[] = [
  { begins: 'Via: ', places: [BRANCH] },
  { begins: 'From: ', places: OTHER, kinds: ['answer-sent', 'request-received'] },
  { begins: 'From: ', places: [TAG] },
  { begins: 'To: ', places: OTHER, kinds: ['request-sent', 'answer-received'] },
  { begins: 'To: ', places: [TAG] },
  { begins: 'Call-ID: ', places: [CALL_ID] },
  { begins: 'CSeq: ', places: [SEQUENCE] },
  { begins: 'Contact: ', places: NUMBERS, kinds: ['request-received', 'answer-received'] },
  { begins: 'P-Asserted-Identity: ', places: OTHER, kinds: ['request-received', 'answer-received'] },
  { begins: 'o=', places: [SESSION, SESSION] },
  { begins: 'm=audio ', places: [MEDIA_PORT] },
  { begins: 'a=rtcp:', places: [RTCP_PORT] },
  { begins: 'WWW-Authenticate: Digest ', places: DIGEST, kinds: ['answer-received'] },
  { begins: 'Proxy-Authenticate: Digest ', places: DIGEST, kinds: ['answer-received'] },
  { begins: 'Authorization: Digest ', places: DIGEST, kinds: ['request-sent', 'register-sent'], isReadApart: true },
  { begins: 'Proxy-Authorization: Digest ', places: DIGEST, kinds: ['request-sent'], isReadApart: true },
];

function byFirst(kind: MessageKind): readonly (readonly ChanceLine[])[] {
  const lines = LINES.filter(({ kinds }) => kinds?.includes(kind) ?? true);
  return Array.from({ length: 128 }, (_, code) => lines.filter(({ begins }) => begins.charCodeAt(0) === code));
}

const BY_KIND: Readonly<Record<MessageKind, ReturnType<typeof byFirst>>> = {
  'request-sent': byFirst('request-sent'),
  'register-sent': byFirst('register-sent'),
  'answer-sent': byFirst('answer-sent'),
  'request-received': byFirst('request-received'),
  'answer-received': byFirst('answer-received'),
};

const FIRST_LINE: ChanceLine = { begins: '', places: DIALLED, kinds: ['request-sent'] };

/** What differs from call to call in the line of a message that begins here; `undefined`: nothing. */
export function chanceLine(text: string, at: number, kind: MessageKind): ChanceLine | undefined {
  if (at === 0) return kind === 'request-sent' ? FIRST_LINE : undefined;
  const lines = BY_KIND[kind][text.charCodeAt(at)];
  if (lines !== undefined) for (const line of lines) if (text.startsWith(line.begins, at)) return line;
  return undefined;
}
