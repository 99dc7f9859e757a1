import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { demonstrate } from '../../src/lab/demonstration.ts';
import { Lab } from '../../src/lab/lab.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';

const HEARTBEAT_OVER_MS = 3_000;

describe('a call that is to show a door', () => {
  let lab: Lab;
  let daemon: ServeProcess;

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'withheld-lab-'));
    lab = await Lab.up(directory, { plan: { release: '22' }, asterisk: null, told: () => undefined });
    daemon = new ServeProcess(lab);
    await daemon.start();
  });
  afterAll(async () => {
    await daemon.stop();
    await lab.down();
    await rm(lab.directory, { recursive: true, force: true });
  });

  const signal = (name: 'SIGSTOP' | 'SIGCONT') => process.kill(daemon.pid ?? 0, name);
  const faults = (lines: Awaited<ReturnType<typeof demonstrate>>) =>
    lines.filter(({ held }) => !held).map(({ trunk, door }) => `${trunk}-${door}`);

  test('[G2] is placed again, and says so, when it left withheld by another way because the daemon was late', async () => {
    const told: string[] = [];
    signal('SIGSTOP');
    await new Promise((done) => setTimeout(done, HEARTBEAT_OVER_MS));
    const lines = await demonstrate(lab, (line) => {
      told.push(line);
      signal('SIGCONT');
    });

    expect(faults(lines)).toEqual([]);
    expect(told[0]).toMatch(/^t1, parent door: the call left withheld by another way/);
    expect(told.length).toBeLessThanOrEqual(2);
  });

  test('[G1] is not placed again when the live check has closed its door: what was shown there is not tried away', async () => {
    const doors = join(lab.agencyConfig, 'withheld/pjsip-doors.conf');
    const asGenerated = await readFile(doors, 'utf8');
    const [before = '', door = ''] = asGenerated.split(/(?=\[t2-private\]\ntype=endpoint)/);
    await writeFile(doors, `${before}${door.replace(/^from_user=.*$/m, 'from_user=101')}`);
    await lab.reload();
    await lab.agency.console('pjsip qualify t2-private');
    const closing = () => lab.agency.console('database get withheld closed-t2-private');
    await vi.waitUntil(async () => /^Value: \d+ from-user/.test(await closing()), { timeout: 10_000, interval: 100 });
    const told: string[] = [];
    const lines = await demonstrate(lab, (line) => told.push(line));
    await writeFile(doors, asGenerated);
    await lab.reload();
    await lab.agency.console('database del withheld closed-t2-private');

    expect(faults(lines)).toEqual(['t2-private']);
    expect(lines.find(({ held }) => !held)?.faults).toContain('the live check has closed the door');
    expect(told).toEqual([]);
  });

  test('[G2] is placed three times and no more, and the door counts as not shown, when the daemon does not come back', async () => {
    await daemon.stop();
    const told: string[] = [];
    const lines = await demonstrate(lab, (line) => told.push(line));

    expect(faults(lines)).toEqual(['t1-parent', 't2-private', 't2-parent']);
    expect(told).toHaveLength(6);
  });
});
