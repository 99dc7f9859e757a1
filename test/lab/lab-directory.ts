import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lab } from '../../src/lab/lab.ts';
import { withheld } from '../unit/cli/product-process.ts';

/** A directory of its own for one test, with room for a lab in `lab`, which commands bring up and down. */
export class LabDirectory {
  readonly path: string;
  readonly lab: string;

  private constructor(path: string) {
    this.path = path;
    this.lab = join(path, 'lab');
  }

  static async make(): Promise<LabDirectory> {
    return new LabDirectory(await mkdtemp(join(tmpdir(), 'withheld-lab-command-')));
  }

  /** Ends the lab, if there is one, and removes everything. */
  async remove(): Promise<void> {
    const running = await Lab.open(this.lab).catch(() => null);
    await running?.down();
    await rm(this.path, { recursive: true, force: true });
  }

  /** Runs `withheld lab <verb>` on this lab to its end. */
  async run(verb: string, ...words: readonly string[]) {
    return await withheld(['lab', verb, '--dir', this.lab, ...words]);
  }

  /** The same, for what it prints as JSON. */
  async json<T>(verb: string, ...words: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.run(verb, ...words, '--json');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }
}
