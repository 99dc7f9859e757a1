import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { doorShape } from '../../src/identity/carrier-profile.ts';
import { accountOf } from '../../src/lab/carrier-pbx.ts';
import type { SeenMessage } from '../../src/lab/far-end.ts';
import { AGENCY, DESK_PHONES, type LabTrunk, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { headerValue } from '../../src/lab/sip-message.ts';
import { CanarySearch } from '../../src/leaks/judge/canary-search.ts';
import type { Expected } from '../../src/leaks/judge/expected.ts';
import { HostList } from '../../src/leaks/judge/host-list.ts';
import { judge } from '../../src/leaks/judge/judge.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
  { id: 't3', profile: 'dialled-prefix', transport: 'udp', access: 'address' },
  { id: 't4', profile: 'rpid', transport: 'tls', access: 'address' },
];

describe('the judge, over what a real carrier saw', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  const expected = (trunkId: string, door: Expected['door']): Expected => {
    const loaded = loadConfig(under.lab.configPath);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const { organisation, secrets, sites, trunks } = loaded.config;
    const at = TRUNKS.findIndex(({ id }) => id === trunkId);
    const [trunk, planned, site] = [trunks[at], TRUNKS[at], sites[0]];
    if (trunk === undefined || planned === undefined || site === undefined) throw new Error('no such trunk');
    const { network } = under.lab;
    return {
      door,
      look: doorShape(trunk, organisation, site, door),
      ours: new HostList([network.outside(at)]),
      carrier: new HostList([network.carrier(at)]),
      agent: 'PBX',
      account: planned.access === 'register' ? accountOf(planned) : null,
      canaries: new CanarySearch({
        words: secrets.words,
        parts: secrets.parts,
        numbers: secrets.numbers,
        countryCode: '61',
        extensions: DESK_PHONES.map(({ extension }) => extension),
        hosts: secrets.hosts,
      }),
    };
  };

  const header = ({ message }: SeenMessage, name: string) =>
    message === null ? '' : (headerValue(message, name) ?? '');

  /** The doors a message may belong to. A door is asked after by OPTIONS through its own AOR: which one, only the From tells. */
  const doorsOf = (
    seen: SeenMessage,
    placed: ReadonlySet<string>,
    door: Expected['door'],
  ): readonly Expected['door'][] => {
    if (placed.has(header(seen, 'Call-ID'))) return [door];
    return header(seen, 'CSeq').endsWith(' OPTIONS') ? ['private', 'parent', 'in'] : ['in'];
  };

  const violationsIn = (seen: SeenMessage, doors: readonly Expected['door'][]) => {
    const transport = TRUNKS.find(({ id }) => id === seen.trunk)?.transport ?? 'udp';
    const raw = Buffer.from(seen.raw, 'latin1');
    const said = doors.map((door) => judge(raw, { direction: seen.direction, transport }, expected(seen.trunk, door)));
    if (said.some(({ verdict }) => verdict === 'clean')) return [];
    return said.slice(0, 1).flatMap((one) => (one.verdict === 'clean' ? [] : one.violations));
  };

  /** What the judge says of everything seen, when every call that left went through `door`. */
  const violations = (door: 'private' | 'parent' | 'emergency'): readonly string[] => {
    const invites = under.sent().filter(({ raw }) => raw.startsWith('INVITE '));
    const placed = new Set(invites.map((seen) => header(seen, 'Call-ID')));
    return under.farEnd.seen.flatMap((seen) =>
      violationsIn(seen, doorsOf(seen, placed, door)).map(
        ({ vector, place, severity, excerpt }) =>
          `${seen.trunk} ${seen.direction}: ${vector} ${place} ${severity} ${excerpt}`,
      ),
    );
  };

  describe.each(TRUNKS.map((trunk, at) => ({ ...trunk, at })))('$profile over $transport', ({ at }) => {
    const numbers = trunkNumbers(at);

    test('[G1] ordinary, held, taken back, forwarded and transferred calls are clean', async () => {
      await under.call('101', numbers.answers, [talk(200), { do: 'hold' }, talk(100), { do: 'unhold' }, talk(100)]);
      expect(violations('private')).toEqual([]);
      await under.call('101', numbers.ringsOut, [{ do: 'cancel', afterMs: 300 }]);
      expect(violations('private')).toEqual([]);
      await under.call('101', numbers.fails, [talk(200)]);
      expect(violations('private')).toEqual([]);
      await under.call('101', numbers.answers, [talk(200), { do: 'blind-transfer', to: numbers.answers }]);
      expect(violations('private')).toEqual([]);
    });

    test("[G4] the parent door's calls are clean, and dirty to whoever expects the private door", async () => {
      await under.call('101', numbers.seesParent, [talk(200)]);

      expect(violations('parent')).toEqual([]);
      expect(violations('private')).not.toEqual([]);
    });
  });

  test('[G3] an emergency call is clean at its door, and a leak at any other', async () => {
    await under.call('101', '000', [talk(200)]);

    expect(violations('emergency')).toEqual([]);
    expect(violations('private').some((text) => text.includes('agency-number'))).toBe(true);
  });

  test('[G1] a call from outside is answered without a violation', async () => {
    under.farEnd.clear();
    const answering = await under.waiting('102', [{ do: 'answer', afterMs: 200 }, talk(500)]);
    await under.survivorCalls(AGENCY.dids.desk, 3);
    await answering.result;
    await under.hangUpAll();
    await under.quiet();

    expect(under.sent().length).toBeGreaterThan(0);
    expect(violations('private')).toEqual([]);
  });

  // Last: it breaks the doors.
  test.each([
    ['from_user', /^from_user=.*$/gm, `from_user=${AGENCY.dids.desk}`, 'agency-number'],
    [
      'send_diversion',
      /^send_diversion=no$/gm,
      'send_diversion=yes\nset_var=PJSIP_HEADER(add,Diversion)=<sip:101@pbx>',
      'diversion',
    ],
    ['contact_user', /^contact_user=.*$/gm, 'contact_user=101', 'contact-user'],
    ['sdp_session', /^sdp_session=.*$/gm, 'sdp_session=Wrenfield', 'secret-word'],
  ])('[G1] a door whose %s was changed by hand is caught', async (_option, was, becomes, vector) => {
    const path = join(under.lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(was, becomes));
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.call('101', trunkNumbers(1).answers, [talk(200)]);
    await writeFile(path, text);
    await under.lab.agency.console('module reload res_pjsip.so');

    // The live check has closed what leaked.
    await under.openDoors();

    expect(violations('private').some((said) => said.includes(` ${vector} `))).toBe(true);
    expect(violations('private').join('\n').toLowerCase()).not.toMatch(/wrenfield|255501002/);
  });
});
