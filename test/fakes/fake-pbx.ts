import type { CallEvent, LegId } from '../../src/call/call-event.ts';
import type { DialplanPlace, LegView, Pbx, PbxAnswer, PbxLinkState } from '../../src/ports/pbx.ts';

const OK = { outcome: 'ok', value: null } as const;

/** A PBX that remembers what it was asked and answers as it is told to. */
export class FakePbx implements Pbx {
  state: PbxLinkState = { ari: 'up', ami: 'up' };
  readonly sentOn: { leg: LegId; place: DialplanPlace }[] = [];
  readonly letGone: LegId[] = [];
  readonly hungUp: LegId[] = [];
  readonly globals: { name: string; value: string }[] = [];
  readonly variables = new Map<string, PbxAnswer<string>>();
  readonly asked: string[] = [];
  readonly keeps = new Map<string, string>();
  /** Not `null`: no note is taken or read. */
  keeping: Extract<PbxAnswer<never>, { outcome: 'unknown' | 'refused' }> | null = null;
  /** What happens between a question about legs and its answer. */
  onAsked: () => void = () => undefined;
  present: PbxAnswer<readonly LegView[]> = { outcome: 'ok', value: [] };
  answer: PbxAnswer<null> = OK;
  /** To a hang-up. */
  hanging: PbxAnswer<null> = OK;

  onEvent(_listener: (event: CallEvent) => void): () => void {
    return () => undefined;
  }

  onState(_listener: (state: PbxLinkState) => void): () => void {
    return () => undefined;
  }

  async sendOn(leg: LegId, place: DialplanPlace): Promise<PbxAnswer<null>> {
    this.sentOn.push({ leg, place });
    return this.answer;
  }

  async letGo(leg: LegId): Promise<PbxAnswer<null>> {
    this.letGone.push(leg);
    return this.answer;
  }

  async hangUp(leg: LegId): Promise<PbxAnswer<null>> {
    this.hungUp.push(leg);
    return this.hanging;
  }

  async setGlobal(name: string, value: string): Promise<PbxAnswer<null>> {
    this.globals.push({ name, value });
    return this.answer;
  }

  async kept(): Promise<PbxAnswer<ReadonlyMap<string, string>>> {
    return this.keeping ?? { outcome: 'ok', value: this.keeps };
  }

  async keep(key: string, value: string): Promise<PbxAnswer<null>> {
    if (this.keeping !== null) return this.keeping;
    this.keeps.set(key, value);
    return OK;
  }

  async variable(leg: LegId, expression: string): Promise<PbxAnswer<string>> {
    this.asked.push(expression);
    this.onAsked();
    return this.variables.get(`${leg} ${expression}`) ?? { outcome: 'ok', value: '' };
  }

  async legs(): Promise<PbxAnswer<readonly LegView[]>> {
    this.onAsked();
    return this.present;
  }
}
