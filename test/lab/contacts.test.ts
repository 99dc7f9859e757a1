import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LegId } from '../../src/call/call-event.ts';
import { placeCall } from '../../src/lab/lab-call.ts';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { publicE164 } from '../../src/lab/public-network.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { ContactDesk } from './contact-desk.ts';
import { LabUnderTest, TWO_TRUNKS, talk } from './lab-under-test.ts';

const { answers, busy, refusesAnonymous } = PUBLIC_NUMBERS;
const MINUTE = 60_000;
const TALKED_TO = '+61255501009';
/** Where the worker's phone hears the spoken word out. */
const listen = talk(6_000);

describe.each(['22', '16'] as const)(
  'what a phone says about a caller, Asterisk %s',
  { timeout: 240_000 },
  (release) => {
    let under: LabUnderTest;
    let desk: ContactDesk;

    beforeAll(async () => {
      under = await LabUnderTest.up(TWO_TRUNKS, release);
      // A call that comes in and is talked to, with no phone of the lab taken up by it.
      await under.addDialplan([], ['[from-carrier]', `exten => ${TALKED_TO},1,Answer()`, ' same => n,Wait(60)']);
    });
    afterAll(async () => await under.down());
    beforeEach(async () => {
      desk = new ContactDesk(under);
      await desk.start();
    });
    afterEach(async () => {
      await under.hangUpAll();
      await under.quiet();
      await desk.stop();
    });

    /** The survivor calls in and is talked to; gives the survivor's leg. */
    async function survivor(): Promise<LegId> {
      await under.survivorCalls(TALKED_TO, 60);
      const { text } = await under.soon(
        () => under.ari('GET', 'channels'),
        ({ text: body }) => /"name":"PJSIP\/t\d-in-/.test(body.replace(/\s/g, '')),
      );
      const legs = JSON.parse(text) as { id: string; name: string }[];
      const leg = legs.find(({ name }) => /^PJSIP\/t\d-in-/.test(name));
      if (leg === undefined) throw new Error('the survivor did not get in');
      return leg.id as LegId;
    }

    /** A call with this survivor in which the call-back was agreed, and which the line ended; a minute ago and more. */
    async function dropped(number: string): Promise<LegId> {
      const call = await survivor();
      desk.live(call, '101', publicE164(number));
      await placeCall(under.lab, '101', '*601', [listen]);
      await under.hangUpAll();
      await under.quiet();
      expect(desk.said()).toEqual(['agreed agency-calls-back']);
      desk.ended(call, '101', 'network-drop');
      desk.skip(61_000);
      return call;
    }

    const allBytes = async () => {
      const names = await readdir(desk.directory);
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(desk.directory, name)))));
    };

    test('is kept during the call, confirmed, and changed by the next code; no number is on the disk', async () => {
      const call = await survivor();
      desk.live(call, '101', publicE164(answers.number));
      expect(await placeCall(under.lab, '101', '*601', [listen])).toMatchObject({
        outcome: 'answered',
        releasedBy: 'far-end',
      });
      expect((await allBytes()).toString('latin1')).not.toContain(answers.number.slice(1));
      await placeCall(under.lab, '101', '*600', [listen]);
      await placeCall(under.lab, '102', '*601', [listen]);
      expect(desk.said()).toEqual(['agreed agency-calls-back', 'agreed nobody-calls', 'code-refused']);
    });

    test('[G12] leads to a call-back that leaves withheld by the private door, once, and is over when it was answered', async () => {
      await dropped(answers.number);
      const result = await under.call('101', '*66', [talk(2_500)]);
      expect(result.outcome).toBe('answered');
      expect(under.invites()).toEqual([expect.stringContaining(answers.number.slice(1))]);
      expect(under.faults('private')).toEqual([]);
      expect(desk.said()).toEqual(['ended answered']);
      desk.skip(6 * MINUTE);
      await under.call('101', '*66', [listen]);
      expect(desk.said()).toEqual(['callback-not-allowed']);
      expect(under.invites()).toEqual([]);
    });

    test('waits a minute, then five after a busy line (486), and is made twice at most', async () => {
      await dropped(busy.number);
      desk.skip(-30_000);
      await under.call('101', '*66', [listen]);
      expect(desk.said()).toEqual(['callback-wait']);
      desk.skip(30_000);
      await under.call('101', '*66', [listen]);
      expect(under.invites()).toHaveLength(1);
      await under.call('101', '*66', [listen]);
      expect(desk.said()).toEqual(['ended busy', 'callback-wait']);
      desk.skip(5 * MINUTE);
      await under.call('101', '*66', [listen]);
      expect(under.faults('private')).toEqual([]);
      desk.skip(5 * MINUTE);
      await under.call('101', '*66', [listen]);
      expect(desk.said()).toEqual(['ended busy', 'callback-no-tries-left']);
    });

    test('ends for good where anonymous calls are refused (433)', async () => {
      await dropped(refusesAnonymous.number);
      await under.call('101', '*66', [listen]);
      desk.skip(6 * MINUTE);
      await under.call('101', '*66', [listen]);
      expect(desk.said()).toEqual(['ended refused', 'callback-not-allowed']);
    });

    test('is not made while the same caller rings again', async () => {
      await dropped(answers.number);
      const again = await survivor();
      desk.live(again, '103', publicE164(answers.number));
      await placeCall(under.lab, '101', '*66', [listen]);
      expect(desk.said()).toEqual(['callback-caller-is-calling']);
      expect(under.invites()).toEqual([]);
    });

    test("[G12] is begun by nothing but the worker's own leg: no originated one, no forward, no transfer, no trunk", async () => {
      await dropped(answers.number);
      under.farEnd.clear();
      const place = { context: 'desk', extension: '*66', priority: '1', timeout: '10' };
      const picksUp = await under.waiting('101', [{ do: 'answer', afterMs: 100 }, talk(4_000)]);
      await under.ari('POST', 'channels', { endpoint: 'PJSIP/101', ...place });
      await picksUp.result;
      await under.ari('POST', 'channels', { endpoint: 'Local/*66@desk/n', app: 'nobody', timeout: '5' });
      await under.lab.agency.console('channel originate Local/*66@desk application Wait 3');
      const forwards = await under.waiting('101', [{ do: 'redirect', to: '*66' }]);
      await under.call('102', '101', [talk(1_000)]);
      await forwards.stop();
      await under.call('102', answers.number, [talk(500), { do: 'blind-transfer', to: '*66' }]);
      await pause(1_000);
      expect(desk.said()).toEqual([]);
      const dialled = under.invites().filter((line) => line.includes(answers.number.slice(1)));
      // The one call that phone 102 itself made.
      expect(dialled).toHaveLength(1);
    });

    test('cannot be had by walking into the call-back without the ticket of that very leg', async () => {
      await under.addDialplan([`exten => 777,1,Goto(withheld-call-back,${publicE164(answers.number)},1)`], []);
      await under.call('101', '777', [listen]);
      expect(await under.leftAnyway()).toEqual([]);
    });

    test('is asked of the daemon: of a phone that spoke with nobody it knows nothing, and a plan is made beside it', async () => {
      await desk.stop();
      await under.daemon.start();
      const call = await under.call('101', '*601', [listen]);
      const contact = (words: readonly string[]) =>
        withheld(['contact', ...words, '--config', under.lab.configPath, '--json'], answers.number);
      const made = await contact(['set', '--protocol', 'nobody-calls', '--by', 'Ruth']);
      const shown = await contact(['show']);
      await under.daemon.stop();
      desk = new ContactDesk(under);
      await desk.start();
      expect(call).toMatchObject({ outcome: 'answered', releasedBy: 'far-end' });
      expect(await readFile(under.daemon.outputFile, 'utf8')).toMatch(/"prompt":"code-refused"/);
      expect([made.code, shown.code, shown.stdout.includes('nobody-calls')]).toEqual([0, 0, true]);
    });

    test('is answered by the PBX itself when nobody else does: at once without a heartbeat, after three seconds with one', async () => {
      await desk.stop();
      await pause(2_000);
      const deaf = await under.call('101', '*66', [listen]);
      desk = new ContactDesk(under);
      await desk.start();
      desk.hung = true;
      const hung = await under.call('101', '*66', [talk(9_000)]);
      for (const each of [deaf, hung]) expect(each).toMatchObject({ outcome: 'answered', releasedBy: 'far-end' });
      expect(await under.leftAnyway()).toEqual([]);
      expect((await under.call('101', '000', [talk(500)])).outcome).toBe('answered');
    });
  },
);
