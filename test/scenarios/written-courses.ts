import type { Scenario } from './recordings.ts';
import { StreamText } from './stream-text.ts';
import {
  CONTINUED,
  LOST,
  massLost,
  PBX_ENDED,
  PBX_FAILED,
  SURVIVOR,
  type Truth,
  UNKNOWN,
  WORKER,
  WORKER_LOST,
} from './truth.ts';
import { bye, inbound, rtpTimeout, silentEnd } from './written-calls.ts';

/** RTP of the survivor stops. `rtcp`: whether RTCP goes on. `end`: how the call ends then. */
function stalled(rtcp: boolean, end: 'bye' | 'open' | 'resumed'): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 8 });
  stream.stall(9, survivor).rtcp(9, 29, worker);
  if (rtcp) stream.rtcp(9, 29, survivor);
  if (end === 'resumed') stream.resume(12.2, survivor, 4).rtcp(12.5, 29, survivor);
  if (end !== 'open') bye(stream, 30, survivor, worker);
  return stream.text(33);
}

function neverRtcp(side: 'survivor' | 'worker'): string {
  const { stream, survivor, worker } = inbound({ trunk: 'tB', phone: 'wB', rtcpUntil: 0 });
  const [lost, other] = side === 'survivor' ? [survivor, worker] : [worker, survivor];
  rtpTimeout(stream.stall(8, lost), 12, lost, other);
  return stream.text(15);
}

function attendedTransfer(then: 'bye' | 'open'): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 18 });
  const second = stream.leg('w2', survivor.id);
  stream.begins(7, second, false).answered(8, second).bridge(8, 'enter', second, 'bridge-2');
  stream.sip(10, 'in', worker, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE').requested(10.002, worker, 16);
  stream.bridge(10.003, 'leave', worker).ended(10.005, worker, 16, worker.name);
  stream.ami(10.007, 'AttendedTransfer', null, {
    Result: 'Success',
    OrigTransfererUniqueid: worker.id,
    OrigTransfererChannel: worker.name,
    TransfereeUniqueid: survivor.id,
    TransfereeChannel: survivor.name,
  });
  stream.bridge(10.01, 'leave', survivor).bridge(10.012, 'enter', survivor, 'bridge-2').rtcp(11, 18, second);
  if (then === 'bye') bye(stream, 20, survivor, second);
  return stream.text(23);
}

/** The survivor is lost, no timeout ends it, and after a while the worker hangs up. */
function hungUpDead(): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 8 });
  stream.stall(9, survivor).rtcp(9, 24, worker);
  bye(stream, 25, worker, survivor);
  return stream.text(28);
}

function parked(then: 'open' | 'bye'): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 14 });
  stream.ami(6, 'ParkedCall', null, {
    ParkeeUniqueid: survivor.id,
    ParkeeChannel: survivor.name,
    ParkingLot: 'default',
  });
  stream.cel(6, 'PARK_START', survivor).bridge(6.001, 'leave', survivor).bridge(6.002, 'leave', worker);
  stream.sip(6.1, 'in', worker, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE').requested(6.102, worker, 16);
  stream.ended(6.104, worker, 16, worker.name);
  if (then === 'bye') {
    stream.sip(15, 'in', survivor, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE').requested(15.002, survivor, 16);
    stream.ended(15.005, survivor, 16, survivor.name);
  }
  return stream.text(18);
}

/** The worker's phone is lost; with Dial's `g` the survivor hears an announcement before the dialplan hangs up. */
function announced(then: 'dialplan' | 'bye'): string {
  const { stream, survivor, worker } = inbound({ phone: 'wB', rtcpUntil: 7 });
  stream.stall(8.5, worker).soft(12, worker, 1).bridge(12.001, 'leave', worker).bridge(12.002, 'leave', survivor);
  stream.ended(12.004, worker, 44, '').rtcp(8, 16, survivor);
  if (then === 'bye') {
    stream.sip(16, 'in', survivor, 'BYE sip:10.66.0.1 SIP/2.0', '9 BYE').requested(16.002, survivor, 16);
    stream.ended(16.005, survivor, 16, survivor.name);
  } else stream.soft(16, survivor, 16).ended(16.005, survivor, 16, 'dialplan/builtin');
  return stream.text(19);
}

function lostDuringHold(): string {
  const { stream, survivor, worker } = inbound({ trunk: 'tB', rtcpUntil: 7 });
  stream.ami(5, 'Hold', worker).ari(5, 'ChannelHold', worker).stall(8.5, survivor);
  rtpTimeout(stream, 12.5, survivor, worker);
  return stream.text(15);
}

/** The survivor's side holds and is lost: nothing tells for a minute. */
function lostWhileHolding(): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 9 });
  stream.ami(5, 'Hold', survivor).ari(5, 'ChannelHold', survivor).stall(6, survivor).rtcp(9, 39, worker);
  return stream.text(40);
}

