import { PlannedLines } from '../../../src/adapters/asterisk/files/planned-lines.ts';
import { wirePlanOf } from '../../../src/adapters/asterisk/files/wire-plan.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { SeenMessage } from '../../../src/lab/far-end.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { headerValue } from '../../../src/lab/sip-message.ts';
import { judge } from '../../../src/leaks/judge/judge.ts';
import type { Violation } from '../../../src/leaks/judge/violation.ts';
import type { DoorLine } from '../../../src/leaks/wire/trunk-lines.ts';

type Door = DoorLine['door'];

/** A violation in a message that the carrier's side of the lab has seen. */
export interface SeenViolation extends Violation {
  readonly door: Door;
  /** Its start line, which may hold what must not be printed. */
  readonly startLine: string;
}

/** The product's judge, over the bytes at the carrier's far end. */
export class FarEndJudge {
  readonly #lab: Lab;
  readonly #lines: PlannedLines;

  constructor(lab: Lab) {
    const loaded = loadConfig(lab.configPath);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    this.#lab = lab;
    this.#lines = new PlannedLines(wirePlanOf(loaded.config));
  }

  /** What is wrong with everything seen, when every call that left went through the private door. */
  violations(seen: readonly SeenMessage[]): readonly SeenViolation[] {
    const placed = new Set(
      seen.flatMap(({ direction, message }) =>
        direction === 'to-carrier' && message?.kind === 'request' && message.method === 'INVITE' && opens(message)
          ? [headerValue(message, 'Call-ID')]
          : [],
      ),
    );
    return seen.flatMap((each) => this.#ofOne(each, this.#doorsOf(each, placed)));
  }

  #ofOne(seen: SeenMessage, doors: readonly Door[]): readonly SeenViolation[] {
    const trunkAt = this.#lab.plan.trunks.findIndex(({ id }) => id === seen.trunk);
    const local = this.#lab.network.outside(trunkAt);
    const raw = Buffer.from(seen.raw, 'latin1');
    const said = doors.map((door) => {
      const line = this.#lines.doors.find((each) => each.trunk === seen.trunk && each.door === door);
      if (line === undefined) throw new RangeError(`no ${door} door on ${seen.trunk}`);
      const passage = { direction: seen.direction, transport: line.transport };
      return { door, judgement: judge(raw, passage, this.#lines.expected(line, local)) };
    });
    if (said.some(({ judgement }) => judgement.verdict === 'clean')) return [];
    const [first] = said;
    if (first === undefined || first.judgement.verdict === 'clean') return [];
    const startLine = seen.raw.split('\r\n', 1)[0] ?? '';
    return first.judgement.violations.map((each) => ({ ...each, door: first.door, startLine }));
  }

  /** The doors a message may belong to. A door is asked after by OPTIONS through its own AOR: which one, only the From tells. */
  #doorsOf({ message }: SeenMessage, placed: ReadonlySet<string | null>): readonly Door[] {
    if (message === null) return ['private'];
    if (placed.has(headerValue(message, 'Call-ID'))) return ['private'];
    const method = /(\w+)$/.exec(headerValue(message, 'CSeq') ?? '')?.[1];
    return method === 'OPTIONS' ? ['private', 'parent', 'in'] : ['in'];
  }
}

/** RFC 3261 §12.1: only the request that begins a dialog has no tag in To. */
function opens(message: Parameters<typeof headerValue>[0]): boolean {
  return !/;\s*tag=/i.test(headerValue(message, 'To') ?? '');
}
