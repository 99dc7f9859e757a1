import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeCall } from '../../src/lab/lab-call.ts';
import { AGENCY, PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** Longer than the watch takes for a leg it does not know. */
const WATCHED_MS = 2_500;
/** Longer than a daemon takes to start on any machine. */
const TALK_S = 90;

describe('a daemon that starts while people talk', () => {
  let under: LabUnderTest;
  let daemon: ServeProcess;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    daemon = new ServeProcess(under.lab);
  });
  afterAll(async () => {
    await daemon.stop();
    await under.down();
  });

  test('[G2] cuts no call from outside and none of its own, and hangs a stray up', async () => {
    const talking = await under.waiting('102', [{ do: 'answer', afterMs: 100 }, talk(TALK_S * 1_000)]);
    await under.survivorCalls(AGENCY.dids.desk, TALK_S);
    await under.until(() => under.answered() === 0 && under.sent().some(({ raw }) => raw.startsWith('SIP/2.0 200')));
    const ordinary = placeCall(under.lab, '101', PUBLIC_NUMBERS.answers.number, [talk(TALK_S * 1_000)]);
    await under.until(() => under.answered() === 1);
    await under.lab.agency.console(
      `channel originate PJSIP/${PUBLIC_NUMBERS.answers.number}@t2-in application Wait ${TALK_S}`,
    );
    await under.until(() => under.answered() === 2);

    const byes = () => under.farEnd.seen.filter(({ raw }) => /^(BYE|CANCEL) /.test(raw));
    await daemon.start();
    await under.until(() => byes().length > 0, 20_000);
    await pause(WATCHED_MS);

    expect(byes().map(({ trunk, direction }) => `${direction} ${trunk}`)).toEqual(['to-carrier t2']);
    await under.hangUpAll();
    await talking.result;
    await ordinary;
  });
});
