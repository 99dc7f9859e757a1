import { setTimeout as pause } from 'node:timers/promises';
import type { SeenMessage } from '../../../src/lab/far-end.ts';
import { AGENCY, DESK_PHONES, type LabTrunk, trunkNumbers } from '../../../src/lab/lab-plan.ts';
import { LabUnderTest } from '../lab-under-test.ts';
import { FarEndJudge, type SeenViolation } from './far-end-judge.ts';
import { HandEditedPbx } from './hand-edits.ts';
import { type LiveCounts, liveCounts, settledCounts } from './live-counts.ts';
import type { WireRow } from './wire-row.ts';

/** One trunk: its private door is the only way out, so nothing that leaks can hide on another. */
const TRUNKS: readonly LabTrunk[] = [{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' }];
const FAR_FUTURE = 4_102_444_800;

export const WORKER = DESK_PHONES[0]?.displayName ?? '';
export const COLLEAGUE = DESK_PHONES[1]?.displayName ?? '';
export const { answers: ANSWERS } = trunkNumbers(0);
/** A number whose carrier answers 302, and what it names in it. */
export const { answers: SENT_ON } = trunkNumbers(7);
const ELSEWHERE = trunkNumbers(6).answers;

/**
 * What people dial in every form of the PBX, by hand-made dialplan that knows nothing of the product: `worker`, a desk's call as the product
 * takes it; `elsewhere`, the same worker's call when another administrator's dialplan dials the door itself.
 */
const DIALPLAN = [
  '[worker]',
  `exten => _[+0-9].,1,Set(CALLERID(all)="${WORKER}" <101>)`,
  ' same => n,Goto(desk,${EXTEN},1)',
  '[elsewhere]',
  `exten => shown,1,Set(CALLERID(all)="${WORKER}" <${AGENCY.dids.desk}>)`,
  ` same => n,Dial(PJSIP/${ANSWERS}@t1-private,20)`,
  `exten => prohibited,1,Set(CALLERID(all)="${WORKER}" <${AGENCY.dids.desk}>)`,
  ' same => n,Set(CALLERID(pres)=prohib)',
  ` same => n,Dial(PJSIP/${ANSWERS}@t1-private,20)`,
  `exten => renamed,1,Set(CALLERID(all)="${WORKER}" <${AGENCY.dids.desk}>)`,
  ' same => n,Set(CALLERID(pres)=prohib)',
  ` same => n,Dial(PJSIP/${ANSWERS}@t1-private,20,f(${AGENCY.name} <${AGENCY.dids.desk}>))`,
  `exten => marked-late,1,Set(CALLERID(all)="${WORKER}" <${AGENCY.dids.desk}>)`,
  ` same => n,Dial(PJSIP/${ANSWERS}@t1-private,20,b(marking^s^1))`,
  `exten => as-it-comes,1,Dial(PJSIP/${ANSWERS}@t1-private,20)`,
  '[marking]',
  'exten => s,1,Set(CALLERID(pres)=prohib)',
  ' same => n,Return()',
] as const;

/** What a run of traffic has shown. */
export interface Shown {
  readonly seen: readonly SeenMessage[];
  readonly violations: readonly SeenViolation[];
  /** How many messages with violations the live check has met, by its own count. */
  readonly live: LiveCounts['leaks'];
  /** What the carrier's mirror showed that nobody can judge. */
  readonly lost: number;
}

/** A lab in which the agency's PBX is changed by hand while the daemon watches the wire. */
export class CatalogueLab {
  readonly under: LabUnderTest;
  readonly pbx: HandEditedPbx;
  /** What a carrier of the traffic's own has seen, beside what the carrier's PBX mirrors. */
  readonly heard: SeenMessage[] = [];
  readonly #judge: FarEndJudge;

  private constructor(under: LabUnderTest) {
    this.under = under;
    this.pbx = new HandEditedPbx(under.lab);
    this.#judge = new FarEndJudge(under.lab);
  }

  static async up(release: '22' | '16' = '22'): Promise<CatalogueLab> {
    const under = await LabUnderTest.up(TRUNKS, release);
    const lab = new CatalogueLab(under);
    await under.addDialplan(['exten => **elsewhere,1,Goto(elsewhere,as-it-comes,1)'], [...DIALPLAN]);
    await under.addCarrierDialplan([
      '[numbers]',
      `exten => ${SENT_ON},1,Transfer(PJSIP/sip:${ELSEWHERE}@${under.lab.network.carrier(0)}:5060)`,
      ' same => n,Hangup()',
      `exten => ${ELSEWHERE},1,Goto(${ANSWERS},1)`,
    ]);
    // A named person lets the doors be open, whatever is found: every row begins with a door that calls can use. What the live check does
    // about a leak is counted all the same, and what it closes is shown elsewhere.
    for (const door of ['t1-private', 't1-parent'])
      await under.lab.agency.console(`database put withheld open-${door} "${FAR_FUTURE} catalogue"`);
    await under.daemon.start();
    return lab;
  }

  async down(): Promise<void> {
    await this.under.down();
  }

  /**
   * Runs traffic and gives what was shown by it, on the wire and to the live check. `caught`: what the live check must come to; it is given some
   * seconds, for the machine may be busy.
   */
  async shown(
    traffic: (lab: CatalogueLab) => Promise<void>,
    caught: Pick<WireRow, 'door' | 'live'> | null = null,
  ): Promise<Shown> {
    const { consoleUrl } = this.under.daemon;
    const before = await liveCounts(consoleUrl);
    this.under.farEnd.clear();
    this.heard.length = 0;
    await traffic(this);
    await this.under.quiet();
    let after = await settledCounts(consoleUrl);
    const live: Shown['live'] = (door, done) => after.leaks(door, done) - before.leaks(door, done);
    for (let attempt = 0; caught !== null && live(caught.door, caught.live) === 0 && attempt < 20; attempt += 1)
      after = await settledCounts(consoleUrl);
    const seen = [...this.under.farEnd.seen, ...this.heard];
    return { seen, violations: this.#judge.violations(seen), live, lost: this.under.farEnd.unreadable };
  }

  /** Calls an extension of the agency's dialplan, hears the answer and hangs up. */
  async dialled(extension: string, then = 'Wait 0.3'): Promise<void> {
    await this.under.lab.agency.console(`channel originate Local/${extension}/n application ${then}`);
    await this.placed();
  }

  /** Waits until a request that a call brings has left. */
  async placed(): Promise<void> {
    await this.under.until(() => this.under.invites().length > 0);
    await pause(50);
  }

  /** Asks every door's AOR for a sign of life, as the PBX does every quarter of a minute. */
  async qualified(): Promise<void> {
    const asked = () => this.under.methods().filter((method) => method === 'OPTIONS').length;
    const before = asked();
    for (const door of ['t1-private', 't1-parent']) await this.under.lab.agency.console(`pjsip qualify ${door}`);
    await this.under.until(() => asked() >= before + 2, 5_000);
  }
}