function directMedia(): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 1 });
  stream.stall(3, survivor, 20).stall(3.01, worker, 20);
  return stream.text(30);
}

function contactLost(end: 'timeout' | 'bye'): string {
  const { stream, survivor, worker } = inbound({ phone: 'wT', rtcpUntil: 7 });
  stream.ari(7.2, 'ContactStatusChange', null, {
    endpoint: { technology: 'PJSIP', resource: 'wT', state: 'offline' },
    contact_info: { contact_status: 'Removed', aor: 'wT' },
  });
  stream.stall(8.4, worker).rtcp(8, 14, survivor);
  if (end === 'timeout') rtpTimeout(stream, 12.2, worker, survivor);
  else bye(stream, 15, survivor, worker);
  return stream.text(18);
}

function pbxStopped(): string {
  const { stream, survivor, worker } = inbound();
  stream.soft(6.2, survivor, 4).soft(6.2, worker, 4).ended(6.21, worker, 16, '').ended(6.212, survivor, 16, '');
  stream.ami(7.3, 'Shutdown', null, { Shutdown: 'Cleanly' });
  return stream.line(7.4, 'mark', { what: 'AMI_EOF' }).line(7.4, 'mark', { what: 'ARI_EOF' }).text(10);
}

function frozen(then: 'stays' | 'bye-meanwhile' | 'recovers'): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 6 });
  for (let t = 1; t < 6; t += 1) stream.line(t, 'ping', { ok: true, ms: 0.4 });
  for (let t = 8.2; t < 13; t += 2) stream.line(t, 'ping', { ok: false });
  if (then === 'stays') return stream.text(20);
  const thaw = 16;
  stream.line(thaw, 'ping', { ok: true, ms: 3 }).rtcp(thaw, thaw + 1, worker);
  bye(stream, then === 'recovers' ? 40 : thaw + 0.5, survivor, worker);
  return stream.text(45);
}

/** Only our own connection to the PBX was lost and came back. */
function reconnected(both: boolean): string {
  const { stream, survivor, worker } = inbound({ rtcpUntil: 20 });
  stream.line(5.5, 'mark', { what: 'AMI_EOF' });
  if (both) stream.line(5.52, 'mark', { what: 'ARI_EOF' });
  stream.ami(9, 'FullyBooted', null, { Status: 'Fully Booted', Uptime: '86400' });
  bye(stream, 21, survivor, worker);
  return stream.text(24);
}

function massCut(calls: number, trunkCalls: number): string {
  const stream = new StreamText();
  const all = Array.from({ length: trunkCalls }, (_, at) =>
    inbound({ stream, trunk: 'tB', at: 0.5 + at * 0.2, rtcpUntil: 9, bridge: `bridge-${at}` }),
  );
  all.forEach(({ survivor, worker }, at) => {
    if (at < calls) rtpTimeout(stream, 15 + (at % 10) * 0.09, survivor, worker);
    else bye(stream, 30 + at, survivor, worker);
  });
  return stream.text(31 + trunkCalls);
}

