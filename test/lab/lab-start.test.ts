import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Lab } from '../../src/lab/lab.ts';
import { readTrunkOption } from '../../src/lab/trunk-option.ts';

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
