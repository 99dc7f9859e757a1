import { type HardeningDraft, isTrue } from './draft.ts';
import type { HardeningAsk } from './hardening-ask.ts';

/** Where the PBX mirrors its SIP messages to: this machine, where the live wire check hears them. */
export function hardenMirror(draft: HardeningDraft, { host, port }: HardeningAsk['mirror']): void {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  draft.ensure(
    'hep.conf',
    'general',
    {
      enabled: (value) => (value === null || !isTrue(value) ? 'yes' : null),
      capture_address: (value) => (value === address ? null : address),
      uuid_type: (value) => (value === 'call-id' ? null : 'call-id'),
    },
    true,
  );
}
