import type { Scenario } from './recordings.ts';
import {
  ABANDONED,
  ABRUPT,
  LOST,
  PBX_ENDED,
  SURVIVOR,
  setupFailed,
  type Truth,
  UNKNOWN,
  WORKER,
  WORKER_LOST,
} from './truth.ts';
import { bye, inbound, outbound, refusal, rtpTimeout, silentEnd, type WrittenBye } from './written-calls.ts';

/** A call of fifteen seconds in which nobody is heard to speak, and the survivor's side then ends it. */
function survivorBye(why: WrittenBye = {}): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 16 });
  bye(stream, 16.1, survivor, worker, why);
  return stream.text(19);
}

function workerBye(why: WrittenBye = {}): string {
  const { stream, survivor, worker } = inbound();
  bye(stream, 9.1, worker, survivor, why);
  return stream.text(12);
}

/** An unanswered or refused refresh (RFC 4028): our own BYE is on the wire half a minute before the PBX says anything. */
function refreshFailed(techCause: number | null, ownBye: boolean): string {
  const { stream, survivor, worker } = inbound({ trunk: 'tC', rtcpUntil: 8 });
  if (ownBye) stream.sip(75, 'out', survivor, 'BYE sip:survivor@10.66.1.1 SIP/2.0', '3 BYE', 'SIP;cause=408');
  const why =
    techCause === 481 ? { cause: 127, techCause: 481 } : { cause: 16, ...(techCause === null ? {} : { techCause }) };
  bye(stream, 107, survivor, worker, { ...why, unseen: true });
  return stream.text(110);
}

/** Waiting in a queue: answered by the PBX, by nobody of ours. */
function queue(end: 'bye' | 'lost'): string {
  const { stream, survivor } = outbound(99);
  const caller = stream.leg('tB');
  void survivor;
  stream.begins(0.5, caller, true).answered(0.6, caller).ami(1, 'QueueCallerJoin', caller, { Queue: 'hq' });
  if (end === 'bye') {
    stream.sip(5.5, 'in', caller, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE').requested(5.502, caller, null);
  } else {
    stream.rtcp(0.7, 2, caller).stall(8.2, caller).soft(12, caller, 1);
  }
  stream.ami(12.1, 'QueueCallerAbandon', caller, { Queue: 'hq' }).soft(12.1, caller, 16);
  stream.ended(12.102, caller, end === 'bye' ? 0 : 44, end === 'bye' ? caller.name : '');
  return stream.text(15);
}

function queueWithAgent(side: 'survivor' | 'worker'): string {
  const { stream, survivor, worker } = inbound({ trunk: 'tB', phone: 'wB', rtcpUntil: 7 });
  const [lost, other] = side === 'survivor' ? [survivor, worker] : [worker, survivor];
  stream.stall(8.7, lost);
  rtpTimeout(stream, 12.1, lost, other, true);
  stream.ami(12.2, 'AgentComplete', survivor, { DestUniqueid: worker.id, DestChannel: worker.name, Reason: 'caller' });
  return stream.text(15);
}

/** In the daemon's own bridge: the daemon hangs the other leg up a moment later. */
function stasis(first: 'worker' | 'lost'): string {
  const { stream, survivor, worker } = inbound({ trunk: 'tB', rtcpUntil: 7 });
  const [leg, other] = first === 'worker' ? [worker, survivor] : [survivor, worker];
  if (first === 'worker') {
    stream.sip(9, 'in', leg, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE').requested(9.002, leg, null);
  } else stream.soft(9.002, leg, 1);
  stream
    .bridge(9.003, 'leave', leg)
    .soft(9.003, leg, 16)
    .ended(9.005, leg, first === 'worker' ? 16 : 44, first === 'worker' ? leg.name : '');
  stream
    .soft(9.31, other, 32)
    .bridge(9.311, 'leave', other)
    .ended(9.315, other, 16, first === 'worker' ? leg.name : '');
  return stream.text(12);
}

function killed(way: 'ami' | 'bridge' | 'ari' | 'label'): string {
  const { stream, survivor, worker } = inbound();
  if (way === 'ari' || way === 'label') stream.soft(6.2, survivor, 32);
  silentEnd(stream, 6.203, survivor, worker, way === 'label' ? 'daemon/end-of-shift' : '');
  return stream.text(9);
}

/** A call of ours that was answered, and a phone that was put through to it. */
function callback(end: 'bye' | 'lost'): string {
  const { stream, survivor } = outbound();
  const worker = stream.leg('wA', survivor.linked);
  stream.dialled(1, survivor, survivor, 'ANSWER').answered(1, survivor).begins(1.1, worker, false);
  stream.answered(1.7, worker).bridge(1.7, 'enter', worker).bridge(1.7, 'enter', survivor);
  stream.rtcp(1.8, 7, survivor).rtcp(1.8, 7, worker);
  if (end === 'bye') bye(stream, 9, survivor, worker);
  else rtpTimeout(stream.stall(8, survivor), 12, survivor, worker);
  return stream.text(15);
}

function blackHole(): string {
  const { stream, survivor } = outbound();
  stream.requested(32.4, survivor, 127, 408).ended(32.41, survivor, 127, survivor.name, 408);
  return stream.text(36);
}

function unansweredBefore227(cause: number): string {
  const { stream, survivor } = outbound();
  stream.requested(0.42, survivor, cause).ended(0.425, survivor, cause, survivor.name);
  return stream.text(4);
}

function speaking(): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 20, talk: true });
  bye(stream, 20, survivor, worker);
  return stream.text(23);
}

