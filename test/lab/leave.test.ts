import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const { answers, busy, firstCarrierFails, mobile } = PUBLIC_NUMBERS;

/** `*8` and a number: first two colleagues' desks, then, when both refuse, the number outside. One leg dials twice. */
const COLLEAGUES_FIRST = [
  'exten => _*8X.,1,Dial(PJSIP/102&PJSIP/103,20)',
  ' same => n,Goto(withheld-out,${EXTEN:2},1)',
  // `*7` and a number: a call that may last a minute.
  'exten => _*7X.,1,Set(TIMEOUT(absolute)=60)',
  ' same => n,Goto(withheld-out,${EXTEN:2},1)',
];

/** A number whose carrier answers 302: call somebody else. */
const REDIRECTS = '0370100060';
/** A number that the first carrier fails to reach (503), and that is busy at the next. */
const BUSY_ELSEWHERE = '0370100061';

const e164 = (national: string) => `+61${national.slice(1)}`;

describe('how a call leaves (withheld-leave)', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    await under.addDialplan(COLLEAGUES_FIRST, []);
    await under.addCarrierDialplan([
      '[numbers](+)',
      `exten => ${REDIRECTS},1,Transfer(PJSIP/sip:${mobile.number}@${under.lab.network.carrier(0)})`,
      ' same => n,Hangup()',
      `exten => ${BUSY_ELSEWHERE},1,GotoIf($["\${CHANNEL(endpoint)}" = "line-t1"]?fail)`,
      ' same => n,Hangup(17)',
      ' same => n(fail),PJSIPHangup(503)',
    ]);
  });
  afterAll(async () => await under.down());

  async function afterRefusal(status: number, number: string) {
    const refusing = [
      await under.waiting('102', [{ do: 'reject', status }]),
      await under.waiting('103', [{ do: 'reject', status }]),
    ];
    const result = await under.call('101', `*8${number}`, [talk(200)]);
    for (const phone of refusing) expect(await phone.result).toMatchObject({ outcome: 'rejected', status });
    expect(under.faults('private')).toEqual([]);
    return { result, invites: under.invites() };
  }

  test('a time limit that a leg had before is in force again once it leaves', async () => {
    const calling = under.call('101', `*7${answers.number}`, [talk(200), { do: 'await-hang-up' }]);
    await under.until(() => under.answered() > 0);
    const legs = JSON.parse((await under.ari('GET', 'channels')).text) as { id: string; name: string }[];
    const desk = legs.find(({ name }) => name.startsWith('PJSIP/101-'))?.id ?? 'none';
    const { text } = await under.ari('GET', `channels/${desk}/variable`, { variable: 'TIMEOUT(absolute)' });
    await under.hangUpAll();
    await calling;
    const { value } = JSON.parse(text) as { value: string };

    expect(Number(value)).toBeGreaterThan(30);
    expect(Number(value)).toBeLessThan(60);
  });

  test.each([503, 500, 408, 502, 504])(
    '[G5] a leg that was told %i in the house is not taken on to the next trunk when the one called is busy',
    async (status) => {
      const { result, invites } = await afterRefusal(status, busy.number);

      expect(invites).toEqual([`t1: ${e164(busy.number)}`]);
      expect(result).toMatchObject({ outcome: 'rejected', status: 486 });
    },
  );

  test.each([486, 603])(
    '[G5] a leg that was told %i in the house still goes on to the next trunk when the first carrier fails',
    async (status) => {
      const { result, invites } = await afterRefusal(status, firstCarrierFails.number);
      const sent = e164(firstCarrierFails.number);

      expect(invites).toEqual([`t1: ${sent}`, `t2: ${sent}`]);
      expect(result.outcome).toBe('answered');
    },
  );

  test('[G1] a leg that was told 486 in the house is answered outside, withheld', async () => {
    const { result, invites } = await afterRefusal(486, answers.number);

    expect(invites).toEqual([`t1: ${e164(answers.number)}`]);
    expect(result.outcome).toBe('answered');
  });

  test('[G5] what the next carrier says is final, not what the one before it said', async () => {
    // The PBX keeps the causes of both in no order that is known: once would prove nothing.
    for (let time = 0; time < 6; time += 1) {
      const result = await under.call('101', BUSY_ELSEWHERE, [talk(200)]);

      expect(under.invites()).toEqual([`t1: ${e164(BUSY_ELSEWHERE)}`, `t2: ${e164(BUSY_ELSEWHERE)}`]);
      expect(result).toMatchObject({ outcome: 'rejected', status: 486 });
    }
    expect(under.faults('private')).toEqual([]);
  });

  test('[G1] a carrier cannot send a call on to another number (302)', async () => {
    const result = await under.call('101', REDIRECTS, [talk(200)]);

    const heard = under.farEnd.seen.map(({ message }) => (message?.kind === 'response' ? message.status : 0));
    expect(heard).toContain(302);
    expect(result.outcome).toBe('rejected');
    // The next carrier may be asked for the number that was dialled; none is asked for the other.
    expect(new Set(under.invites().map((invite) => invite.split(' ')[1]))).toEqual(new Set([e164(REDIRECTS)]));
    expect(under.faults('private')).toEqual([]);
  });

  test('[G1] a number that a carrier would read as a code, its own "show my number" perhaps, does not leave', async () => {
    const yaml = await readFile(under.lab.configPath, 'utf8');
    await writeFile(under.lab.configPath, yaml.replaceAll('dial_format: e164-plus', 'dial_format: e164'));
    await under.lab.generate();
    await under.lab.agency.console('dialplan reload');

    await under.call('101', '0001112125550123', [talk(200)]);
    expect(under.invites()[0]).toBe('t1: 12125550123');
    // +1 832: Houston, and without its plus what shows the caller in Australia.
    await under.call('101', '0001118325550123', [talk(200)]);
    expect(await under.leftAnyway()).toEqual([]);
  });
});
