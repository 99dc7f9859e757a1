import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Lab } from '../../src/lab/lab.ts';
import { readTrunkOption } from '../../src/lab/trunk-option.ts';
import { trunksReady } from '../../src/lab/trunks-ready.ts';

let lab: Lab | null = null;

afterEach(async () => {
  await lab?.down();
  if (lab !== null) await rm(lab.directory, { recursive: true, force: true });
});

test('a trunk whose carrier was not there yet registers once it is, not ten seconds later', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'withheld-lab-'));
  const trunks = [readTrunkOption('rfc3325,tcp,register', 't1')];
  lab = await Lab.up(directory, { plan: { release: '22', trunks }, asterisk: null, told: () => undefined });
  const { agency, carrier, plan } = lab;
  const registrations = () => agency.console('pjsip show registrations');
  await carrier.stop();
  await agency.console('pjsip send register *all');
  for (let look = 0; look < 50 && !/\bRejected\b/.test(await registrations()); look += 1)
    await new Promise((later) => setTimeout(later, 100));
  expect(await registrations()).toMatch(/\bRejected\b/);

  await carrier.start();
  const began = performance.now();
  await trunksReady(plan, (command) => agency.console(command));

  expect(await registrations()).toMatch(/\bRegistered\b/);
  expect(performance.now() - began).toBeLessThan(5_000);
});
