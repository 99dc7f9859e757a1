import type { Door } from '../../call/door.ts';
import type { HeardMessage, ProbeLine } from '../../ports/probe-line.ts';
import type { DoorLook } from '../judge/expected.ts';
import { judge } from '../judge/judge.ts';
import { expectedOf, type TestedHouse, type TestedTrunk } from './expectation.ts';
import type { ProbeFinding } from './report.ts';

/** More than any path makes: somebody floods the line, and nobody can say what came of the probe. */
const MOST_MESSAGES = 1_000;

export interface Heard {
  readonly messages: number;
  readonly findings: readonly ProbeFinding[];
}

interface Judged {
  readonly door: Door;
  readonly look: DoorLook;
  /** Built to leak: what its calls say later is no news. */
  readonly leaky?: boolean;
}

function titleOf({ method, status }: HeardMessage): string {
  if (method === '') return 'something unreadable';
  return status === null ? method : `${status} to ${method}`;
}

/**
 * What a line of ours heard, judged. A call of the PBX belongs to the door it was asked to go through, for as long as it lasts; everything else is
 * said through the door for calls from the carrier.
 */
export class Hearing {
  #taken = 0;
  readonly #calls = new Map<string, Judged>();
  readonly #line: ProbeLine;
  readonly #trunk: TestedTrunk;
  readonly #house: TestedHouse;

  constructor(line: ProbeLine, trunk: TestedTrunk, house: TestedHouse) {
    this.#line = line;
    this.#trunk = trunk;
    this.#house = house;
  }

  /** Judges what came since the last time; `through`: the door that calls of the PBX went through meanwhile. */
  take(through: Judged): Heard {
    const messages = this.#line.heard.slice(this.#taken);
    this.#taken = this.#line.heard.length;
    const old = new Set(this.#calls.keys());
    const news = messages.filter(({ callId }) => !(old.has(callId) && this.#calls.get(callId)?.leaky === true));
    const findings = news.flatMap((message) => this.#judged(message, through));
    const distinct = new Map(
      findings.map((finding) => [`${finding.vector} ${finding.place}`, finding] as const).reverse(),
    );
    const all = [...distinct.values()].reverse();
    return { messages: messages.length, findings: messages.length > MOST_MESSAGES ? [...all, FLOOD] : all };
  }

  #judged(message: HeardMessage, through: Judged): readonly ProbeFinding[] {
    const { callId, method, status } = message;
    if (method === 'INVITE' && status === null && !this.#calls.has(callId)) this.#calls.set(callId, through);
    const { door, look } = this.#calls.get(callId) ?? { door: 'in', look: this.#trunk.looks.in };
    const expected = expectedOf(this.#house, this.#trunk, door, look, message.source);
    const said = judge(message.raw, { direction: 'to-carrier', transport: this.#trunk.transport }, expected);
    if (said.verdict === 'clean') return [];
    return said.violations.map((violation) => ({ message: titleOf(message), ...violation }));
  }
}

const FLOOD: ProbeFinding = {
  message: 'everything',
  vector: 'flood',
  rows: [],
  place: '',
  excerpt: '',
  severity: 'unreadable',
  setting: 'more messages than a probe makes: ask what sends them to the addresses of the leak tests',
};
