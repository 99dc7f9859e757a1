import type { LegId } from '../../call/call-event.ts';
import type { LegView, Pbx, PbxAnswer } from '../../ports/pbx.ts';
import type { WireQuestion } from './wire-words.ts';

/** More questions than this wait for nothing that can still help. */
const MOST_OPEN = 1_000;

/** What the wire check needs of the PBX. */
export type WirePbx = Pick<Pbx, 'hangUp' | 'variable' | 'legs'>;

/** Ends a leg by a way of one's own, and says `unknown` where that is not certain to have been done. */
export type OwnWay = (leg: LegId) => Promise<PbxAnswer<null>>;

/**
 * The PBX, asked by way of somebody who can reach it. Every question is answered once; an answer to none is ignored. A leg is ended by a shorter
 * way where there is one, and by somebody else where that fails.
 */
export class AskedPbx implements WirePbx {
  readonly #ask: (id: number, question: WireQuestion) => void;
  readonly #ownWay: OwnWay | null;
  readonly #open = new Map<number, (answer: PbxAnswer<unknown>) => void>();
  #last = 0;

  constructor(ask: (id: number, question: WireQuestion) => void, ownWay: OwnWay | null) {
    this.#ask = ask;
    this.#ownWay = ownWay;
  }

  async hangUp(leg: LegId): Promise<PbxAnswer<null>> {
    const answer = (await this.#ownWay?.(leg)) ?? null;
    if (answer !== null && answer.outcome !== 'unknown') return answer;
    return (await this.#asked({ what: 'hangUp', leg })) as PbxAnswer<null>;
  }

  variable(leg: LegId, expression: string): Promise<PbxAnswer<string>> {
    return this.#asked({ what: 'variable', leg, expression }) as Promise<PbxAnswer<string>>;
  }

  legs(): Promise<PbxAnswer<readonly LegView[]>> {
    return this.#asked({ what: 'legs' }) as Promise<PbxAnswer<readonly LegView[]>>;
  }

  answered(id: number, answer: PbxAnswer<unknown>): void {
    this.#open.get(id)?.(answer);
    this.#open.delete(id);
  }

  #asked(question: WireQuestion): Promise<PbxAnswer<unknown>> {
    // A leaking call is taken back whatever else waits.
    if (this.#open.size >= MOST_OPEN && question.what !== 'hangUp')
      return Promise.resolve({ outcome: 'unknown', why: 'too many questions' });
    this.#last += 1;
    const id = this.#last;
    return new Promise((settle) => {
      this.#open.set(id, settle);
      this.#ask(id, question);
    });
  }
}

/** Asks the PBX such a question. */
export function answerOf(pbx: WirePbx, question: WireQuestion): Promise<PbxAnswer<unknown>> {
  switch (question.what) {
    case 'hangUp':
      return pbx.hangUp(question.leg);
    case 'variable':
      return pbx.variable(question.leg, question.expression);
    case 'legs':
      return pbx.legs();
  }
}
