import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { Lab } from '../../src/lab/lab.ts';
import { isFreeBlock } from '../../src/lab/lab-block.ts';
import { MOST_TRUNKS } from '../../src/lab/lab-plan.ts';
import { readTrunkOption } from '../../src/lab/trunk-option.ts';
import { OPTIONS_TIME_MS } from './contact-status.ts';

let lab: Lab | null = null;

afterEach(async () => {
  await lab?.down();
  if (lab !== null) await rm(lab.directory, { recursive: true, force: true });
});

test("a lab's carrier is there when the agency's PBX starts, and the trunks are registered when the lab is up", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'withheld-lab-'));
  const trunks = [readTrunkOption('rfc3325,tcp,register', 't1'), readTrunkOption('rfc3325,udp,register', 't2')];
  lab = await Lab.up(directory, { plan: { release: '22', trunks }, asterisk: null, told: () => undefined });
  const registrations = await lab.agency.console('pjsip show registrations');
  // A console's socket is there early in a start; the file of the process id is written when it starts.
  const carrierListens = (await stat(join(directory, 'carrier/run/asterisk.ctl'))).ctimeMs;
  const agencyStarts = (await stat(join(directory, 'agency/run/withheld-lab.pid'))).ctimeMs;

  expect(registrations.match(/\bRegistered\b/g)).toHaveLength(2);
  expect(agencyStarts).toBeGreaterThan(carrierListens);
});

test('a lab that is down has given its addresses back: it can come up again at once, with what was edited', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'withheld-lab-'));
  const free: boolean[] = [];
  for (let start = 0; start < 4; start += 1) {
    lab = await Lab.up(directory, { plan: { release: '22' }, asterisk: null, told: () => undefined });
    await lab.down();
    free.push(await isFreeBlock(lab.network.inside.replace(/\.\d+$/, '')));
  }

  expect(free).toEqual([true, true, true, true]);
});

test('no door of a lab that is up is about to count as unreachable for an OPTIONS whose answer the PBX was not yet there to hear', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'withheld-lab-'));
  const trunks = Array.from({ length: MOST_TRUNKS }, (_, at) =>
    readTrunkOption('account-from,tcp,address', `t${at + 1}`),
  );
  const up = async () =>
    await Lab.up(directory, { plan: { release: '22', trunks }, asterisk: null, told: () => undefined });
  lab = await up();
  await lab.down();
  // All sixteen are asked within a second of the start, of which the PBX needs a good part.
  const configuration = join(directory, 'agency/etc/pjsip.conf');
  const text = await readFile(configuration, 'utf8');
  await writeFile(configuration, text.replace('type=global', 'type=global\nmax_initial_qualify_time=1'));
  lab = await up();
  await pause(OPTIONS_TIME_MS);
  const contacts = await lab.agency.console('pjsip show contacts');

  expect(contacts.match(/-(private|parent)\/.* Avail /g)).toHaveLength(2 * MOST_TRUNKS);
});
