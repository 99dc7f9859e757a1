import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RoundTripChild } from '../../src/adapters/leak-test/round-trip-child.ts';
import { AGENCY, CANARY_MODES, type CanaryMode, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { agencyDestinations } from '../../src/lab/public-network.ts';
import { productCommand } from '../../src/lab/serve-process.ts';
import type { RoundTripReport, TripReport } from '../../src/leaks/round-trip/report.ts';
import { ProductProcess, withheld } from '../unit/cli/product-process.ts';
import { LabUnderTest, TWO_TRUNKS, talk } from './lab-under-test.ts';

/** Nothing of these may be read in anything a test prints, logs or keeps: names, agency numbers, numbers called, the parent's number. */
const SECRETS = /wrenfield|marigold|philippa|rosalind|25550100|37010009[789]|27010200/i;
const [SECOND] = agencyDestinations({ release: '22', trunks: TWO_TRUNKS, automaticTests: false });
const secondNumber = SECOND?.number ?? '';

type Canary = RoundTripReport & { readonly doors: readonly { readonly door: string; readonly done: string }[] };

describe('the round trip over the public network', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterEach(async () => {
    await mode('honour');
    await under.openDoors();
    await nothingLeft();
  });
  afterAll(async () => await under.down());

  async function mode(name: CanaryMode | 'hostile', number = ''): Promise<void> {
    await under.lab.carrier.console(`dialplan set global CANARY_MODE ${name}`);
    await under.lab.carrier.console(`dialplan set global CANARY_NUMBER "${number}"`);
  }

  async function canary(...words: readonly string[]) {
    const ran = await withheld(['leak-test', '--canary', '--config', under.lab.configPath, '--json', ...words]);
    expect(`${ran.stdout}${ran.stderr}`).not.toMatch(SECRETS);
    const report = ran.stdout === '' ? null : (JSON.parse(ran.stdout) as Canary);
    return { code: ran.code, report, stderr: ran.stderr };
  }

  const globals = async () => {
    const all = await under.lab.agency.console('dialplan show globals');
    return [...all.matchAll(/^\s*WITHHELD_(?:TRIP|ARRIVED)=(.*)$/gm)].map(([, value]) => value);
  };

  /** What must be true after every test: no leg on either PBX, no announcement, no word in the log of either. */
  async function nothingLeft(): Promise<void> {
    await under.quiet();
    expect(await under.lab.agency.console('core show channels count')).toMatch(/^0 active channels/m);
    expect((await globals()).filter((value) => value !== '')).toEqual([]);
    const log = await readFile(join(under.lab.directory, 'agency/log/messages'), 'utf8');
    expect(log).not.toMatch(SECRETS);
    // The dialplan is as the PBX understands it.
    expect(log).not.toMatch(/(?:WARNING|ERROR).* (?:app|func|pbx)_/);
  }

  const told = (trip: TripReport | undefined) => `${trip?.trunk} ${trip?.grade} ${trip?.outcome}`;

  test('[G1] goes by every trunk to the number at the other carrier, and is clean where the network honours what is asked', async () => {
    under.farEnd.clear();
    const { code, report } = await canary();

    expect(report?.reasons).toEqual([]);
    expect(report?.trips.map(told)).toEqual(['t1 no-number clean', 't2 no-number clean']);
    expect(code).toBe(0);
    // The very way of ordinary calls: what left is what leaves by the private door.
    expect(under.faults('private')).toEqual([]);
  });

  test.each([
    ['ignore', 'parent-shown', 'alarm', 'From'],
    ['default-number', 'agency-shown', 'critical', 'From'],
    ['cnam', 'agency-shown', 'critical', 'From'],
    ['strip-privacy', 'parent-shown', 'alarm', 'P-Asserted-Identity'],
    ['trusting', 'restricted-but-delivered', 'finding', 'P-Asserted-Identity'],
    ['signing', 'restricted-but-delivered', 'finding', 'Identity'],
    ['unavailable', 'unavailable', 'clean', ''],
    ['forward', 'no-number', 'clean', ''],
  ] as const)('[G11] a network that does %s is graded %s: %s', async (network, grade, outcome, place) => {
    await mode(network);
    const { code, report } = await canary('--trunk', 't1');

    expect(report?.trips.map(told)).toEqual([`t1 ${grade} ${outcome}`]);
    expect(report?.trips[0]?.places.join()).toContain(place);
    expect(report?.trips[0]?.forwarded).toBe(network === 'forward');
    expect(code).toBe(outcome === 'clean' ? 0 : 1);
    expect(report?.verdict).toBe(outcome === 'clean' ? 'clean' : 'leaked');
    // Only what shows the agency, or nobody knows whom, closes a door.
    expect(report?.doors.map(({ door, done }) => `${door} ${done}`)).toEqual([
      `t1-private ${outcome === 'critical' ? 'closed' : 'left-open'}`,
    ]);
  });

  test.each([
    ['lost', 'before it was answered'],
    ['answered-elsewhere', 'nothing came back that said its code'],
    ['tone-deaf', 'nothing came back that said its code'],
  ] as const)('[G11] is inconclusive, never clean, when the call is %s', async (network, why) => {
    await mode(network);
    const { code, report } = await canary('--trunk', 't1');

    expect(report?.trips.map(told)).toEqual(['t1 null inconclusive']);
    expect(report?.reasons.join()).toContain(why);
    expect(code).toBe(1);
    expect(report?.doors.map(({ done }) => done)).toEqual(['left-open']);
  });

  test('has tried every way of the network that the lab has', () => {
    expect(Object.keys(CANARY_MODES)).toHaveLength(12);
  });

  test('[G11] a number that nobody knows is critical: it may be the default number of the account', async () => {
    await mode('default-number', '+61255509999');
    const { report } = await canary('--trunk', 't2');

    expect(report?.trips.map(told)).toEqual(['t2 other-shown critical']);
  });

  test('[G4] through the parent door the parent is what the far end is to be shown', async () => {
    const { code, report } = await canary('--trunk', 't1', '--door', 'parent');

    expect(report?.trips.map((trip) => `${trip.door} ${told(trip)}`)).toEqual(['parent t1 parent-shown clean']);
    expect(code).toBe(0);
  });

  test('[G11] a door that showed the agency is closed for ordinary calls, and a clean round trip alone opens it', async () => {
    await mode('cnam');
    await canary('--trunk', 't1');
    await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t2:']);

    // A leak test on the wire cannot see it.
    const wire = await withheld(['leak-test', '--config', under.lab.configPath, '--json', '--trunk', 't1']);
    expect(JSON.parse(wire.stdout).doors).toContainEqual({
      door: 't1-private',
      verdict: 'inconclusive',
      done: 'left-closed',
    });

    await mode('honour');
    const one = await canary('--trunk', 't1', '--destination', '1');
    // It is all there is to call over this trunk.
    expect(one.report?.doors.map(({ done }) => done)).toEqual(['reopened']);
    await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t1:']);
  });

  test('[G10] every door that is closed is known to be', async () => {
    await mode('default-number');
    await canary();
    const listed = await withheld(['quarantine', '--config', under.lab.configPath, '--json']);

    const closed = JSON.parse(listed.stdout).doors.filter((door: { state: string }) => door.state === 'closed');
    expect(closed.map(({ name, why }: { name: string; why: string }) => `${name} ${why}`)).toEqual([
      't1-private round-trip',
      't2-private round-trip',
    ]);
  });

  test('[G10] no call goes through a door that leaked on the wire, and it stays closed', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    await under.lab.agency.console(`database put withheld closed-t1-private "${seconds} from-user"`);
    under.farEnd.clear();
    const { code, report } = await canary('--trunk', 't1');

    expect(report?.reasons.join()).toContain('leaked on the wire');
    expect(report?.doors.map(({ done }) => done)).toEqual(['left-closed']);
    expect(code).toBe(1);
    expect(under.invites()).toEqual([]);
    expect(await under.lab.agency.console('database show withheld')).toContain('from-user');
  });

  test('[G1] a header written to mislead the PBX is read whole, whatever stands in it', async () => {
    const name = `x):0:3 \\"\${EXTEN}' & <sip:anonymous@anonymous.invalid>; ${AGENCY.name}`;
    await under.addCarrierDialplan([
      '[treated]',
      'exten => hostile,1,Set(CALLERID(num)=anonymous)',
      ` same => n,Set(CALLERID(name)=${name.replaceAll(';', '\\;')})`,
      ' same => n,Return()',
    ]);
    await mode('hostile');
    const { report } = await canary('--trunk', 't1');

    expect(report?.trips.map(told)).toEqual(['t1 agency-shown critical']);
  });

  test('[G11] a stranger who calls the number hears that there is none, and during a test silence', async () => {
    under.farEnd.clear();
    await under.lab.carrier.console(`channel originate Local/${secondNumber}@survivor-t2/n application Wait 5`);
    await under.until(() =>
      under.farEnd.seen.some(({ message }) => message?.startLine.startsWith('SIP/2.0 404') ?? false),
    );
    expect(under.farEnd.seen.some(({ message }) => message?.startLine.startsWith('SIP/2.0 404') ?? false)).toBe(true);

    await mode('answered-elsewhere');
    const run = canary('--trunk', 't1');
    await under.until(() => false, 3_000);
    await under.lab.carrier.console(
      `channel originate Local/${secondNumber}@survivor-t2/n application SendDTMF 1234567890#0987654321#5555555555#`,
    );
    await under.until(() => false, 4_000);
    const arrived = await globals();
    const { report } = await run;

    expect(report?.trips.map(told)).toEqual(['t1 null inconclusive']);
    expect(arrived.filter((value) => /^\d{10}\/.*\./.test(value ?? ''))).toEqual([]);
  });

  test('[G11] one that is killed leaves nothing behind: the PBX ends its calls and forgets what was announced', async () => {
    const run = new ProductProcess(['leak-test', '--canary', '--config', under.lab.configPath]);
    await under.until(() => false, 4_000);
    run.child.kill('SIGKILL');
    await run.ended;
    // The end of the test looks.
    expect(run.stdout).toBe('');
  });

  test('of two at a time the second says nothing rather than something of the first', async () => {
    const both = await Promise.all([canary('--trunk', 't1'), canary('--trunk', 't1')]);

    const grades = both.map(({ report }) => report?.trips[0]?.grade).sort();
    expect(grades).toContain('no-number');
    expect(both.every(({ report }) => report?.verdict !== 'leaked')).toBe(true);
  });

  test('[G7] neither the daemon nor its wire check minds, and nothing of it is written down', async () => {
    await under.daemon.start();
    await under.settled(under.daemon);
    await mode('ignore');
    const { report } = await canary();
    await pause(500);
    const metrics = await (await fetch(new URL('metrics', under.daemon.consoleUrl))).text();
    const output = await readFile(under.daemon.outputFile, 'utf8');
    await under.daemon.stop();

    expect(report?.trips.map(({ grade }) => grade)).toEqual(['parent-shown', 'parent-shown']);
    expect(output).not.toMatch(/stray-leg|wire-suspicious|wire-silent|leak-on-the-wire|door-closed|door-is-closed/);
    expect(output).not.toMatch(SECRETS);
    expect(metrics).not.toMatch(SECRETS);
    const storage = join(under.lab.directory, 'storage');
    for (const name of await readdir(storage))
      expect((await readFile(join(storage, name))).toString('latin1')).not.toMatch(SECRETS);
  });

  test('[G11] the daemon has one call made by a process of its own, and learns what it came to', async () => {
    const [program = '', ...words] = productCommand();
    const child = new RoundTripChild([program, ...words], under.lab.configPath);
    const trip = { trunk: 't1', door: 'private', destination: 1 } as const;
    await mode('trusting');

    expect(await child.run(trip)).toEqual({ outcome: 'finding', grade: 'restricted-but-delivered' });
    expect(await child.run({ ...trip, destination: 2 })).toEqual({ outcome: 'failed', grade: null });
  });

  test('asks for what it needs: numbers in the configuration, private and parent doors, a PBX', async () => {
    const config = await readFile(under.lab.configPath, 'utf8');
    const door = await canary('--door', 'in');
    expect(door.code).toBe(2);

    await writeFile(under.lab.configPath, config.replace(/^canary:\n(?: .*\n)+/m, ''));
    const none = await canary();
    await writeFile(under.lab.configPath, config);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('canary.destinations');

    await under.lab.agency.stop();
    const gone = await canary();
    await under.lab.agency.start();
    expect(gone.code).toBe(3);
    await under.lab.agency.console('core waitfullybooted');
  });
});

describe('the round trip on Asterisk 16', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TWO_TRUNKS, '16');
  });
  afterAll(async () => await under.down());

  test.each([
    ['honour', 'no-number'],
    ['trusting', 'restricted-but-delivered'],
    ['cnam', 'agency-shown'],
  ] as const)('grades a network that does %s: %s', async (network, grade) => {
    await under.lab.carrier.console(`dialplan set global CANARY_MODE ${network}`);
    const ran = await withheld(['leak-test', '--canary', '--config', under.lab.configPath, '--json', '--trunk', 't2']);

    expect((JSON.parse(ran.stdout) as Canary).trips.map((trip) => trip.grade)).toEqual([grade]);
  });
});
