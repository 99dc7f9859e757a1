import type { DialogWord } from '../../../call/dialog-word.ts';
import type { TrunkReach } from '../../../call/trunk-reach.ts';
import type { FailureCode } from '../../../failure.ts';
import { AmiConnection } from '../ami/connection.ts';
import type { AmiTarget } from '../ami/session.ts';
import { AriRequester, type AriTarget } from '../ari/requester.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';
import { noCounts } from '../link-counts.ts';
import { LINK_TIMING } from '../link-timing.ts';
import { CallStream } from './call-stream.ts';
import { EndpointStates } from './endpoint-states.ts';
import { HouseNames, type HousePlan } from './house-names.ts';
import { MirrorJoin } from './mirror-join.ts';
import { PbxPulse } from './pbx-pulse.ts';
import { RtpPoller } from './rtp-poller.ts';

/** SIP repeats its last messages for 64*T1 = 32 s (RFC 3261 §17.1.1.1) after a leg is gone. */
const DIALOG_REMEMBERED_MS = 40_000;
/** A PBX that froze keeps its sockets: it is to be known as frozen, by its unanswered questions, before the links are given up. */
const TIMING = { ...LINK_TIMING, pingDeadlineMs: 15_000 };

export interface DropSourcesPlan {
  readonly ari: AriTarget;
  readonly ami: AmiTarget;
  readonly house: HousePlan;
}

export interface DropSourcesParts {
  readonly plan: DropSourcesPlan;
  /** Milliseconds since 1970, of a clock that is never set back. */
  readonly now: () => number;
  /** What was told, at `at`. Must not throw. */
  readonly line: (line: SourceLine, at: number) => void;
  /** A leg of a leak test or a round trip. */
  readonly probe: (leg: string) => void;
  /** Whether ARI tells of calls. */
  readonly state: (up: boolean) => void;
  /** An attempt to link to ARI failed, or the link ended. */
  readonly trouble?: (code: FailureCode) => void;
  /** Every leg that is there was told of: those, and since when the PBX runs. */
  readonly listed?: (legs: ReadonlySet<string>, bootedAt: number) => void;
  /** How a trunk is, at first and at each change. */
  readonly trunk?: (reach: TrunkReach) => void;
  /** The legs whose RTP is watched. Absent: all that are up. */
  readonly polled?: () => readonly string[];
}

/**
 * Everything that tells live of the calls of one PBX: ARI, the poller of RTP, our links and questions, and the mirror's words, which whoever hears the
 * mirror hands in. Told as lines of the recordings' format, neutral: no number, no name, no address is in them.
 */
export class DropSources {
  readonly names: HouseNames;
  readonly #parts: DropSourcesParts;
  readonly #requester: AriRequester;
  readonly #stream: CallStream;
  readonly #poller: RtpPoller;
  readonly #pulse: PbxPulse;
  readonly #endpoints: EndpointStates;
  readonly #ami: AmiConnection;
  readonly #join: MirrorJoin;
  readonly #forgetting = new Set<NodeJS.Timeout>();
  #amiUp = false;

  constructor(parts: DropSourcesParts) {
    const { now, plan, polled, probe, state } = parts;
    const line = (each: SourceLine): void => parts.line(each, now());
    const requester = new AriRequester(plan.ari, TIMING);
    const names = new HouseNames(plan.house);
    this.#parts = parts;
    this.names = names;
    this.#requester = requester;
    this.#join = new MirrorJoin(parts.line);
    this.#pulse = new PbxPulse({ requester, now, line });
    this.#endpoints = new EndpointStates({ requester, names, line, trunk: (reach) => parts.trunk?.(reach) });
    this.#stream = new CallStream({
      target: plan.ari,
      requester,
      timing: TIMING,
      names,
      now,
      line,
      dialog: (leg, dialog) => this.#join.leg(leg, dialog),
      probe,
      ended: (leg) => this.#forgetLater(leg),
      bootedAt: (lostAt) => this.#pulse.bootedAt(lostAt),
      state,
      trouble: (code) => parts.trouble?.(code),
      listed: (legs, bootedAt) => parts.listed?.(legs, bootedAt),
    });
    this.#poller = new RtpPoller({ requester, now, line, legs: () => polled?.() ?? this.#stream.upLegs });
    this.#ami = new AmiConnection({
      target: plan.ami,
      timing: TIMING,
      counts: noCounts(),
      changed: () => this.#amiChanged(),
      ended: () => undefined,
    });
  }

  start(): void {
    this.#stream.start();
    this.#ami.start();
    this.#poller.start();
    this.#pulse.start();
    this.#endpoints.start();
  }

  async stop(): Promise<void> {
    this.#poller.stop();
    this.#pulse.stop();
    this.#endpoints.stop();
    for (const timer of this.#forgetting) clearTimeout(timer);
    await Promise.all([this.#stream.stop(), this.#ami.stop()]);
    await this.#requester.close();
  }

  /** What the mirror shows of a dialog. */
  word(word: DialogWord): void {
    this.#join.word(word, this.#parts.now());
  }

  /** It serves as a second link, which a PBX that dies takes along; nothing is read from it. */
  #amiChanged(): void {
    const up = this.#ami.state === 'up';
    if (up === this.#amiUp) return;
    this.#amiUp = up;
    const fields = { ev: up ? 'up' : 'lost', link: 'ami' };
    this.#parts.line({ source: 'link', fields }, this.#parts.now());
  }

  #forgetLater(leg: string): void {
    const timer = setTimeout(() => {
      this.#forgetting.delete(timer);
      this.#join.forget(leg);
    }, DIALOG_REMEMBERED_MS);
    this.#forgetting.add(timer);
  }
}
