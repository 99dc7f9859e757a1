import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deskPhone } from '../../src/lab/lab-call.ts';
import { SIP_PORT, sipPort } from '../../src/lab/lab-network.ts';
import { AGENCY, DESK_PHONES, PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { incomingScenario, outgoingScenario } from '../../src/lab/phone/call-scenario.ts';
import type { PhoneLine } from '../../src/lab/phone/phone-line.ts';
import { literal } from '../../src/lab/phone/scenario-text.ts';
import { SippProcess, type SippRun } from '../../src/lab/phone/sipp-process.ts';
import { AUDIO_FILE, milliwatt } from '../../src/lab/phone/tone.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { textScenario } from './text-scenario.ts';

const { answers, emergency, mobile, seesParent } = PUBLIC_NUMBERS;
const WORDS = `${DESK_PHONES[0]?.displayName} is at ${AGENCY.name}`;

/** A call the phone places or takes, and in it the same text as a MESSAGE: an UPDATE of the phone, rewritten. */
function textInCallScenario(line: PhoneLine, call: 'placed' | 'taken'): string {
  const setting = { line, audio: AUDIO_FILE, patienceMs: 5_000 };
  const steps = [
    { do: 'talk', forMs: 300 },
    { do: 'update', headers: ['X-Text: here'] },
    { do: 'talk', forMs: 700 },
  ] as const;
  const written =
    call === 'placed'
      ? outgoingScenario(setting, answers.number, steps, {})
      : incomingScenario(setting, [{ do: 'answer', afterMs: 100 }, ...steps]);
  return written
    .replaceAll('UPDATE [', 'MESSAGE [')
    .replaceAll(/(CSeq: \d+) UPDATE/g, '$1 MESSAGE')
    .replace(
      'X-Text: here\nContent-Length: 0\n',
      `Content-Type: text/plain\nContent-Length: [len]\n\n${literal(WORDS)}\n`,
    );
}

describe('a text message (SIP MESSAGE) of a desk phone', () => {
  let under: LabUnderTest;
  let line: PhoneLine;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    // The worst case: a PBX that takes text messages at all.
    await under.lab.agency.console('module load res_pjsip_messaging.so');
    // And no daemon: ARI takes every text message there is, so a 202 would not say that the dialplan had it.
    const { credentials: secrets, network } = under.lab;
    line = {
      extension: '101',
      displayName: DESK_PHONES[0]?.displayName ?? '',
      password: secrets.phones['101'] ?? '',
      address: network.phone('101'),
      port: SIP_PORT,
      pbx: { address: network.inside, port: SIP_PORT },
    };
  });
  afterAll(async () => await under.down());

  const pbx = () => `${line.pbx.address}:${SIP_PORT}`;

  async function send(
    files: SippRun['files'],
    parameters: readonly string[],
    port: number,
    listening: () => Promise<void> = async () => undefined,
  ): Promise<readonly string[]> {
    under.farEnd.clear();
    const sipp = new SippProcess({
      command: under.lab.packages.command('usr/bin/sipp'),
      directory: await under.lab.scratch(),
      local: { address: line.address, port },
      files,
      parameters: ['-m', '1', ...parameters],
      limitMs: 10_000,
      trace: true,
    });
    await sipp.start();
    await listening();
    const { messages } = await sipp.ended();
    await under.hangUpAll();
    await under.quiet();
    return messages.flatMap(({ sent, text }) => (sent ? [] : [text]));
  }

  /** Sends the text and gives the PBX's last status. 202: it was handed to the dialplan, so the dialplan is what is tested. */
  async function text(to: string): Promise<number> {
    const heard = await send({ 'text.xml': textScenario(line, to, WORDS) }, ['-sf', 'text.xml', pbx()], 0);
    return Number(/^SIP\/2\.0 (\d+)/.exec(heard.at(-1) ?? '')?.[1]);
  }

  test.each([
    ['an outside number', answers.number],
    ['an outside number with a plus', `+61${mobile.number.slice(1)}`],
    ['an outside number behind the outside line and a code that shows', `01832${answers.number}`],
    ['a number that may see the parent organisation', seesParent.number],
    ['a service number', '0131444'],
  ])('[G1] to %s leaves the PBX in no form', async (_what, to) => {
    expect(await text(to)).toBe(202);
    expect(await under.leftAnyway()).toEqual([]);
  });

  test.each([
    ['000', emergency.number],
    ['000 behind the outside line', `0${emergency.number}`],
    ['000 behind a code', `1831${emergency.number}`],
    ['112', '112'],
  ])('[G1] [G3] to %s leaves the PBX in no form, and rings nobody', async (_what, to) => {
    expect(await text(to)).toBe(202);
    expect(await under.leftAnyway()).toEqual([]);
  });

  test('that a dialplan of its own sends on is seen at the far end: the test can see one leave', async () => {
    const [trunk] = under.lab.plan.trunks;
    const carrier = `${under.lab.network.carrier(0)}:${trunk === undefined ? 0 : sipPort(trunk)}`;
    await under.addDialplan([`exten => *5,1,MessageSend(pjsip:t1-private/sip:${answers.number}@${carrier})`], []);
    expect(await text('*5')).toBe(202);
    await under.until(() => under.methods().includes('MESSAGE'), 3_000);

    expect(await under.leftAnyway()).toContain('t1 (rfc3325): MESSAGE left');
  });

  test.each([
    ['the desk', AGENCY.dids.desk],
    ['the site, where every phone would ring', AGENCY.siteNumber],
  ])('[G1] that a carrier sends to %s reaches nobody, and the answer names nobody', async (_what, to) => {
    const waiting = await under.waiting('102', [{ do: 'answer', afterMs: 100 }, { do: 'await-hang-up' }]);
    const { carrier, network } = under.lab;
    const target = `pjsip:line-t1/sip:${to}@${network.outside(0)}:${SIP_PORT}`;
    await under.addCarrierDialplan([
      `[texting-${to}]`,
      'exten => s,1,Set(MESSAGE(body)=hello)',
      ` same => n,MessageSend(${target})`,
      ' same => n,Hangup()',
    ]);
    under.farEnd.clear();
    await carrier.console(`channel originate Local/s@texting-${to}/n application Wait 1`);
    await under.until(() => under.sent().some(({ message }) => message?.kind === 'response'), 5_000);
    await waiting.stop();
    await under.quiet();

    const answered = under.sent().flatMap(({ message }) => (message?.kind === 'response' ? [message.status] : []));
    expect(answered).toEqual([404]);
    expect((await waiting.result).outcome).toBe('no-answer');
    expect(await under.leftAnyway()).toEqual([]);
  });

  describe.each(['placed', 'taken'] as const)('within a call that was %s', (call) => {
    const textInCall = async () => {
      const files = { 'call.xml': textInCallScenario(line, call), [AUDIO_FILE]: milliwatt() };
      if (call === 'placed') return await send(files, ['-sf', 'call.xml', pbx()], SIP_PORT);
      await (await deskPhone(under.lab, '101')).register();
      return await send(files, ['-sf', 'call.xml'], SIP_PORT, () => under.survivorCalls(AGENCY.siteNumber, 3));
    };
    const faults = async () => (call === 'placed' ? under.faults('private') : await under.leftAnyway());
    const talked = () =>
      under.farEnd.seen.some(({ message }) => message?.kind === 'request' && message.method === 'ACK');

    /** The module stays while the last message's leg does. */
    async function unloaded(): Promise<boolean> {
      for (let attempt = 0; attempt < 120; attempt += 1) {
        const said = await under.lab.agency.console('module unload res_pjsip_messaging.so');
        if (/^Unloaded/m.test(said)) return true;
        await pause(500);
      }
      return false;
    }

    test('[G1] leaves in no form when the PBX does not load res_pjsip_messaging', async () => {
      expect(await unloaded()).toBe(true);
      const heard = await textInCall();
      await under.lab.agency.console('module load res_pjsip_messaging.so');

      expect(talked()).toBe(true);
      expect(heard.join('\n')).not.toMatch(/^SIP\/2\.0 202/m);
      expect(await faults()).toEqual([]);
    });

    test('leaves under the name of the phone when it does, and no door can stop it: the test can see that', async () => {
      const heard = await textInCall();

      expect(talked()).toBe(true);
      expect(heard.join('\n')).toMatch(/^SIP\/2\.0 202/m);
      const found = (await faults()).join('\n');
      expect(found).toContain('t1 (rfc3325): MESSAGE was sent');
      expect(found).toMatch(/a word of the agency was seen .* in MESSAGE/);
    });

    test('[G1] leaves in no form, even when it does, where each phone drops text (FRAME_DROP)', async () => {
      const path = join(under.lab.agencyConfig, 'pjsip.conf');
      const written = await readFile(path, 'utf8');
      const dropping = 'set_var=__TRANSFER_CONTEXT=desk\nset_var=FRAME_DROP(RX)=TEXT,TEXT_DATA';
      await writeFile(path, written.replaceAll('set_var=__TRANSFER_CONTEXT=desk', dropping));
      await under.lab.agency.console('module reload res_pjsip.so');
      const heard = await textInCall();
      await writeFile(path, written);
      await under.lab.agency.console('module reload res_pjsip.so');

      expect(talked()).toBe(true);
      expect(heard.join('\n')).toMatch(/^SIP\/2\.0 202/m);
      expect(await faults()).toEqual([]);
    });
  });
});
