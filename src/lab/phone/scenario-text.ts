import { randomBytes } from 'node:crypto';

/**
 * Text of SIPp scenarios (SIPp ≥ 3.7, docs "Create your own XML scenarios"). What is handed in as data must have gone through
 * `literal`, because SIPp expands `[…]` and `\x` inside a message.
 */
const SESSION = 'application/sdp';

/** Data for use inside a message. Throws RangeError on a control character: a line break would be a header of its own. */
export function literal(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new RangeError('control character in a SIP message of the lab');
  return text.replace(/[[\]\\]/g, (character) => (character === '[' ? '\\x5B' : character === ']' ? '\\x5D' : '\\x5C'));
}

/** `[authentication …]` for a challenged request. SIPp has no way to quote, so the secret must be plain. */
export function credentials(user: string, password: string): string {
  if (!/^[\w.~-]+$/.test(user) || !/^[\w.~-]+$/.test(password)) {
    throw new RangeError('the user or password of a lab phone holds characters SIPp cannot take');
  }
  return `[authentication username=${user} password=${password}]`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function attributes(named: Readonly<Record<string, string | number | true | undefined>>): string {
  return Object.entries(named)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${attribute(String(value))}"`)
    .join('');
}

/** Sends a message, then goes to `next` (with `test`: only when that variable is set). Header lines come first; `body` (SDP) or an empty body is added with its length. */
export function send(
  lines: readonly string[],
  options: {
    readonly body?: readonly string[];
    readonly resend?: boolean;
    readonly next?: string;
    readonly test?: string;
  } = {},
): string {
  const closing =
    options.body === undefined
      ? ['Content-Length: 0', '']
      : [`Content-Type: ${SESSION}`, 'Content-Length: [len]', '', ...options.body];
  // SIPp repeats the message after 500 ms, 1 s, … until an answer comes (UDP only): RFC 3261 T1.
  const named = attributes({ retrans: options.resend ? 500 : undefined, next: options.next, test: options.test });
  return `<send${named}><![CDATA[\n${[...lines, ...closing].join('\n')}\n]]></send>`;
}

export interface Awaited {
  /** Method, or a POSIX regular expression of methods. */
  readonly request?: string;
  /** Status as a POSIX regular expression: `200`, `[3-6]..`. */
  readonly response?: string;
  readonly optional?: boolean;
  /** Where to go when it comes. An optional one without `next` is taken note of, and waiting goes on. */
  readonly next?: string;
  /** A challenge whose answer `credentials` will be. */
  readonly challenge?: boolean;
  /** Keeps its Contact as `[next_url]`. */
  readonly opensDialog?: boolean;
  readonly actions?: readonly string[];
}

/**
 * Waits for one of several messages: all but the last must be optional. After `forMs` it goes to `otherwise`;
 * without one the call has failed and SIPp takes it down. Two habits of SIPp: it looks
 * at the first message of a group for the deadline, and forgets the deadline when an optional message without `next` comes (seen with
 * 3.8.0), so such a message begins the wait anew.
 */
export function awaitOne(
  group: readonly Awaited[],
  deadline?: { readonly forMs: number; readonly otherwise?: string },
): string {
  const again = `wait-${randomBytes(6).toString('hex')}`;
  const waits = group.map((awaited, index) => {
    const named = attributes({
      request: awaited.request,
      response: awaited.response,
      regexp_match: true,
      optional: awaited.optional || undefined,
      next: awaited.next ?? (deadline && awaited.optional ? again : undefined),
      auth: awaited.challenge || undefined,
      rrs: awaited.opensDialog || undefined,
      timeout: index === 0 && deadline ? Math.max(1, Math.round(deadline.forMs)) : undefined,
      ontimeout: index === 0 && deadline ? deadline.otherwise : undefined,
    });
    return awaited.actions ? `<recv${named}><action>${awaited.actions.join('')}</action></recv>` : `<recv${named}/>`;
  });
  return [label(again), ...waits].join('\n');
}

export function label(name: string): string {
  return `<label id="${name}"/>`;
}

/** Goes to a label; with `test` only when that variable is set. */
export function goTo(name: string, test?: string): string {
  return `<nop${attributes({ next: name, test })}/>`;
}

export function act(...actions: readonly string[]): string {
  return `<nop><action>${actions.join('')}</action></nop>`;
}

/** Action: keeps a part of a header of the message just received. Two variables: the whole match, then its first group. */
export function keepHeader(header: string, pattern: string, ...variables: readonly string[]): string {
  return `<ereg${attributes({ regexp: pattern, search_in: 'hdr', header: `${header}:`, assign_to: variables.join(',') })}/>`;
}

/** Action: sets a variable when the message just received answers the request with that CSeq (`2 INVITE`). */
export function noteAnswerTo(cseq: string, variable: string): string {
  return `<ereg${attributes({ regexp: cseq, search_in: 'hdr', header: 'CSeq:', assign_to: variable })}/>`;
}

/** Action: sets a variable when the body of the message just received matches. */
export function noteBody(pattern: string, variable: string): string {
  return `<ereg${attributes({ regexp: pattern, search_in: 'body', assign_to: variable })}/>`;
}

export function setText(variable: string, value: string): string {
  return `<assignstr${attributes({ assign_to: variable, value })}/>`;
}

export function note(words: string): string {
  return `<log${attributes({ message: words })}/>`;
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, names = '']) => names.split(','));
}

/**
 * A whole scenario. `shared` variables are common to all calls of the process. SIPp refuses to run when a variable is used only once, so
 * each is mentioned once more.
 */
export function scenario(parts: readonly string[], shared: readonly string[] = []): string {
  const text = parts.join('\n');
  const used = new Set([...namesIn(text, / (?:assign_to|variable|test)="([^"]+)"/g), ...namesIn(text, /\[\$(\w+)\]/g)]);
  const own = [...used].filter((name) => !shared.includes(name));
  return [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<scenario name="withheld lab">',
    ...(shared.length > 0 ? [`<Global variables="${shared.join(',')}"/>`] : []),
    text,
    ...(own.length > 0 ? [`<Reference variables="${own.join(',')}"/>`] : []),
    '</scenario>',
    '',
  ].join('\n');
}