function glare(): string {
  const { stream, survivor, worker } = inbound();
  stream.requested(9, survivor, 16).requested(9.004, worker, 16);
  silentEnd(stream, 9.006, survivor, worker);
  return stream.text(12);
}

function scenario(name: string, truth: Truth, text: string): Scenario {
  return { name, truth, text };
}

/** Calls with a history, and several at once. */
export function writtenCourses(): readonly Scenario[] {
  const unsure = { offer: false } as const;
  return [
    scenario('S03 lost, nobody times it out', { ...LOST, ...unsure }, stalled(false, 'open')),
    scenario('S03 lost, the worker hangs up in the end', { ...LOST, ...unsure }, hungUpDead()),
    scenario('row 9: carrier masks a loss', { ...LOST, ...unsure }, stalled(false, 'bye')),
    scenario('row 10: S10b one way until the end', UNKNOWN, stalled(true, 'bye')),
    scenario('S11b a gap that healed', SURVIVOR, stalled(false, 'resumed')),
    scenario('S20d silence, no RTCP, timeout too short', { ...LOST, ...unsure }, neverRtcp('survivor')),
    scenario('S13f local hold, no RTCP', { ...WORKER_LOST, ...unsure }, neverRtcp('worker')),
    scenario('S12b attended transfer', CONTINUED, attendedTransfer('open')),
    scenario('S12b attended transfer, survivor ends it later', SURVIVOR, attendedTransfer('bye')),
    scenario('S12c parked', CONTINUED, parked('open')),
    scenario('S12c parked, survivor leaves', SURVIVOR, parked('bye')),
    scenario('S28 worker lost, announcement', WORKER_LOST, announced('dialplan')),
    scenario('S28 worker lost, survivor leaves the announcement', { ...WORKER_LOST, ...unsure }, announced('bye')),
    scenario('S13c lost while the worker holds', LOST, lostDuringHold()),
    scenario('S13d lost while holding itself', UNKNOWN, lostWhileHolding()),
    scenario('S21c direct media', UNKNOWN, directMedia()),
    scenario('S24a phone on TCP gone', WORKER_LOST, contactLost('timeout')),
    scenario('S24a phone gone, survivor hangs up', { ...WORKER_LOST, ...unsure }, contactLost('bye')),
    scenario('S14b PBX stopped', PBX_FAILED, pbxStopped()),
    scenario('S14c PBX frozen', PBX_FAILED, frozen('stays')),
    scenario('S14c frozen, survivor hangs up meanwhile', { ...PBX_FAILED, ...unsure }, frozen('bye-meanwhile')),
    scenario('S14c frozen, and well again', SURVIVOR, frozen('recovers')),
    scenario('AMI reconnects', SURVIVOR, reconnected(false)),
    scenario('both links reconnect', SURVIVOR, reconnected(true)),
    scenario('S16b fourteen calls', massLost(14), massCut(14, 14)),
    scenario(
      'two of twenty: no mass',
      { classes: ['network-drop', 'survivor-ended', 'survivor-ended-abruptly'], offer: true, calls: 20, mixed: true },
      massCut(2, 20),
    ),
    scenario('both hang up at once', UNKNOWN, glare()),
    scenario(
      'S09d BridgeDestroy',
      PBX_ENDED,
      (() => {
        const { stream, survivor, worker } = inbound();
        silentEnd(stream, 6, worker, survivor);
        return stream.text(9);
      })(),
    ),
    scenario(
      'worker lets go on hold',
      WORKER,
      (() => {
        const { stream, survivor, worker } = inbound({ rtcpUntil: 44 });
        stream.ami(5, 'Hold', worker).stall(6, worker).ami(40, 'Unhold', worker).resume(40, worker, 35);
        bye(stream, 44, worker, survivor);
        return stream.text(47);
      })(),
    ),
  ];
}
