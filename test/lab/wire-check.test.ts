import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, type LabTrunk, PUBLIC_NUMBERS, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
];

interface Told {
  readonly trunks: readonly {
    readonly id: string;
    readonly wire: string;
    readonly doors: readonly { readonly name: string; readonly state: string; readonly why: string | null }[];
  }[];
}

describe('the live wire check', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  const told = async (): Promise<Told> =>
    (await (await fetch(new URL('api/status', under.daemon.consoleUrl))).json()) as Told;
  const door = async (name: string) =>
    (await told()).trunks.flatMap(({ doors }) => doors).find((each) => each.name === name);
  const doorBecomes = async (name: string, state: string) => {
    const end = Date.now() + 40_000;
    while (Date.now() < end && (await door(name))?.state !== state) await new Promise((on) => setTimeout(on, 100));
    return await door(name);
  };
  const logged = async () => await readFile(under.daemon.outputFile, 'utf8');
  /** Edits the doors as an administrator would, for the time of `work`. */
  const withDoors = async (was: RegExp, becomes: string, work: () => Promise<void>) => {
    const path = join(under.lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(was);
    await writeFile(path, text.replace(was, becomes));
    await under.lab.agency.console('module reload res_pjsip.so');
    try {
      await work();
    } finally {
      await writeFile(path, text);
      await under.lab.agency.console('module reload res_pjsip.so');
    }
  };
  const note = async (key: string, value: string) =>
    await under.lab.agency.console(
      value === '' ? `database del withheld ${key}` : `database put withheld ${key} "${value}"`,
    );
  const reopen = async (name: string) => {
    await note(`closed-${name}`, '');
    await doorBecomes(name, 'open');
  };

  test('[G1] finds clean what ordinary, parent, emergency and inbound calls say, and closes no door', async () => {
    await under.call('101', trunkNumbers(0).answers, [talk(200), { do: 'hold' }, talk(100), { do: 'unhold' }]);
    await under.call('101', trunkNumbers(1).answers, [talk(200)]);
    await under.call('101', trunkNumbers(1).seesParent, [talk(200)]);
    await under.call('101', '000', [talk(200)]);
    const answering = await under.waiting('102', [{ do: 'answer', afterMs: 200 }, talk(500)]);
    await under.survivorCalls(AGENCY.dids.desk, 3);
    await answering.result;
    await under.hangUpAll();
    await under.quiet();

    expect(await logged()).not.toMatch(/leak-on-the-wire|wire-suspicious|wire-silent|wire-door-unknown/);
    for (const { name } of (await told()).trunks.flatMap(({ doors }) => doors))
      expect(await doorBecomes(name, 'open')).toMatchObject({ state: 'open' });
  });

  test('[G1] shows a trunk as verified once a call on it was seen', async () => {
    await under.call('101', trunkNumbers(0).answers, [talk(3_500)]);

    expect((await told()).trunks[0]?.wire).toBe('verified');
  });

  test('[G10] cancels the call, closes the door, and the next call leaves by the other trunk', async () => {
    const leaks = /(\[t1-private\]\ntype=endpoint\n[\s\S]*?\n)from_user=.*\n/;
    await withDoors(leaks, `$1from_user=${AGENCY.dids.desk.slice(1)}\n`, async () => {
      const first = await under.call('101', trunkNumbers(0).ringsOut, [talk(200)]);
      expect(first.outcome).not.toBe('answered');
      expect(under.methods()).toContain('CANCEL');
      expect(await door('t1-private')).toMatchObject({
        state: 'closed',
        why: expect.stringMatching(/from-user|agency-number/),
      });

      const second = await under.call('101', trunkNumbers(0).answers, [talk(200)]);
      expect(second.outcome).toBe('answered');
      expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t2:']);
      // The other trunk's door still tells in its OPTIONS.
      expect(under.faults('private').filter((fault) => fault.startsWith('t2'))).toEqual([]);
    });

    const lines = await logged();
    expect(lines).toContain('leak-on-the-wire');
    expect(lines).not.toContain(AGENCY.dids.desk.slice(3));
  });

  test('[G10] keeps the door closed with the daemon dead, and after the PBX was restarted', async () => {
    await under.daemon.stop();
    await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t2:']);

    await under.lab.agency.stop();
    await under.lab.agency.start();
    await under.contactBecomes('t2', 'Avail');
    await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t2:']);
    await under.daemon.start();
    expect(await doorBecomes('t1-private', 'closed')).toMatchObject({ state: 'closed' });
  });

  test('[G3] lets an emergency call through the same trunk, and a named override opens the door for its time', async () => {
    await under.call('101', '000', [talk(200)]);
    expect(under.invites()).toEqual(['t1: 000']);

    const until = Math.floor(Date.now() / 1000) + 8;
    await note('open-t1-private', `${until} pat`);
    await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t1:']);
    await new Promise((on) => setTimeout(on, 8_500));
    const after = await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(after.outcome).toBe('answered');
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t2:']);
  });

  test('[G1] tells the worker, and lets nothing leave, when every door is closed', async () => {
    await note('closed-t2-private', '1 test');
    const result = await under.call('101', PUBLIC_NUMBERS.answers.number, [talk(200)]);

    expect(result.outcome).not.toBe('answered');
    expect(await under.leftAnyway()).toEqual([]);
    await reopen('t1-private');
    await reopen('t2-private');
  });

  test('[G10] closes a door whose OPTIONS tell, without any call', async () => {
    const leaks = /(\[t2-private\]\ntype=endpoint\n[\s\S]*?\n)contact_user=.*\n/;
    await withDoors(leaks, '$1contact_user=wrenfield\n', async () => {
      await under.lab.agency.console('pjsip qualify t2-private');
      expect(await doorBecomes('t2-private', 'closed')).toMatchObject({ state: 'closed' });
    });
    await reopen('t2-private');
  });

  test('[G3] tells of an emergency door that leaks, and never cuts its call', async () => {
    const leaks = /(\[t1-emergency\]\ntype=endpoint\n[\s\S]*?\n)contact_user=.*\n/;
    await withDoors(leaks, '$1contact_user=wrenfield\n', async () => {
      const result = await under.call('101', '000', [talk(1_000)]);
      expect(result.outcome).toBe('answered');
    });

    expect(await logged()).toMatch(/leak-on-the-wire[^\n]*"door":"emergency"/);
  });

  test('[G6] says that nobody looks when calls leave and the mirror is silent', async () => {
    const path = join(under.lab.agencyConfig, 'hep.conf');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('enabled = yes', 'enabled = no'));
    await under.lab.agency.console('module reload res_hep.so');
    await under.call('101', trunkNumbers(0).answers, [talk(3_500)]);
    expect((await told()).trunks[0]?.wire).toBe('silent');
    expect(await logged()).toContain('wire-silent');

    await writeFile(path, text);
    await under.lab.agency.console('module reload res_hep.so');
    await under.call('101', trunkNumbers(0).answers, [talk(3_500)]);
    expect((await told()).trunks[0]?.wire).toBe('verified');
  });
});
