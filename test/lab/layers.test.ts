import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { AGENCY, DESK_PHONES, type LabTrunk, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { expectedDoors, optionsShown } from './door-options.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
  { id: 't3', profile: 'dialled-prefix', transport: 'udp', access: 'register' },
  { id: 't4', profile: 'rpid', transport: 'tcp', access: 'address' },
];
const NUMBERED = TRUNKS.map((trunk, at) => ({ ...trunk, at }));

/**
 * Another administrator's dialplan. It knows nothing of ours, gives the leg every identity of the agency there is, and dials a door itself:
 * `**`, the trunk's digit, 1 for its private door or 2 for its parent door, then the number.
 */
const FOREIGN = {
  desk: [
    'exten => _**ZX102,1,Dial(PJSIP/102,20)',
    ' same => n,Hangup()',
    'exten => _**ZXX!,1,Goto(foreign,${EXTEN:2},1)',
  ],
  contexts: [
    '[foreign]',
    `exten => _ZXX!,1,Set(CALLERID(all)="${AGENCY.name}" <${AGENCY.dids.helpline}>)`,
    ` same => n,Set(CALLERID(ANI-all)="${AGENCY.name}" <${AGENCY.dids.helpline}>)`,
    ' same => n,Set(CALLERID(pres)=allowed)',
    ` same => n,Set(CONNECTEDLINE(all)="${DESK_PHONES[0]?.displayName}" <${AGENCY.dids.desk}>)`,
    ` same => n,Set(REDIRECTING(from-all,i)="${DESK_PHONES[1]?.displayName}" <${AGENCY.dids.desk}>)`,
    ` same => n,Set(REDIRECTING(orig-all,i)="${DESK_PHONES[1]?.displayName}" <${AGENCY.dids.followMe}>)`,
    ` same => n,Set(REDIRECTING(to-all,i)="${DESK_PHONES[2]?.displayName}" <${AGENCY.dids.followMe}>)`,
    ' same => n,Set(REDIRECTING(reason,i)=cfu)',
    ' same => n,Set(REDIRECTING(count,i)=1)',
    ` same => n,Set(__SIPREFERREDBYHDR="${AGENCY.name}" <sip:101@${AGENCY.host}>)`,
    ` same => n,Set(__SIPREPLACESHDR=${AGENCY.host}\\;to-tag=1\\;from-tag=2)`,
    ` same => n,Set(__SIPFROMDOMAIN=${AGENCY.host})`,
    ' same => n,Dial(PJSIP/${EXTEN:2}@t${EXTEN:0:1}-${IF($[${EXTEN:1:1} = 1]?private:parent)},30)',
    ' same => n,Hangup()',
  ],
};

async function replaceIn(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replaceAll(from, to));
}

describe.each(['22', '16'] as const)('the doors (L1) of a live Asterisk %s, option by option', (release) => {
  let under: LabUnderTest;
  let bare: ReadonlyMap<string, string>;
  const shown = async (what: string) => optionsShown(await under.lab.agency.console(`pjsip show ${what}`));

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS, release);
    await replaceIn(join(under.lab.agencyConfig, 'pjsip.conf'), '[inside]', '[bare]\ntype=endpoint\n\n[inside]');
    await under.lab.agency.console('module reload res_pjsip.so');
    bare = await shown('endpoint bare');
  });
  afterAll(async () => await under.down());

  test('the PBX prints what can be compared', () => {
    expect(bare.size).toBeGreaterThan(100);
    expect(bare.get('send_diversion')).toBe('true');
    expect(bare.get('direct_media')).toBe('true');
  });

  test.each(NUMBERED)(
    '[G1] every door of the trunk of profile $profile is what it must be, and nothing more',
    async ({ id }) => {
      const loaded = loadConfig(under.lab.configPath);
      if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
      const trunk = loaded.config.trunks.find((each) => each.id === id);
      if (trunk === undefined) throw new Error('no such trunk');
      const expected = expectedDoors(loaded.config, trunk, bare, release);

      expect(expected.map(({ endpoint }) => endpoint)).toEqual([
        `${id}-private`,
        `${id}-parent`,
        `${id}-in`,
        `${id}-emergency`,
      ]);
      for (const { endpoint, options } of expected)
        expect(Object.fromEntries(await shown(`endpoint ${endpoint}`)), endpoint).toEqual(Object.fromEntries(options));
    },
  );

  test.each(NUMBERED)(
    '[G1] the trunk of profile $profile asks for signs of life at its private and parent door only, and registers under a name that names nobody',
    async ({ id, access }) => {
      for (const door of ['private', 'parent', 'in', 'emergency']) {
        const aor = await shown(`aor ${id}-${door}`);
        const asks = door === 'private' || door === 'parent';
        expect(aor.get('qualify_frequency'), door).toBe(asks ? '15' : '0');
        expect([aor.get('mailboxes'), aor.get('outbound_proxy'), aor.get('voicemail_extension')], door).toEqual([
          '',
          '',
          '',
        ]);
      }
      if (access === 'address') return;
      const registration = await shown(`registration ${id}-registration`);
      expect(registration.get('client_uri')).toMatch(new RegExp(`^sip:line-${id}@`));
      expect(registration.get('contact_user')).toBe('pbx');
      // Asterisk 16 does not know it.
      expect(registration.get('contact_header_params') ?? '').toBe('');
      expect(registration.get('endpoint')).toBe(`${id}-in`);
    },
  );
});

