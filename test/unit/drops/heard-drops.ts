import type { LegId } from '../../../src/call/call-event.ts';
import type { LiveCall } from '../../../src/call/ended-call.ts';
import type { Evidence, LegFact } from '../../../src/call/evidence.ts';
import { LiveDrops } from '../../../src/drops/live-drops.ts';

export type Said = LegFact extends infer F ? (F extends LegFact ? Omit<F, 'at' | 'source'> : never) : never;

export function detector(known: readonly LiveCall[] = []) {
  const told: { kind: string; call: Record<string, unknown> }[] = [];
  const forgotten: LegId[] = [];
  const say = (kind: string) => (call: object) => told.push({ kind, call: call as Record<string, unknown> });
  const drops = new LiveDrops({
    partyOf: (_, endpoint) => (endpoint.startsWith('t') ? 'survivor' : endpoint.startsWith('w') ? 'worker' : 'other'),
    trunkOf: (endpoint) => `trunk of ${endpoint}`,
    extensionOf: (endpoint) => (endpoint.startsWith('w') ? `extension of ${endpoint}` : null),
    known,
    listener: {
      live: say('live'),
      suspected: say('suspected'),
      restored: say('restored'),
      ended: say('ended'),
      raised: say('raised'),
    },
    forgotten: (legs) => forgotten.push(...legs),
  });
  const hear = (at: number, ...said: Said[]): void => {
    drops.advance(at);
    for (const each of said) drops.hear({ ...each, at, source: 'ari' } as Evidence);
    drops.advance(at);
  };
  const kinds = () => told.map(({ kind }) => kind);
  return { drops, forgotten, hear, kinds, told };
}

export const seen = (leg: LegId, endpoint: string, incoming: boolean): Said => ({
  kind: 'seen',
  leg,
  through: { technology: 'PJSIP', endpoint },
  incoming,
});
