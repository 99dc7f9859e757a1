import { execFile } from 'node:child_process';
import { z } from 'zod';
import { GRADES, OUTCOMES } from '../../call/round-trip.ts';
import type { RoundTrip } from '../../ports/round-trip-caller.ts';
import type { RoundTripEnd, RoundTripRunner } from '../../ports/round-trip-runner.ts';

/** A call ends after 45 s at most. */
const LONGEST_MS = 110_000;

const Report = z.object({
  trips: z.array(z.object({ destination: z.int(), outcome: z.enum(OUTCOMES), grade: z.enum(GRADES).nullable() })),
});

const FAILED: RoundTripEnd = { outcome: 'failed', grade: null };

/** `withheld leak-test --canary --json` for one call, as a process of its own: as with leak tests, one that hangs harms no decision. */
export class RoundTripChild implements RoundTripRunner {
  readonly #command: readonly [string, ...string[]];
  readonly #configPath: string;

  /** `command`: program and words that run this product's command line, up to the verb. */
  constructor(command: readonly [string, ...string[]], configPath: string) {
    this.#command = command;
    this.#configPath = configPath;
  }

  async run({ trunk, door, destination }: RoundTrip): Promise<RoundTripEnd> {
    const [program, ...words] = this.#command;
    const which = ['--trunk', trunk, '--door', door, '--destination', String(destination)];
    const all = [...words, 'leak-test', '--canary', '--json', '--unrecorded', ...which, '--config', this.#configPath];
    const output = await new Promise<string>((settled) => {
      execFile(program, all, { timeout: LONGEST_MS }, (_error, stdout) => settled(stdout));
    });
    try {
      const { trips } = Report.parse(JSON.parse(output));
      const own = trips.find((each) => each.destination === destination);
      return own === undefined ? FAILED : { outcome: own.outcome, grade: own.grade };
    } catch {
      return FAILED;
    }
  }
}
