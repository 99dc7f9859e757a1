import { execFile } from 'node:child_process';
import { z } from 'zod';
import type { LeakTestEnd, LeakTestRunner } from '../../ports/leak-test-runner.ts';

const LONGEST_MS = 110_000;
const MOST_OUTPUT = 16 * 1024 * 1024;

const Report = z.object({
  verdict: z.enum(['clean', 'leaked', 'inconclusive']),
  doors: z.array(z.object({ door: z.string().max(40), verdict: z.enum(['clean', 'leaked', 'inconclusive']) })),
});

const FAILED: LeakTestEnd = { verdict: 'failed', leaked: [] };

/**
 * `withheld leak-test --json` as a process of its own: a test that hangs, crashes or eats memory harms no call that the daemon decides. It closes
 * and opens doors at the PBX by itself.
 */
export class LeakTestChild implements LeakTestRunner {
  readonly #command: readonly [string, ...string[]];

  /** `command`: program and words that run this product's command line, up to the verb. */
  constructor(command: readonly [string, ...string[]], configPath: string) {
    this.#command = [...command, 'leak-test', '--json', '--config', configPath];
  }

  async run(): Promise<LeakTestEnd> {
    const [program, ...words] = this.#command;
    const output = await new Promise<string>((settled) => {
      execFile(program, words, { timeout: LONGEST_MS, maxBuffer: MOST_OUTPUT }, (_error, stdout) => settled(stdout));
    });
    try {
      const { verdict, doors } = Report.parse(JSON.parse(output));
      return { verdict, leaked: doors.filter((each) => each.verdict === 'leaked').map(({ door }) => door) };
    } catch {
      return FAILED;
    }
  }
}
