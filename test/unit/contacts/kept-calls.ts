import type { LegId } from '../../../src/call/call-event.ts';
import type { DropClass } from '../../../src/call/drop-verdict.ts';
import type { EndedCall } from '../../../src/call/ended-call.ts';
import type { Token } from '../../../src/call/token.ts';
import type { KeptCall, ReturnStore } from '../../../src/ports/return-store.ts';
import type { StoreAnswer } from '../../../src/ports/stores.ts';

export const leg = (name: string) => name as LegId;
export const token = (name: string) => name as Token;

export function endedCall(call: string, at: number, kind: DropClass, worker: string | null = '102'): EndedCall {
  return {
    call: leg(call),
    incoming: true,
    trunk: 't1',
    worker,
    answeredAt: at - 60_000,
    endedAt: at,
    decidedAt: at + 250,
    verdict: { class: kind, releasedBy: 'unknown', confidence: 0.95, detail: null, evidence: [], since: at },
    incident: null,
  };
}

/** Keeps in memory what a disk would, for a desk that is started again. */
export class KeptReturns implements ReturnStore {
  readonly rows = new Map<LegId, KeptCall>();

  put(call: KeptCall): void {
    this.rows.set(call.call, call);
  }

  erase(calls: readonly LegId[], now: number): void {
    for (const call of calls) this.rows.delete(call);
    for (const [call, { forgetAt }] of this.rows) if (forgetAt <= now) this.rows.delete(call);
  }

  async load(): Promise<StoreAnswer<readonly KeptCall[]>> {
    return { outcome: 'ok', value: [...this.rows.values()] };
  }
}
