import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { probeLineAddress } from '../../src/call/probe.ts';
import type { LabTrunk } from '../../src/lab/lab-plan.ts';
import type { LeakTestReport } from '../../src/leaks/tester/report.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { LabUnderTest } from './lab-under-test.ts';

/** Nothing of these may be read in anything a test prints. */
const SECRETS = /wrenfield|marigold|philippa|rosalind|2555010|5508431/i;

/** A lab whose doors are changed by hand and put back, and in which `withheld leak-test` is run. */
export class LeakTestedLab {
  readonly under: LabUnderTest;
  /** The doors' file, as the product wrote it. */
  readonly doors: string;
  readonly #path: string;

  private constructor(under: LabUnderTest, path: string, doors: string) {
    this.under = under;
    this.#path = path;
    this.doors = doors;
  }

  static async up(trunks: readonly LabTrunk[]): Promise<LeakTestedLab> {
    const under = await LabUnderTest.up(trunks);
    const path = join(under.lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
    return new LeakTestedLab(under, path, await readFile(path, 'utf8'));
  }

  async down(): Promise<void> {
    await this.under.down();
  }

  async edit(text: string): Promise<void> {
    await writeFile(this.#path, text);
    await this.under.lab.agency.console('module reload res_pjsip.so');
    await pause(300);
  }

  /** The doors as the product wrote them, again. */
  async restore(): Promise<void> {
    if ((await readFile(this.#path, 'utf8')) !== this.doors) await this.edit(this.doors);
  }

  /** Changes lines of one endpoint and nothing else. */
  async change(endpoint: string, was: RegExp, becomes: string): Promise<void> {
    const start = this.doors.indexOf(`[${endpoint}]\ntype=endpoint`);
    const end = this.doors.indexOf('\n\n', start);
    const section = this.doors.slice(start, end);
    const changed = section.replace(was, becomes);
    expect(changed).not.toBe(section);
    await this.edit(this.doors.slice(0, start) + changed + this.doors.slice(end));
  }

  async leakTest(...words: readonly string[]) {
    const ran = await withheld(['leak-test', '--config', this.under.lab.configPath, '--json', ...words]);
    expect(`${ran.stdout}${ran.stderr}`).not.toMatch(SECRETS);
    const report = ran.stdout === '' ? null : (JSON.parse(ran.stdout) as LeakTestReport);
    return { code: ran.code, report, stderr: ran.stderr };
  }

  /** What must be true after every test: no leg, and our addresses free again. */
  async nothingLeft(): Promise<void> {
    const { agency, network } = this.under.lab;
    await this.under.until(() => false, 300);
    expect(await agency.console('core show channels count')).toMatch(/^0 active channels/m);
    const sockets = [createSocket('udp4'), createSocket('udp4')];
    const free = sockets.map(
      (socket, at) =>
        new Promise((resolve, reject) => {
          socket.once('error', reject);
          socket.bind({ address: probeLineAddress(network.block, at * 2), port: 5099, exclusive: true }, () =>
            socket.close(() => resolve(null)),
          );
        }),
    );
    await Promise.all(free);
  }
}
