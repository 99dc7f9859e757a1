/** A SIP message in words, read leniently: what is odd about it is for the judge to say. */
export interface SipWords {
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const COMPACT = new Map([
  ['v', 'via'],
  ['f', 'from'],
  ['t', 'to'],
  ['i', 'call-id'],
  ['m', 'contact'],
  ['l', 'content-length'],
  ['c', 'content-type'],
]);

/** Reads one message; `null` when it is none. */
export function readWords(raw: Uint8Array): SipWords | null {
  const text = Buffer.from(raw).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [start = '', ...lines] = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  if (!/^SIP\/2\.0 \d{3}|^[A-Z]{3,12} \S+ SIP\/2\.0$/.test(start)) return null;
  const headers = lines.flatMap((line) => {
    const at = line.indexOf(':');
    if (at < 1) return [];
    const name = line.slice(0, at).trim().toLowerCase();
    return [[COMPACT.get(name) ?? name, line.slice(at + 1).trim()] as const];
  });
  return { start, headers, body: text.slice(end + 4) };
}

/** The values of a header, in order. `name` in small letters, long form. */
export function headersOf(words: SipWords, name: string): readonly string[] {
  return words.headers.filter(([each]) => each === name).map(([, value]) => value);
}

/** The first value of a header; empty when there is none. */
export function headerOf(words: SipWords, name: string): string {
  return headersOf(words, name)[0] ?? '';
}

/** `null` for a request. */
export function statusOf({ start }: SipWords): number | null {
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  return status === undefined ? null : Number(status);
}

export function methodOf(words: SipWords): string {
  return headerOf(words, 'cseq').split(/\s+/)[1] ?? '';
}

export function branchOf(words: SipWords): string {
  return /;branch=([^;,\s]+)/.exec(headerOf(words, 'via'))?.[1] ?? '';
}

export function tagOf(value: string): string {
  return /;tag=([^;,\s>]+)/.exec(value)?.[1] ?? '';
}

/** The URI of a name-addr or addr-spec. */
export function uriOf(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0]?.trim() ?? '';
}

/** A message as it goes on the wire, with its length. */
export function writeWords({ start, headers, body }: SipWords): Buffer {
  const bytes = Buffer.from(body, 'latin1');
  const lines = [start, ...headers.map(([name, value]) => `${name}: ${value}`), `Content-Length: ${bytes.length}`];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}
