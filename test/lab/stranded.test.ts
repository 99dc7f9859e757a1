import { appendFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PbxControl } from '../../src/adapters/asterisk/pbx-control.ts';
import { amiTarget, ariTarget } from '../../src/adapters/asterisk/targets.ts';
import type { CallEvent } from '../../src/call/call-event.ts';
import { loadConfig } from '../../src/config/load.ts';
import { AGENCY, PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { KeptLog } from '../fakes/kept-log.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** Longer than a test takes that does not wait for it. */
const DEADLINE_MS = 2_000;

describe('a leg whose question an earlier life of the daemon left open', () => {
  let under: LabUnderTest;
  let pbx: PbxControl;
  let beat: NodeJS.Timeout;
  let asked: number | null = null;
  let went: number | null = null;

  /** Nobody answers; each leg that asks is let go as the next life of the daemon would. */
  async function letGo(event: CallEvent): Promise<void> {
    if (event.kind !== 'asked') return;
    asked = Date.now();
    await pbx.letGo(event.leg);
    went = Date.now();
  }

  beforeAll(async () => {
    under = await LabUnderTest.up();
    await appendFile(under.lab.configPath, `decision:\n  deadline_ms: ${DEADLINE_MS}\n`);
    await under.lab.generate();
    await under.lab.agency.console('dialplan reload');
    const loaded = loadConfig(under.lab.configPath);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const { config } = loaded;
    const clock = { now: () => Date.now() };
    pbx = new PbxControl({ ari: ariTarget(config), ami: amiTarget(config), endpoints: [], log: new KeptLog(), clock });
    pbx.onEvent((event) => void letGo(event));
    pbx.start();
    await under.until(() => pbx.state.ari === 'up');
    const beats = async () => await pbx.setGlobal('WITHHELD_BEAT', String(Date.now()));
    // Without a beat the PBX asks nobody, and the first call would not be left open.
    for (let turn = 0; turn < 50 && (await beats()).outcome !== 'ok'; turn += 1)
      await new Promise((done) => setTimeout(done, 100));
    beat = setInterval(() => void beats(), 250);
  });
  afterAll(async () => {
    clearInterval(beat);
    await pbx.stop();
    await under.down();
  });

  test('[G2] goes on withheld, when it calls out', async () => {
    [asked, went] = [null, null];
    const result = await under.call('101', PUBLIC_NUMBERS.answers.number, [talk(200)]);

    expect([asked, went]).not.toContain(null);
    expect(result.outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);
  });

  test('goes on to the desk, when it called in', async () => {
    [asked, went] = [null, null];
    const phone = await under.waiting('102', [{ do: 'answer', afterMs: 100 }, talk(300)]);
    await under.survivorCalls(AGENCY.dids.support, 25);
    const { outcome } = await phone.result;
    await under.lab.carrier.console('channel request hangup all');

    expect([asked, went]).not.toContain(null);
    expect(outcome).toBe('answered');
  });
});
