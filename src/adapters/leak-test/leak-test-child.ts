import { execFile } from 'node:child_process';
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { LeakTestRunner, TestSummary } from '../../ports/leak-test-runner.ts';

/** It may wait a minute for one that somebody runs by hand, and takes a minute and a half at most. */
const LONGEST_MS = 170_000;
const MOST_OUTPUT = 16 * 1024 * 1024;

const VERDICT = z.enum(['clean', 'leaked', 'inconclusive']);
const Report = z.object({
  summary: z.object({
    startedAt: z.int(),
    endedAt: z.int(),
    verdict: VERDICT,
    part: z.enum(['whole', 'partial']),
    release: z.string().max(12).nullable(),
    paths: z.int(),
    messages: z.int(),
    doors: z.array(z.object({ door: z.string().max(40), verdict: VERDICT, vector: z.string().max(40).nullable() })),
  }),
});

/**
 * `withheld leak-test --json` as a process of its own: a test that hangs, crashes or eats memory harms no call that the daemon decides. It closes
 * and opens doors at the PBX by itself; what is kept of it, the daemon writes.
 */
export class LeakTestChild implements LeakTestRunner {
  readonly #command: readonly [string, ...string[]];
  readonly #clock: Clock;

  /** `command`: program and words that run this product's command line, up to the verb. */
  constructor(command: readonly [string, ...string[]], configPath: string, clock: Clock) {
    this.#command = [...command, 'leak-test', '--json', '--unrecorded', '--config', configPath];
    this.#clock = clock;
  }

  async run(): Promise<TestSummary> {
    const [program, ...words] = this.#command;
    const startedAt = this.#clock.now();
    const output = await new Promise<string>((settled) => {
      execFile(program, words, { timeout: LONGEST_MS, maxBuffer: MOST_OUTPUT }, (_error, stdout) => settled(stdout));
    });
    try {
      return Report.parse(JSON.parse(output)).summary;
    } catch {
      const endedAt = this.#clock.now();
      return { startedAt, endedAt, verdict: 'failed', part: 'whole', release: null, paths: 0, messages: 0, doors: [] };
    }
  }
}
