import { z } from 'zod';
import { frameJson } from '../ari/frame-json.ts';
import { LEG_FIELDS } from '../ari/leg-fields.ts';
import type { Fields } from '../evidence/event-fields.ts';
import type { HouseNames } from './house-names.ts';

/** Only what the detector uses. Caller names and numbers, extensions and variables are not read; names of channels are made neutral. */
const Channel = z.object({
  id: z.string().min(1).max(150),
  name: z.string().min(1).max(200),
  state: z.string().max(40).optional(),
  protocol_id: z.string().max(300).optional(),
  dialplan: z.object({ context: z.string().max(100).optional() }).optional(),
});
const Bridge = z.object({
  id: z.string().min(1).max(150),
  technology: z.string().max(60).optional(),
  creator: z.string().max(60).optional(),
});
const Cause = z.int().min(0).max(1_000);

const Frame = z.object({
  type: z.string(),
  channel: Channel.optional(),
  caller: Channel.optional(),
  peer: Channel.optional(),
  transferee: Channel.optional(),
  transferer_first_leg: Channel.optional(),
  transferer_second_leg: Channel.optional(),
  transfer_target: Channel.optional(),
  bridge: Bridge.optional(),
  cause: Cause.optional(),
  tech_cause: Cause.optional(),
  soft: z.boolean().optional(),
  dialstatus: z.string().max(40).optional(),
  result: z.string().max(40).optional(),
  eventname: z.string().max(60).optional(),
  userevent: z.object({ asking: z.string().min(1).max(150).optional() }).optional(),
  endpoint: z.object({ resource: z.string().min(1).max(200) }).optional(),
  contact_info: z.object({ contact_status: z.string().max(40) }).optional(),
});

/** What the PBX is asked to send, and nothing else. */
export const CALL_EVENT_TYPES: readonly string[] = [
  'ApplicationReplaced',
  'BridgeAttendedTransfer',
  'BridgeBlindTransfer',
  'ChannelCreated',
  'ChannelDestroyed',
  'ChannelEnteredBridge',
  'ChannelHangupRequest',
  'ChannelHold',
  'ChannelLeftBridge',
  'ChannelStateChange',
  'ChannelTalkingFinished',
  'ChannelTalkingStarted',
  'ChannelUnhold',
  'ChannelUserevent',
  'ContactStatusChange',
  'Dial',
];

/** A leg that an event names, beside what the detector is told of it. */
export interface NamedLeg {
  readonly id: string;
  /** Neutral. */
  readonly name: string;
  readonly up: boolean;
  /** Its SIP Call-ID, which goes no further than the join with the mirror; `null` where the PBX does not say it. */
  readonly dialog: string | null;
  /** It belongs to a leak test or a round trip. */
  readonly probe: boolean;
}

/** One event of a call. `fields`: what it says, as a line of a recording. */
export interface CallFrame {
  readonly type: string;
  readonly fields: Fields;
  readonly legs: readonly NamedLeg[];
}

const PROBES = /^withheld-(?:probe|round-trip|notes)/;
/** Where a caller leaves a message, in the PBX's own voicemail or in a secured mailbox; not where one hears that none can be taken. */
const MAILBOX = /^withheld-(?:message|voicemail)$/;

function legOf(
  channel: z.infer<typeof Channel>,
  names: HouseNames,
): { readonly fields: Fields; readonly leg: NamedLeg } {
  const { id, name, state, protocol_id, dialplan } = channel;
  const { incoming, pair, name: plain } = names.plain(name);
  const known = {
    ...(incoming === null ? {} : { incoming }),
    ...(pair === null ? {} : { pair }),
    ...(MAILBOX.test(dialplan?.context ?? '') ? { mailbox: true } : {}),
  };
  return {
    fields: { id, name: plain, ...(state === undefined ? {} : { state }), ...known },
    leg: {
      id,
      name: plain,
      up: state === 'Up',
      dialog: protocol_id === undefined || protocol_id === '' ? null : protocol_id,
      probe: PROBES.test(dialplan?.context ?? ''),
    },
  };
}

function framed(frame: z.infer<typeof Frame>, names: HouseNames): CallFrame {
  const { type, bridge, cause, tech_cause, soft, dialstatus, result, userevent, endpoint, contact_info } = frame;
  const legs = LEG_FIELDS.flatMap((field) => {
    const channel = frame[field];
    return channel === undefined ? [] : [[field, legOf(channel, names)] as const];
  });
  const others = { bridge, cause, tech_cause, soft, dialstatus, result, userevent, contact_info };
  const told = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return {
    type,
    fields: {
      type,
      ...Object.fromEntries(legs.map(([field, { fields }]) => [field, fields])),
      ...told,
      ...(endpoint === undefined ? {} : { endpoint: { resource: names.aliasOf(endpoint.resource) } }),
    },
    legs: legs.map(([, { leg }]) => leg),
  };
}

/** Reads one frame of the event socket. `ignored`: an event of no use here. `broken`: not JSON, too long, or not what it should be. */
export function readCallFrame(text: string, names: HouseNames): CallFrame | 'ignored' | 'broken' {
  const frame = Frame.safeParse(frameJson(text)?.json).data;
  if (frame === undefined) return 'broken';
  if (!CALL_EVENT_TYPES.includes(frame.type)) return 'ignored';
  if (frame.type === 'ChannelUserevent' && frame.eventname !== 'withheld-passed') return 'ignored';
  return framed(frame, names);
}

/** A leg out of ARI's list of channels, as an event that says only that it is there; `null` where it is not understood. */
export function listedLeg(json: unknown, names: HouseNames): CallFrame | null {
  const channel = Channel.safeParse(json).data;
  return channel === undefined ? null : framed({ type: 'ChannelListed', channel }, names);
}
