/** A place in a line where a value of chance, or the other party's, may stand: whatever else of its alphabet and length stood there, no rule would say another thing. */
export interface ChancePlace {
  /** Stands directly before the value. */
  readonly before: string;
  /** So much of that may be read as one with the value by who undoes encodings: what base64 is written in, and `=`. */
  readonly beside: number;
  readonly alphabet: number;
  readonly least: number;
  readonly most: number;
  /** One of these stands directly behind it. */
  readonly behind: string;
}

const TOKEN = 1;
const DIGIT = 2;
const HEX = 4;
const NONCE = 8;
const NAME = 16;
const ALPHABETS = Uint8Array.from({ length: 256 }, (_, code) => {
  const bit = (alphabet: RegExp, value: number) => (alphabet.test(String.fromCharCode(code)) ? value : 0);
  return (
    bit(/[0-9A-Za-z-]/, TOKEN) |
    bit(/[0-9]/, DIGIT) |
    bit(/[0-9a-f]/, HEX) |
    bit(/[0-9A-Za-z/+.-]/, NONCE) |
    bit(/[0-9A-Za-z .]/, NAME)
  );
});

function place(before: string, alphabet: number, least: number, most: number, behind: string): ChancePlace {
  return { before, beside: /[=A-Za-z0-9+/_-]*$/.exec(before)?.[0].length ?? 0, alphabet, least, most, behind };
}

/** Alphabets and lengths as the narrowest rule about the place has them: `shown-identity.ts`, `dialled-party.ts`, `way-headers.ts`. */
export const TAG = place('>;tag=', TOKEN, 16, 64, '\r;');
export const BRANCH = place(';branch=z9hG4bK', TOKEN, 16, 64, '\r;');
export const CALL_ID = place('Call-ID: ', TOKEN, 16, 64, '\r@');
/** `plain-headers.ts`. */
export const SEQUENCE = place('CSeq: ', DIGIT, 1, 10, ' ');
/** `session-description.ts`. */
export const MEDIA_PORT = place('m=audio ', DIGIT, 4, 5, ' ');
export const RTCP_PORT = place('a=rtcp:', DIGIT, 4, 5, ' ');
export const SESSION = place(' ', DIGIT, 4, 20, ' ');
/** A number, with or without a plus. */
export const NUMBERS = [place('<sip:', DIGIT, 6, 20, '@'), place('<sip:+', DIGIT, 6, 20, '@')] as const;
/** A name shown in front of it. */
export const SHOWN_NAME = place(': "', NAME, 1, 40, '"');
/** In the first line of a request. */
export const DIALLED = [place(' sip:', DIGIT, 6, 20, '@'), place(' sip:+', DIGIT, 6, 20, '@')] as const;
/** `digest-answer.ts`; in the order in which PJSIP writes them. */
export const DIGEST = [
  place(' nonce="', NONCE, 8, 128, '"'),
  place(',nonce="', NONCE, 8, 128, '"'),
  place(' uri="sip:', DIGIT, 6, 20, '@'),
  place(' uri="sip:+', DIGIT, 6, 20, '@'),
  place(' response="', HEX, 32, 32, '"'),
  place(' cnonce="', TOKEN, 8, 64, '"'),
  place(' opaque="', NONCE, 8, 128, '"'),
  place(',opaque="', NONCE, 8, 128, '"'),
  // What stands before it is never read with it.
  { ...place(' nc=', HEX, 8, 8, '\r,'), beside: 0 },
];

/** Where the value ends that begins at `from`, or -1 where none of the place's stands there. */
export function valueEnd(text: string, from: number, { alphabet, least, most, behind }: ChancePlace): number {
  let end = from;
  while (((ALPHABETS[text.charCodeAt(end)] ?? 0) & alphabet) !== 0) end += 1;
  const length = end - from;
  return length >= least && length <= most && behind.includes(text[end] ?? '\n') ? end : -1;
}
