import { asItMust, notAsItMust, type Opinion, together } from './finding.ts';
import type { HostList } from './host-list.ts';
import type { VectorId } from './vectors.ts';

const PLACE = 'sdp';
const MOST_LINES = 200;
const ADDRESS = 'IN IP[46] ([0-9A-Fa-f:.]{2,45})';
const OWNER = new RegExp(String.raw`^o=- \d{1,20} \d{1,20} ${ADDRESS}$`);
/** A line in which an address stands: where media is to go (RFC 8866 §5.7, RFC 3605). */
const PLACED = [OWNER, new RegExp(`^c=${ADDRESS}$`), new RegExp(String.raw`^a=rtcp:\d{1,5} ${ADDRESS}$`)];

const CODECS =
  'AMR|AMR-WB|CLEARMODE|CN|G719|G722|G723|G726-(?:16|24|32|40)|G729|GSM|H26[1345]|iLBC|L16|opus|PCM[AU]|speex|SILK|telephone-event|VP[89]';
const FAX_VALUES = 'transferredTCF|localTCF|t38UDP(?:FEC|Redundancy)';
/** Lines in which nothing can be told: numbers, and words of the RFCs (8866, 4733, 3264, 5761; T.38 annex D). */
const PLAIN = [
  /^v=0$/,
  /^s=-$/,
  /^t=0 0$/,
  /^b=(?:AS|CT|TIAS|RS|RR):\d{1,9}$/,
  /^m=(?:audio|video) \d{1,5} RTP\/AVP(?: \d{1,3}){1,32}$/,
  /^m=image \d{1,5} udptl t38$/i,
  new RegExp(String.raw`^a=rtpmap:\d{1,3} (?:${CODECS})/\d{1,6}(?:/\d)?$`, 'i'),
  /^a=fmtp:\d{1,3} (?:\d{1,3}(?:-\d{1,3})?(?:,\d{1,3}(?:-\d{1,3})?){0,8}|(?:(?:annexb|bitrate|mode|octet-align|useinbandfec|usedtx|maxplaybackrate|sprop-maxcapturerate|maxaveragebitrate|stereo|sprop-stereo|cbr)=(?:\d{1,6}|yes|no)(?:; ?|$)){1,12})$/,
  /^a=(?:max)?ptime:\d{1,4}$/,
  /^a=(?:sendrecv|sendonly|recvonly|inactive)$/,
  new RegExp(`^a=T38[A-Za-z]{3,24}(?::(?:\\d{1,6}|${FAX_VALUES}))?$`),
];

/** What a line that may not stand there is known as. */
const KNOWN: readonly (readonly [RegExp, VectorId])[] = [
  [/^[os]=/, 'sdp-owner'],
  [/^[iuep]=/, 'sdp-contact'],
  [/^c=|^a=rtcp:/, 'sdp-address'],
  [/^a=(?:candidate|remote-candidates|end-of-candidates|ice-)/, 'ice'],
  [
    /^a=(?:ssrc|ssrc-group|msid|msid-semantic|mid|group|cname|label|rtcp-mux|rtcp-fb|extmap)(?:[: -]|$)/,
    'sdp-media-name',
  ],
];

/** One line of it. None but the first, which is `v=0`, has to stand in a place of its own. */
export function descriptionLine(line: string, ours: HostList): Opinion {
  if (PLAIN.some((form) => form.test(line))) return asItMust(PLACE, line);
  const address = PLACED.map((form) => form.exec(line)?.[1]).find((found) => found !== undefined);
  if (address !== undefined) return ours.has(address) ? asItMust(PLACE, line) : notAsItMust('sdp-address', PLACE, line);
  const known = KNOWN.find(([sign]) => sign.test(line));
  return notAsItMust(known?.[1] ?? 'sdp-line', PLACE, line);
}

/** SDP (RFC 8866): nobody's name, our addresses, and lines that describe plain audio, video or T.38; nothing else. */
export function sessionDescription(body: string, ours: HostList): Opinion {
  const lines = body.replace(/\r\n$/, '').split('\r\n');
  if (lines.length > MOST_LINES) return notAsItMust('sdp-line', PLACE, body);
  const first = lines[0] === 'v=0' ? [] : [notAsItMust('sdp-line', PLACE, lines[0] ?? '')];
  return together([...first, ...lines.map((line) => descriptionLine(line, ours))]);
}
