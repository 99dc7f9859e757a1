import type { CanarySearch } from './canary-search.ts';

const LONGEST = 160;

/** Words of SIP and SDP that tell nothing: they stay readable, so that an excerpt shows the shape of what was found. */
const SYNTAX: ReadonlySet<string> = new Set(
  `sip sips tel Anonymous anonymous invalid tag branch rport alias received transport udp tcp tls line expires lr user phone privacy party calling
  called screen yes no off full id none header session critical reason counter limit Digest username realm nonce uri response algorithm cnonce opaque
  qop auth nc cause text SIP Q audio video image RTP AVP SAVP IN IP4 IP6 candidate host typ srflx rtpmap fmtp ssrc cname mid group bundle BUNDLE
  application sdp plain dtmf relay simple message summary pidf xml multipart mixed refresher uac uas timer replaces v o s c t m a b e p i u k z r
  INVITE ACK BYE CANCEL OPTIONS REGISTER MESSAGE NOTIFY SUBSCRIBE PUBLISH REFER INFO UPDATE PRACK`.split(/\s+/),
);

/**
 * The shape of a text with everything that could be a name, number, host or encoding of one masked: runs of digits as `[n]`, other words as
 * `[…]`. Nothing of what the canaries hold is printed, not even where it is a word of syntax.
 */
export function maskedExcerpt(text: string, canaries: CanarySearch): string {
  const masked = text.slice(0, 4 * LONGEST).replace(/[^\s"<>()[\]{}:;,=@/?&|!^'`~*$.+#-]+/g, (word) => {
    if (SYNTAX.has(word) && canaries.isPrintable(word)) return word;
    return /^\d+$/.test(word) ? '[n]' : '[…]';
  });
  const short = masked.replace(/\s+/g, ' ').replace(/(?:\[(?:…|n)\][-.+_]?){2,}/g, '[…]');
  return short.length > LONGEST ? `${short.slice(0, LONGEST)}…` : short;
}
