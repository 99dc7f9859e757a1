import { StreamText, type WrittenLeg } from './stream-text.ts';

/** Two people talking: the survivor's leg and ours. */
export interface WrittenCall {
  readonly stream: StreamText;
  readonly survivor: WrittenLeg;
  readonly worker: WrittenLeg;
}

export interface WrittenShape {
  readonly stream?: StreamText;
  readonly trunk?: string;
  readonly phone?: string;
  /** When the call comes in; it is answered 0.6 s later. */
  readonly at?: number;
  /** Until when RTCP of both comes. */
  readonly rtcpUntil?: number;
  /** `false`: nobody watches for speech. */
  readonly talk?: boolean;
  readonly bridge?: string;
}

/** A call that came in over a trunk and was answered by a phone, through Dial. */
export function inbound(shape: WrittenShape = {}): WrittenCall {
  const { trunk = 'tA', phone = 'wA', at = 0.5, rtcpUntil = 8, talk = false, bridge = 'bridge-1' } = shape;
  const stream = shape.stream ?? new StreamText();
  const survivor = stream.leg(trunk);
  const worker = stream.leg(phone, survivor.id);
  const up = at + 0.6;
  stream
    .begins(at, survivor, true)
    .begins(at + 0.003, worker, false)
    .dialled(up, survivor, worker, 'ANSWER');
  stream
    .answered(up, worker)
    .answered(up, survivor)
    .bridge(up, 'enter', worker, bridge)
    .bridge(up, 'enter', survivor, bridge);
  if (talk)
    for (const leg of [survivor, worker])
      stream.ami(up + 0.03, 'ChannelTalkingStart', leg).ari(up + 0.03, 'ChannelTalkingStarted', leg);
  stream.rtcp(up + 0.05, rtcpUntil, survivor).rtcp(up + 0.06, rtcpUntil, worker);
  return { stream, survivor, worker };
}

export interface WrittenBye {
  readonly cause?: number | null;
  readonly techCause?: number;
  readonly reason?: string;
  /** Nothing of it is on the wire. */
  readonly unseen?: boolean;
}

/** The SIP side of `leg` ends the call; the other leg ends with 16, and both name `leg` as the source (study §3). */
export function bye(stream: StreamText, t: number, leg: WrittenLeg, other: WrittenLeg, why: WrittenBye = {}): void {
  const { cause = 16, techCause = null, reason, unseen = false } = why;
  if (!unseen) stream.sip(t, 'in', leg, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE', reason);
  stream
    .requested(t + 0.002, leg, cause, techCause)
    .bridge(t + 0.003, 'leave', leg)
    .bridge(t + 0.0035, 'leave', other);
  stream.soft(t + 0.004, leg.name.includes('/t') ? leg : other, 16);
  stream.sip(t + 0.004, 'out', other, `BYE sip:${other.peer} SIP/2.0`, '77 BYE', 'Q.850;cause=16');
  stream.ended(t + 0.005, leg, cause ?? 16, leg.name, techCause).ended(t + 0.0055, other, 16, leg.name);
}

/** The PBX gives `leg` up for want of RTP. In a queue both legs say 44 (study §0.7). */
export function rtpTimeout(stream: StreamText, t: number, leg: WrittenLeg, other: WrittenLeg, queue = false): void {
  stream
    .soft(t, leg, 1)
    .bridge(t + 0.001, 'leave', leg)
    .soft(t + 0.001, leg.name.includes('/t') ? leg : other, 16);
  stream
    .bridge(t + 0.0015, 'leave', other)
    .ended(t + 0.004, other, queue ? 44 : 16, '')
    .ended(t + 0.005, leg, 44, '');
  stream.sip(t + 0.006, 'out', leg, `BYE sip:${leg.peer} SIP/2.0`, '78 BYE', 'Q.850;cause=44');
}

/** Both legs end, the first one first, without a word about why. */
export function silentEnd(stream: StreamText, t: number, first: WrittenLeg, other: WrittenLeg, source = ''): void {
  stream.bridge(t, 'leave', first).bridge(t + 0.0005, 'leave', other);
  for (const leg of [first, other]) {
    stream.sip(t + 0.001, 'out', leg, `BYE sip:${leg.peer} SIP/2.0`, '79 BYE', 'Q.850;cause=16');
    stream.ended(t + 0.002, leg, 16, source);
  }
}

/** A call of ours to the survivor, by Originate: a Local pair in front of the trunk's leg. */
export function outbound(at = 0.4): { readonly stream: StreamText; readonly survivor: WrittenLeg } {
  const stream = new StreamText();
  const local = { ...stream.leg('x'), name: 'Local/otA@out-00000001;1' };
  const second = { ...stream.leg('x', local.id), name: 'Local/otA@out-00000001;2' };
  const survivor = stream.leg('tA', local.id);
  stream.ami(at, 'Newchannel', local, { ChannelState: '0' }).ami(at, 'Newchannel', second, { ChannelState: '4' });
  stream.begins(at + 0.002, survivor, false);
  stream.ami(at + 0.004, 'DialBegin', second, {
    DestChannel: survivor.name,
    DestUniqueid: survivor.id,
    DestLinkedid: local.id,
  });
  return { stream, survivor };
}

/** The far end of a call of ours refuses it. */
export function refusal(status: number, cause: number, after = 0.006): string {
  const { stream, survivor } = outbound();
  const t = 0.406 + after;
  stream.sip(t, 'in', survivor, `SIP/2.0 ${status} No`, '1 INVITE');
  stream.requested(t + 0.001, survivor, cause, status).ended(t + 0.003, survivor, cause, survivor.name, status);
  return stream.text(t + 4);
}
