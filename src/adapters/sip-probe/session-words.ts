/** Nothing listens there: no sound is wanted, and what the PBX sends ends on loopback. */
const DISCARD = 9;

function session(address: string, lines: readonly string[]): string {
  return ['v=0', `o=- 1 ${Date.now()} IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', ...lines, ''].join(
    '\r\n',
  );
}

/** An offer of plain audio, held or not, or of fax (T.38). */
export function offerOf(address: string, kind: 'hold' | 'resume' | 'fax'): string {
  if (kind === 'fax')
    return session(address, [
      `m=image ${DISCARD} udptl t38`,
      'a=T38FaxVersion:0',
      'a=T38MaxBitRate:14400',
      'a=T38FaxRateManagement:transferredTCF',
      'a=T38FaxUdpEC:t38UDPRedundancy',
    ]);
  return session(address, [
    `m=audio ${DISCARD} RTP/AVP 8 0 9 3 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:3 GSM/8000',
    'a=rtpmap:101 telephone-event/8000',
    kind === 'hold' ? 'a=sendonly' : 'a=sendrecv',
  ]);
}

/** An answer that takes the audio of an offer as it is, and refuses everything else in it. */
export function answerTo(offer: string, address: string): string {
  const sections = offer.split(/(?=^m=)/m).slice(1);
  const lines = sections.flatMap((text) => {
    const [media = '', ...attributes] = text.trim().split(/\r?\n/);
    const [, kind = '', rest = ''] = /^m=(\S+) \d+ (.*)$/.exec(media) ?? [];
    if (kind !== 'audio') return [`m=${kind} 0 ${rest}`];
    const kept = attributes.filter((line) => /^a=(?:rtpmap|fmtp|ptime)/.test(line));
    const held = attributes.some((line) => /^a=(?:sendonly|inactive)/.test(line));
    return [`m=audio ${DISCARD} ${rest}`, ...kept, held ? 'a=recvonly' : 'a=sendrecv'];
  });
  return session(address, lines);
}