describe('the doors (L1) alone: a foreign dialplan dials them with every identity of the agency, and no daemon runs', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    await under.addDialplan(FOREIGN.desk, FOREIGN.contexts);
    // Forwards go the foreign way too.
    const pjsip = join(under.lab.agencyConfig, 'pjsip.conf');
    await replaceIn(pjsip, '__FORWARD_CONTEXT=withheld-out', '__FORWARD_CONTEXT=desk');
    await under.lab.agency.console('module reload res_pjsip.so');
  });
  afterAll(async () => await under.down());

  const doors = NUMBERED.flatMap((trunk) => [
    { ...trunk, door: 'private' as const, code: `**${trunk.at + 1}1` },
    { ...trunk, door: 'parent' as const, code: `**${trunk.at + 1}2` },
  ]);

  describe.each(doors)('$id: the $door door of profile $profile', ({ id, at, door, code }) => {
    const number = trunkNumbers(at).answers;
    const held = (calls: number) => {
      expect(under.faults(door, 'straight')).toEqual([]);
      expect(under.invites()).toEqual([`${id}: ${number}`]);
      expect(under.answered()).toBe(calls);
    };

    test('[G1] [G6] a call, its holds and a phone that asserts itself show the constant and nothing else', async () => {
      const identity = `P-Asserted-Identity: "${AGENCY.name}" <sip:${AGENCY.dids.desk}@${AGENCY.host}>`;
      const result = await under.call('101', `${code}${number}`, [
        talk(200),
        { do: 'update', headers: [identity] },
        { do: 'hold' },
        talk(100),
        { do: 'unhold' },
        talk(100),
      ]);

      expect(result.outcome).toBe('answered');
      held(1);
    });

    test('[G1] [G6] a blind transfer shows the constant and nothing else', async () => {
      const transfer = { do: 'blind-transfer', to: `${code}${number}` } as const;
      const result = await under.call('101', `${code}${number}`, [talk(200), transfer, talk(200)]);

      expect(result.outcome).toBe('answered');
      held(2);
    });

    test('[G1] [G6] an attended transfer, and the phone it went to, show the constant and nothing else', async () => {
      const answering = await under.waiting('102', [
        { do: 'answer', afterMs: 100 },
        talk(600),
        { do: 'hold' },
        talk(100),
        { do: 'unhold' },
        { do: 'await-hang-up' },
      ]);
      const transfer = { do: 'attended-transfer', to: '102', consultMs: 200 } as const;
      const result = await under.call('101', `${code}${number}`, [talk(200), transfer]);
      await answering.result;

      expect(result.outcome).toBe('answered');
      held(1);
    });

    test('[G1] [G6] a forward by 302 shows the constant and nothing else', async () => {
      const result = await under.forwarding('102', `${code}${number}`, () =>
        under.call('101', `${code}102`, [talk(200)]),
      );

      expect(result.outcome).toBe('answered');
      held(1);
    });

    test("[G1] [G6] an Originate with the agency's caller id shows the constant and nothing else", async () => {
      under.farEnd.clear();
      const callerId = `"${AGENCY.name}" <${AGENCY.dids.helpline}>`;
      const wait = { extension: '*43', context: 'desk', priority: '1' };
      const made = await under.ari('POST', 'channels', {
        endpoint: `PJSIP/${number}@${id}-${door}`,
        callerId,
        ...wait,
      });
      expect(made.status).toBe(200);
      await under.until(() => under.answered() > 0);
      await under.hangUpAll();
      await under.quiet();

      held(1);
    });
  });

  test.each(NUMBERED)(
    '[G1] $id: what answers a call that comes in, and what says it is forwarded, says nothing of who or where',
    async ({ id, access, at }) => {
      const comesIn = `channel originate PJSIP/${AGENCY.dids.desk}@${access === 'register' ? 'line' : 'customer'}-${id}`;
      const answering = await under.waiting('102', [{ do: 'answer', afterMs: 300 }, { do: 'await-hang-up' }]);
      under.farEnd.clear();
      await under.lab.carrier.console(`${comesIn} application Wait 1`);
      expect((await answering.result).outcome).toBe('answered');
      await under.quiet();
      const answers = under.sent().map(({ message }) => message?.startLine);
      expect(answers).toEqual(expect.arrayContaining(['SIP/2.0 180 Ringing', 'SIP/2.0 200 OK']));
      expect(await under.leftAnyway()).toEqual([]);

      await under.forwarding('102', `**${at + 1}1${trunkNumbers(at).answers}`, async () => {
        under.farEnd.clear();
        await under.lab.carrier.console(`${comesIn} application Wait 2`);
        await under.until(() => under.answered() > 0);
        await under.quiet();
      });
      expect(under.answered()).toBe(1);
      expect(under.faults('private', 'straight')).toEqual([]);
    },
  );
});
