import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, type LabTrunk, PARENT, PUBLIC_NUMBERS, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { headerValue } from '../../src/lab/sip-message.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
  { id: 't3', profile: 'dialled-prefix', transport: 'udp', access: 'register', prefix: '1831', present: '1832' },
  { id: 't4', profile: 'rpid', transport: 'tls', access: 'address' },
];

/**
 * The rule of the lab names the number only (`to`), so it holds for whoever calls it: a desk, and a forward or a transfer, which is nobody's.
 * The carriers of the trunks before the one shown say 503, each at its own parent door.
 */
describe('a number that may see the parent organisation', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  describe.each(TRUNKS.map((trunk, at) => ({ ...trunk, at })))('on $id: $profile over $transport', ({ id, at }) => {
    const number = trunkNumbers(at).seesParent;
    const showsParent = (calls: number) => {
      expect(under.faults('parent')).toEqual([]);
      expect(under.invites()).toHaveLength(at + 1);
      expect(under.invites().some((invite) => invite.startsWith(`${id}: `))).toBe(true);
      expect(under.answered()).toBe(calls);
    };

    test('[G1] [G4] held and taken back, sees the parent door, and nothing of the agency', async () => {
      const steps = [talk(200), { do: 'hold' }, talk(100), { do: 'unhold' }, talk(100)] as const;
      const result = await under.call('101', number, steps);

      expect(result.outcome).toBe('answered');
      showsParent(1);
    });

    test('[G1] [G4] called and given up while it rings, sees the parent door, and nothing of the agency', async () => {
      await under.lab.carrier.console(`dialplan set global RINGING_${id} 10`);
      const result = await under.call('102', number, [{ do: 'cancel', afterMs: 300 }]);
      await under.lab.carrier.console(`dialplan set global RINGING_${id} ""`);

      expect(result.outcome).toBe('cancelled');
      expect(under.methods()).toContain('CANCEL');
      showsParent(0);
    });

    test('[G1] [G4] reached by a 302 of a desk phone, sees the parent door, and nothing of the agency', async () => {
      const result = await under.forwarding('102', number, () => under.call('101', '102', [talk(200)]));

      expect(result.outcome).toBe('answered');
      showsParent(1);
    });

    test("[G1] [G4] reached by a 302 that forwards a survivor's call, sees the parent door, and neither agency nor survivor", async () => {
      await under.forwarding('102', number, () => under.survivorIsForwarded(AGENCY.dids.desk));

      showsParent(1);
      expect(under.wordsToldToCallers(AGENCY.dids.desk)).toEqual([]);
    });

    test('[G1] [G4] reached by a blind transfer, sees the parent door both times, and nothing of the agency', async () => {
      const result = await under.call('101', number, [talk(200), { do: 'blind-transfer', to: number }, talk(200)]);

      expect(result.outcome).toBe('answered');
      showsParent(2);
    });

    test('[G1] [G4] handed on by an attended transfer, sees the parent door, and nothing of the agency', async () => {
      const answering = await under.waiting('102', [{ do: 'answer', afterMs: 100 }, { do: 'await-hang-up' }]);
      const transfer = { do: 'attended-transfer', to: '102', consultMs: 300 } as const;
      const result = await under.call('101', number, [talk(200), transfer]);
      await answering.result;

      expect(result.outcome).toBe('answered');
      showsParent(1);
    });

    test('[G1] [G4] reached by follow-me and by queue overflow, sees the parent door, and neither agency nor survivor', async () => {
      await writeFile(
        join(under.lab.agencyConfig, 'followme.conf'),
        `[general]\n\n[103]\ncontext=withheld-out\nnumber=${number},20\n`,
      );
      await under.lab.agency.console('module reload app_followme.so');
      await under.lab.agency.console(`dialplan set global OVERFLOW ${number}`);
      under.farEnd.clear();
      await Promise.all([under.survivorCalls(AGENCY.dids.followMe, 7), under.survivorCalls(AGENCY.dids.helpline, 7)]);
      await under.until(() => under.answered() >= 2);
      await under.hangUpAll();
      await under.quiet();

      showsParent(2);
    });
  });

  /** From of each call that left, in order: what a loosening shows and what it does not. */
  function shown(): readonly string[] {
    const calls = new Map<string, string>();
    for (const { message } of under.sent()) {
      if (message?.kind !== 'request' || message.method !== 'INVITE') continue;
      const from = (headerValue(message, 'From') ?? '').replace(/;tag=.*/, '');
      calls.set(headerValue(message, 'Call-ID') ?? '', from);
    }
    return [...calls.values()];
  }
  const PARENT_SHOWN = `<sip:${PARENT.number}@${PARENT.domain}>`;
  const NOBODY = '"Anonymous" <sip:anonymous@anonymous.invalid>';
  const { answers, seesParent } = PUBLIC_NUMBERS;

  test('[G4] does not take its door along: transferred to another number, the second leg leaves by the private door', async () => {
    await under.call('101', seesParent.number, [talk(200), { do: 'blind-transfer', to: answers.number }, talk(200)]);

    expect(under.answered()).toBe(2);
    expect(shown()).toEqual([PARENT_SHOWN, NOBODY]);
  });

  test('[G4] may see it when a private call is transferred there: the first leg left by the private door, the second by the parent door', async () => {
    await under.call('101', answers.number, [talk(200), { do: 'blind-transfer', to: seesParent.number }, talk(200)]);

    expect(under.answered()).toBe(2);
    expect(shown()).toEqual([NOBODY, PARENT_SHOWN]);
  });

  test('[G4] sees it once: a leg that is sent back to the parent door with the ticket it has used leaves by the private door', async () => {
    const calling = under.call('101', seesParent.number, [talk(200), { do: 'await-hang-up' }]);
    await under.until(() => under.answered() > 0);
    const legs = await under.lab.agency.console('core show channels concise');
    const leg = /^PJSIP\/101-\w+/m.exec(legs)?.[0];
    expect(leg).toBeDefined();
    const again = `withheld-parent,+61${seesParent.number.slice(1)},1`;
    await under.lab.agency.console(`channel redirect ${leg} ${again}`);
    await under.until(() => under.answered() > 1);
    await under.hangUpAll();
    await calling;

    expect(shown()).toEqual([PARENT_SHOWN, NOBODY]);
  });
});
