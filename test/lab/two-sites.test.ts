import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import { headerValue } from '../../src/lab/sip-message.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const SECOND = '+61255502000';

describe('an agency with a second site, where phone 102 stands', () => {
  let under: LabUnderTest;

  /** The numbers shown to a carrier, one for each INVITE seen. */
  const shown = (): readonly string[] => {
    const users = under.sent().flatMap(({ message }) => {
      if (message === null || !message.startLine.startsWith('INVITE sip:000@')) return [];
      return [/<sip:([^@]*)@/.exec(headerValue(message, 'From') ?? '')?.[1] ?? 'nobody'];
    });
    return [...new Set(users)];
  };

  beforeAll(async () => {
    under = await LabUnderTest.up();
    const config = parse(await readFile(under.lab.configPath, 'utf8'));
    config.sites = [
      { id: 'main', number: AGENCY.siteNumber, extensions: ['101', '103'] },
      { id: 'harbour', number: SECOND, extensions: ['102'] },
    ];
    await writeFile(under.lab.configPath, stringify(config));
    await under.lab.generate();
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.lab.agency.console('dialplan reload');
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  test.each([
    ['101', AGENCY.siteNumber],
    ['102', SECOND],
    ['103', AGENCY.siteNumber],
  ])('[G3] phone %s shows the number of the site it stands at', async (extension, number) => {
    const result = await under.call(extension, '000', [talk(200)]);

    expect(result.outcome).toBe('answered');
    expect(shown()).toEqual([number]);
  });

  test('[G3] a call that a phone of the other site forwards shows the site of the person who calls', async () => {
    const result = await under.forwarding('101', '000', () => under.call('102', '101', [talk(200)]));

    expect(result.outcome).toBe('answered');
    expect(shown()).toEqual([SECOND]);
  });

  test('[G3] a call from outside that a phone transfers shows the site of that phone', async () => {
    under.farEnd.clear();
    const transferring = await under.waiting('102', [
      { do: 'answer', afterMs: 100 },
      talk(300),
      { do: 'blind-transfer', to: '000' },
    ]);
    await under.survivorCalls(AGENCY.dids.desk, 8);
    await transferring.result;
    await under.until(() => shown().length > 0);
    await under.hangUpAll();
    await under.quiet();

    expect(shown()).toEqual([SECOND]);
  });

  test('[G3] a call to a colleague at the other site, transferred by them, shows the site of the person who calls', async () => {
    const transferring = await under.waiting('101', [
      { do: 'answer', afterMs: 100 },
      talk(300),
      { do: 'blind-transfer', to: '000' },
    ]);
    await under.call('102', '101', [talk(1_500)]);
    await transferring.result;

    expect(shown()).toEqual([SECOND]);
  });

  test('[G3] a site whose doors the PBX has not read yet shows the first site, and is delivered', async () => {
    const doors = join(under.lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
    const text = await readFile(doors, 'utf8');
    await writeFile(doors, text.replaceAll('-emergency-harbour]', '-emergency-elsewhere]'));
    await under.lab.agency.console('module reload res_pjsip.so');
    const result = await under.call('102', '000', [talk(200)]);

    expect(result.outcome).toBe('answered');
    expect(shown()).toEqual([AGENCY.siteNumber]);
  });
});
