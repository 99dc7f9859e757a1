/** One message at the beginning of `text`, by its Content-Length (RFC 3261 §18.3), or `null` when not all of it is there or it has none. */
function firstMessage(text: string): string | null {
  const gap = text.indexOf('\r\n\r\n');
  if (gap < 0) return null;
  const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)[ \t]*$/im.exec(text.slice(0, gap).replaceAll('\r', ''))?.[1];
  const end = gap + 4 + Number(length);
  return length === undefined || end > text.length ? null : text.slice(0, end);
}

/**
 * The SIP messages in what a PBX mirrored as one. Over TCP and TLS that is everything one read of the connection brought: several messages,
 * each time the whole for each of them (seen from Asterisk 22.10), and perhaps the beginning of one more, which is mirrored again when the rest
 * has come and is left out here. What cannot be parted stays as it is, so that nothing hides behind it. Latin-1 text in, never empty.
 */
export function messagesIn(mirrored: string): readonly string[] {
  const messages: string[] = [];
  let rest = mirrored;
  for (;;) {
    const text = rest.replace(/^(?:\r\n)+/, '');
    const message = firstMessage(text);
    if (message === null) break;
    messages.push(message);
    rest = text.slice(message.length);
  }
  if (messages.length === 0) return [mirrored];
  const begun = /^(?:SIP\/2\.0 |[A-Z]+ sips?:)|^[A-Z]{1,9}(?:[ /][sip2.0]{0,3})?$/.test(rest);
  return rest.trim() === '' || begun ? messages : [...messages, rest];
}
