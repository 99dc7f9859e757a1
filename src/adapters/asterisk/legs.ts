import { z } from 'zod';
import type { LegView } from '../../ports/pbx.ts';
import { dialogOf, endpointOf, legOf } from './normalise.ts';

const Channels = z.array(
  z.object({
    id: z.string().min(1).max(150),
    name: z.string().min(1).max(200),
    protocol_id: z.string().max(300).optional(),
    dialplan: z.object({
      app_name: z.string().optional(),
      app_data: z.string().optional(),
    }),
  }),
);

/**
 * Reads ARI's channel list; `null` when any entry is not understood, because a list with a leg missing would be believed. Whether a leg waits
 * with us is read from the application it is in, `Stasis` with our name first: `GET /applications/{name}` cannot tell, it lists only
 * the all-channels topic once an application has subscribed to all (seen on 22.10.1). `app_name` needs Asterisk ≥ 13.28, 16.5.
 */
export function readLegs(json: unknown, application: string): readonly LegView[] | null {
  const channels = Channels.safeParse(json).data;
  if (channels === undefined) return null;
  return channels.map(({ id, name, protocol_id, dialplan }) => ({
    leg: legOf(id),
    through: endpointOf(name),
    ...dialogOf(protocol_id),
    waiting: dialplan.app_name === 'Stasis' && (dialplan.app_data ?? '').split(',', 1)[0]?.trim() === application,
  }));
}