function scenario(name: string, truth: Truth, text: string): Scenario {
  return { name, truth, text };
}

const detailed = (truth: Truth, detail: string): Truth => ({ ...truth, detail });

/** Ends of one call. S-numbers are the study's; where the study has no number, the row of its table. */
export function writtenEnds(): readonly Scenario[] {
  return [
    scenario('row 12: survivor ends a quiet call', { ...SURVIVOR, classes: ['survivor-ended'] }, survivorBye()),
    scenario('row 12: as 31', { ...SURVIVOR, classes: ['survivor-ended'] }, survivorBye({ cause: 31 })),
    scenario('RFC 8606: 16 at U', SURVIVOR, survivorBye({ reason: 'Q.850;cause=16;location=U' })),
    scenario('S18 mid-sentence', ABRUPT, speaking()),
    ...[38, 102, 27, 34, 42, 47].map((cause) =>
      scenario(`S07 carrier says ${cause}`, LOST, survivorBye({ cause, reason: `Q.850;cause=${cause}` })),
    ),
    scenario('S07g SIP 503', LOST, survivorBye({ cause: 34, reason: 'SIP;cause=503;text="Service Unavailable"' })),
    // What is true of it nobody knows: seen whole it must be unknown, with one voice gone the other is believed.
    scenario(
      'contradiction: header says 16, PBX says 38',
      { ...UNKNOWN, offer: true },
      survivorBye({ cause: 38, reason: 'Q.850;cause=16' }),
    ),
    scenario('row 17: a cause that fits nothing', UNKNOWN, survivorBye({ cause: 21 })),
    scenario('S05 unanswered refresh', LOST, refreshFailed(408, false)),
    scenario('S05 refresh refused 481', LOST, refreshFailed(481, false)),
    scenario('S05 before 22.7: only our own BYE tells', LOST, refreshFailed(null, true)),
    scenario('row 13: worker ends it', WORKER, workerBye()),
    scenario('row 14: worker side says 38', WORKER_LOST, workerBye({ cause: 38 })),
    scenario('S09b AMI Hangup', PBX_ENDED, killed('ami')),
    scenario('S09c ARI hang-up', PBX_ENDED, killed('ari')),
    scenario('S30 own label', PBX_ENDED, killed('label')),
    scenario('S15d leaves the queue', ABANDONED, queue('bye')),
    scenario('S15e lost in the queue', LOST, queue('lost')),
    scenario('S15f lost, in a queue with an agent', LOST, queueWithAgent('survivor')),
    scenario('worker lost, in a queue', WORKER_LOST, queueWithAgent('worker')),
    scenario('S19b Stasis, worker ends it', WORKER, stasis('worker')),
    scenario('S19c Stasis, survivor lost', LOST, stasis('lost')),
    scenario('S26a call-back, survivor ends it', SURVIVOR, callback('bye')),
    scenario('S26b call-back, survivor lost', LOST, callback('lost')),
    ...(
      [
        ['S08a', 480, 19, 'unreachable'],
        ['S08c', 603, 21, 'refused'],
        ['S08e', 503, 34, 'trunk-failure'],
        ['S08f', 404, 1, 'wrong-number'],
        ['S08g', 484, 28, 'wrong-number'],
      ] as const
    ).map(([name, status, cause, detail]) =>
      scenario(`${name} ${status}`, detailed(setupFailed(detail), detail), refusal(status, cause)),
    ),
    scenario('S08i trunk is a black hole', setupFailed('unreachable'), blackHole()),
    scenario('busy, before 22.7', setupFailed('busy'), unansweredBefore227(17)),
    scenario('refused, before 22.7', setupFailed('refused'), unansweredBefore227(21)),
    scenario('127, before 22.7: many statuses', setupFailed('unclear'), unansweredBefore227(127)),
  ];
}
