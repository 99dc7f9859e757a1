import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { promptsBelow } from '../../src/adapters/asterisk/sounds-directory.ts';
import type { Sound } from '../../src/adapters/speech/wave-sound.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { DropClass } from '../../src/call/drop-verdict.ts';
import { deskPhone } from '../../src/lab/lab-call.ts';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import type { PhoneStep } from '../../src/lab/phone/phone-step.ts';
import { joined, soundOf } from './heard-sound.ts';
import { InboundDesk } from './inbound-desk.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { Survivor } from './survivor.ts';

export const PICKS_UP: readonly PhoneStep[] = [{ do: 'answer', afterMs: 300 }, { do: 'await-hang-up' }];
const RINGS: readonly PhoneStep[] = [{ do: 'ring' }];

/** A lab with a helpline, a caller who is cut off and calls again, and the desk that knows them again. */
export class Returning {
  readonly under: LabUnderTest;
  readonly survivor: Survivor;
  #desk: InboundDesk | null = null;

  private constructor(under: LabUnderTest, survivor: Survivor) {
    this.under = under;
    this.survivor = survivor;
  }

  static async up(release: '22' | '16'): Promise<Returning> {
    const under = await LabUnderTest.up(undefined, release);
    // What is shown here is the way, not how fast this machine answers beside other work.
    await appendFile(under.lab.configPath, 'decision:\n  deadline_ms: 2000\n');
    await under.lab.generate();
    await under.lab.agency.console('dialplan reload');
    return new Returning(under, await Survivor.of(under));
  }

  get desk(): InboundDesk {
    if (this.#desk === null) throw new Error('the desk is not open');
    return this.#desk;
  }

  /** The daemon starts, or starts anew. */
  async opens(): Promise<void> {
    await this.#desk?.down();
    this.#desk = await InboundDesk.up(this.under.lab);
  }

  async closes(): Promise<void> {
    await this.survivor.isGone();
    await this.#desk?.down();
    this.#desk = null;
  }

  /** A prompt as it is on the PBX. */
  async prompt(name: string): Promise<Sound> {
    return await soundOf(join(promptsBelow(join(this.under.lab.directory, 'agency/data')), `${name}.wav`));
  }

  /** The digits of a code, as the PBX says them. On a busy machine there are gaps between its sounds. */
  async digitsOfCode(code: string): Promise<Sound> {
    const digits = join(this.under.lab.directory, 'agency/data/sounds/en/digits');
    const said = await Promise.all([...code].map(async (digit) => await soundOf(join(digits, `${digit}.wav`))));
    return joined(...said);
  }

  /** 102 takes a call, and it ends so. Gives the code the caller was told. */
  async talkedWith102(
    number: 'shown' | 'hidden',
    kind: DropClass = 'network-drop',
    agoMs = 0,
  ): Promise<{ readonly code: string; readonly call: LegId }> {
    const { survivor, under } = this;
    const phone = await under.waiting('102', PICKS_UP);
    await survivor.calls(AGENCY.dids.support, number, { hears: 'first' });
    const call = await survivor.leg();
    const code = number === 'hidden' ? await survivor.code(call) : '';
    await this.#legs((legs) => /PJSIP\/102-[^!]*(?:![^!]*){3}!Up/.test(legs));
    const common = { call, incoming: true, trunk: 't1', worker: '102' } as const;
    this.desk.calls.live({ ...common, answeredAt: Date.now() });
    await survivor.isGone();
    expect((await phone.result).outcome).toBe('answered');
    const endedAt = Date.now() - agoMs;
    this.desk.calls.ended({
      ...common,
      answeredAt: endedAt - 5_000,
      endedAt,
      decidedAt: Date.now(),
      incident: null,
      verdict: {
        class: kind,
        releasedBy: 'survivor-side',
        confidence: 0.95,
        detail: null,
        evidence: [],
        since: endedAt,
      },
    });
    return { code, call };
  }

  /** Who is rung by the next call: 101 rings until it stops, 102 picks up. */
  async rungBy(number: 'shown' | 'hidden', does: Parameters<Survivor['calls']>[2]): Promise<readonly string[]> {
    const { survivor, under } = this;
    const other = await deskPhone(under.lab, '101');
    const [first, second] = [await other.expect(RINGS), await under.waiting('102', PICKS_UP)];
    await survivor.calls(AGENCY.dids.support, number, does);
    await this.#legs((legs) => /PJSIP\/10\d-[^!]*(?:![^!]*){3}!Up/.test(legs));
    await survivor.isGone();
    await Promise.all([first.stop(), second.stop()]);
    // A call to a phone that is registered and not there is sent again and again, and found when it comes back.
    await other.unregister();
    const invited = async (extension: string, phone: typeof first) =>
      (await phone.result).messages.some((message) => message.startsWith('INVITE ')) ? [extension] : [];
    return [...(await invited('101', first)), ...(await invited('102', second))];
  }

  async #legs(holds: (legs: string) => boolean): Promise<void> {
    const { agency } = this.under.lab;
    await this.under.soon(async () => await agency.console('core show channels concise'), holds, 30_000);
    await pause(500);
  }
}
