import type { CallEvent, LegEndpoint, LegId } from '../../call/call-event.ts';
import type { AriEvent } from './ari/event.ts';

/** `-0000001a`, then what Asterisk adds: `;1` and `;2` of a Local pair, `<ZOMBIE>` and `<MASQ>` of a leg that was replaced. */
const INSTANCE = /-[0-9a-f]{8,}(;[12])?(<[A-Z]+>)*$/;

/** The leg an Asterisk channel id names. */
export function legOf(channelId: string): LegId {
  return channelId as LegId;
}

/**
 * What a channel goes through, from its name: `PJSIP/t1-private-0000001a` is PJSIP and `t1-private`. A name without `/` is all
 * technology. The endpoint of a Local channel is what was dialled, a number in clear: never log it.
 */
export function endpointOf(channelName: string): LegEndpoint {
  const slash = channelName.indexOf('/');
  if (slash < 0) return { technology: channelName, endpoint: '' };
  return { technology: channelName.slice(0, slash), endpoint: channelName.slice(slash + 1).replace(INSTANCE, '') };
}

/** `protocol_id` of a PJSIP channel is its Call-ID; empty where Asterisk knows none. */
export function dialogOf(protocolId: string | undefined): { readonly dialog?: string } {
  return protocolId === undefined || protocolId === '' ? {} : { dialog: protocolId };
}

/** The only place where Asterisk's words become ours. `null` for events that say nothing about a call. */
export function toCallEvent(event: AriEvent): CallEvent | null {
  if (event.type === 'ApplicationReplaced') return null;
  const { timestamp: at, channel } = event;
  const leg = legOf(channel.id);
  const through = endpointOf(channel.name);
  switch (event.type) {
    case 'StasisStart':
      return { kind: 'asked', at, leg, from: through, words: event.args };
    case 'ChannelUserevent':
      return {
        kind: 'passed',
        at,
        leg,
        through,
        asking: legOf(event.userevent.asking),
        ...dialogOf(event.channel.protocol_id),
      };
    case 'StasisEnd':
      return { kind: 'left', at, leg };
    case 'ChannelCreated':
      // chan_pjsip begins a leg that calls in as Ring, and one that is being called as Down (seen on 16.28 and 22.10.1).
      return {
        kind: 'created',
        at,
        leg,
        through,
        incoming: event.channel.state !== 'Down',
        ...dialogOf(event.channel.protocol_id),
      };
    case 'ChannelDestroyed':
      return { kind: 'ended', at, leg, through, cause: event.cause };
  }
}
