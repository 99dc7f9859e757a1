import type { LegId } from '../../call/call-event.ts';

/** Which legs ended while the PBX was being asked: its answer may come after the news of their end, and would bring them back for good. */
export class EndedMeanwhile {
  readonly #questions = new Set<Set<LegId>>();

  ended(leg: LegId): void {
    for (const legs of this.#questions) legs.add(leg);
  }

  /** Asks, and gives the answer with the legs that ended until it came. Rejects as the question does. */
  async during<Answer>(
    question: () => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly ended: ReadonlySet<LegId> }> {
    const ended = new Set<LegId>();
    this.#questions.add(ended);
    try {
      return { answer: await question(), ended };
    } finally {
      this.#questions.delete(ended);
    }
  }
}
