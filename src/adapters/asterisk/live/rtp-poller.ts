import { z } from 'zod';
import { readJson } from '../ari/answer.ts';
import type { AriRequester } from '../ari/requester.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';

const POLL_EVERY_MS = 500;
/** RTP comes each 20 ms; a phone that suppresses silence sends a packet in some seconds, and RTCP shows that it lives. */
const STALL_MS = 1_000;
/** Legs asked in one round, and at once. Those beyond are asked in the next round. */
const MOST_EACH_ROUND = 200;
const AT_ONCE = 4;
/** A round takes at most this share of the time: a slow PBX is asked less often. */
const BUSY_SHARE = 0.5;
const DEADLINE_MS = 1_000;

const Statistics = z.looseObject({ rxcount: z.int().min(0), txcount: z.int().min(0).optional() });

/**
 * What only a report of the far end changes (RFC 3550 §6.4; `res_rtp_asterisk.c`, ast_rtcp_interpret). Neither `txjitter` nor `rxjitter`: Asterisk
 * gives the one as the other, and ours changes with each packet (read in 22.10.1).
 */
const REPORTED = [
  'txploss',
  'rtt',
  'maxrtt',
  'minrtt',
  'normdevrtt',
  'stdevrtt',
  'remote_maxjitter',
  'remote_minjitter',
  'remote_normdevjitter',
  'remote_stdevjitter',
  'remote_maxrxploss',
  'remote_normdevrxploss',
  'remote_stdevrxploss',
] as const;

interface Counted {
  received: number;
  /** When the count was last seen to grow. */
  grewAt: number;
  stalled: boolean;
  reported: string;
  lost: number;
  sent: number;
}

export interface RtpPollerParts {
  readonly requester: AriRequester;
  /** Milliseconds of the one clock. */
  readonly now: () => number;
  /** The legs whose RTP is to be watched, those that matter most first. */
  readonly legs: () => readonly string[];
  readonly line: (line: SourceLine) => void;
}

/**
 * Asks the PBX each half second how many RTP packets have come from each leg that is up, and tells when none comes any more, when they come again, and
 * when the far end's RTCP was there. Bounded, and slower where the PBX is slow; what it cannot ask it does not tell.
 */
export class RtpPoller {
  readonly #parts: RtpPollerParts;
  readonly #counted = new Map<string, Counted>();
  #timer: NodeJS.Timeout | null = null;
  #next = 0;

  constructor(parts: RtpPollerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer ??= setTimeout(() => void this.#round(), POLL_EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #round(): Promise<void> {
    const began = performance.now();
    const legs = this.#parts.legs();
    for (const leg of [...this.#counted.keys()]) if (!legs.includes(leg)) this.#counted.delete(leg);
    const chosen = this.#chosen(legs);
    const turns = Array.from({ length: AT_ONCE }, (_, turn) => chosen.filter((_leg, at) => at % AT_ONCE === turn));
    await Promise.all(
      turns.map(async (turn) => {
        for (const leg of turn) await this.#ask(leg);
      }),
    );
    if (this.#timer === null) return;
    const took = performance.now() - began;
    this.#timer = setTimeout(() => void this.#round(), Math.max(POLL_EVERY_MS - took, took / BUSY_SHARE - took));
  }

  #chosen(legs: readonly string[]): readonly string[] {
    if (legs.length <= MOST_EACH_ROUND) return legs;
    this.#next %= legs.length;
    const chosen = [...legs.slice(this.#next), ...legs.slice(0, this.#next)].slice(0, MOST_EACH_ROUND);
    this.#next += MOST_EACH_ROUND;
    return chosen;
  }

  async #ask(leg: string): Promise<void> {
    const { now, requester } = this.#parts;
    const path = ['channels', leg, 'rtp_statistics'];
    const reply = await requester.send({ method: 'GET', path, deadlineMs: DEADLINE_MS });
    if (reply.kind !== 'answered' || reply.status !== 200) return;
    const statistics = readJson(reply.text, (json) => Statistics.safeParse(json).data ?? null);
    if (statistics !== null) this.#read(leg, statistics, now());
  }

  #read(uniqueid: string, statistics: z.infer<typeof Statistics>, now: number): void {
    const received = statistics.rxcount;
    const reported = REPORTED.map((name) => statistics[name] ?? '').join(' ');
    const [lost, sent] = [Number(statistics['txploss'] ?? 0), statistics.txcount ?? 0];
    const known = this.#counted.get(uniqueid);
    if (known === undefined) {
      this.#counted.set(uniqueid, { received, grewAt: now, stalled: false, reported, lost, sent });
      this.#tell({ ev: 'first', uniqueid });
      return;
    }
    // A bridge that is made anew may begin to count anew.
    if (received !== known.received) {
      known.received = received;
      known.grewAt = now;
      if (known.stalled) this.#tell({ ev: 'RxResume', uniqueid });
      known.stalled = false;
    } else if (!known.stalled && received > 0 && now - known.grewAt >= STALL_MS) {
      known.stalled = true;
      this.#tell({ ev: 'RxStall', uniqueid, rxcount: received, stalled: Math.round(now - known.grewAt) / 1_000 });
    }
    if (reported === known.reported) return;
    const share = sent > known.sent ? Math.min(1, Math.max(0, (lost - known.lost) / (sent - known.sent))) : 0;
    Object.assign(known, { reported, lost, sent });
    this.#tell({ ev: 'Rtcp', uniqueid, lost: Math.round(share * 1_000) / 1_000 });
  }

  #tell(fields: SourceLine['fields']): void {
    this.#parts.line({ source: 'poll', fields });
  }
}
