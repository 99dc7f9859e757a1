import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('[G2] is placed three times and no more, and the door counts as not shown, when the daemon does not come back', async () => {
    await daemon.stop();
    const told: string[] = [];
    const lines = await demonstrate(lab, (line) => told.push(line));

    expect(faults(lines)).toEqual(['t1-parent', 't2-private', 't2-parent']);
    expect(told).toHaveLength(6);
  });
});
