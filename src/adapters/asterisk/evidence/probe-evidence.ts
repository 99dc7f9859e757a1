import type { Evidence } from '../../../call/evidence.ts';
import { legOf } from '../normalise.ts';
import { amount, count, type Fields, text } from './event-fields.ts';
import { tell } from './told-facts.ts';

/**
 * What the poller of `rtp_statistics` says. It asks each half second, and calls it a stall after one second without a packet. `Rtcp`: what only a
 * report of the far end changes has changed.
 */
export function pollEvidence(line: Fields, at: number): readonly Evidence[] {
  const id = text(line, 'uniqueid');
  if (id === null) return [];
  const leg = legOf(id);
  switch (text(line, 'ev')) {
    case 'RxStall': {
      const since = at - (amount(line, 'stalled') ?? 1) * 1_000;
      return tell(at, 'poller', [{ kind: 'rtp-stalled', leg, since, received: count(line, 'rxcount') ?? 1 }]);
    }
    case 'RxResume':
      return tell(at, 'poller', [{ kind: 'rtp-resumed', leg }]);
    case 'Rtcp': {
      const lost = amount(line, 'lost');
      return tell(at, 'poller', [{ kind: 'rtcp', leg, lost: lost === null ? null : Math.min(1, Math.max(0, lost)) }]);
    }
    default:
      return tell(at, 'poller', [{ kind: 'rtp-counted', leg }]);
  }
}

const REPLY_FIELDS = ['rtt', 'ms', 'rtt_ms', 'latency', 'delay', 'took'];
const UNANSWERED =
  /time[d_ -]*out|lost|missing|fail|no[_ -]?(?:answer|reply|pong|response)|dead|frozen|freeze|stall|stuck|unanswered|hung/i;
const ASKED = /^(?:sent|send|ping|asked)$/i;
/** An answer later than this counts as none (row 1). */
const LATE_MS = 2_000;

/** Whether a probe's line tells of an answer; `null` where it only tells that something was asked. */
function answered(line: Fields): boolean | null {
  const ok = line['ok'] ?? line['alive'] ?? line['answered'] ?? line['pong'];
  if (typeof ok === 'boolean' || ok === 0 || ok === 1) return Boolean(ok);
  const words = ['ev', 'what', 'result', 'status', 'state', 'err', 'error'].map((name) => text(line, name) ?? '');
  if (words.some((word) => UNANSWERED.test(word)) || line['timeout'] === true) return false;
  const given = REPLY_FIELDS.filter((name) => name in line);
  if (given.length > 0)
    return given.every((name) => amount(line, name) !== null && (amount(line, name) ?? 0) < LATE_MS);
  return words.some((word) => ASKED.test(word)) ? null : true;
}

/** A question to the PBX (AMI Ping) and whether it was answered within two seconds. */
export function pingEvidence(line: Fields, at: number): readonly Evidence[] {
  const said = answered(line);
  if (said === null) return [];
  return tell(at, 'link', [{ kind: said ? 'probe-answered' : 'probe-unanswered' }]);
}

/** What a link of our own met: it is there (`booted`: since when the PBX runs), it is lost, or a leg is not among those that are up any more. */
export function linkEvidence(line: Fields, at: number, atOf: (seconds: number) => number): readonly Evidence[] {
  const link = text(line, 'link') === 'ami' ? 'ami' : 'ari';
  const booted = amount(line, 'booted');
  const gone = text(line, 'uniqueid');
  switch (text(line, 'ev')) {
    case 'up':
      return tell(at, 'link', [{ kind: 'link-up', link, bootedAt: booted === null ? null : atOf(booted) }]);
    case 'lost':
      return tell(at, 'link', [{ kind: 'link-lost', link }]);
    case 'gone':
      return gone === null ? [] : tell(at, 'link', [{ kind: 'ended', leg: legOf(gone), cause: null, techCause: null }]);
    default:
      return [];
  }
}
