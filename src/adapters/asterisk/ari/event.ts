import { z } from 'zod';
import { frameJson } from './frame-json.ts';

/** Only the fields we use, so that a newer or older Asterisk that differs elsewhere still fits. Caller names and numbers are not read. */
const Channel = z.object({ id: z.string().min(1).max(150), name: z.string().min(1).max(200) });

/** Asterisk writes `2026-11-05T10:00:00.123+0000`. */
export const Timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d{4}|Z)$/)
  .transform((text) => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
  .refine((at) => Number.isFinite(at));

const Event = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('StasisStart'),
    timestamp: Timestamp,
    channel: Channel,
    args: z.array(z.string().max(1024)).max(32),
  }),
  z.object({ type: z.literal('StasisEnd'), timestamp: Timestamp, channel: Channel }),
  z.object({
    type: z.literal('ChannelCreated'),
    timestamp: Timestamp,
    channel: Channel.extend({ state: z.string().max(40), protocol_id: z.string().max(300).optional() }),
  }),
  z.object({
    type: z.literal('ChannelDestroyed'),
    timestamp: Timestamp,
    channel: Channel,
    cause: z.int().min(0).max(127).catch(0),
  }),
  z.object({
    type: z.literal('ChannelUserevent'),
    timestamp: Timestamp,
    channel: Channel.extend({ protocol_id: z.string().max(300).optional() }),
    eventname: z.literal('withheld-passed'),
    userevent: z.object({ asking: z.string().min(1).max(150) }),
  }),
  z.object({ type: z.literal('ApplicationReplaced') }),
]);

export type AriEvent = z.infer<typeof Event>;

/** The event types we read: what the PBX is asked to send, and nothing else. */
export const ARI_EVENT_TYPES: readonly AriEvent['type'][] = [
  'StasisStart',
  'StasisEnd',
  'ChannelCreated',
  'ChannelDestroyed',
  'ChannelUserevent',
  'ApplicationReplaced',
];

const Typed = z.object({ type: z.string(), eventname: z.unknown().optional() });

/**
 * Reads one frame of the event socket. `ignored`: an event we do not read, whatever its type. `broken`: not JSON, over 256 KiB, or one of ours without what it must have.
 */
export function readFrame(text: string): AriEvent | 'ignored' | 'broken' {
  const frame = frameJson(text);
  const typed = Typed.safeParse(frame?.json);
  if (frame === null || !typed.success) return 'broken';
  const { type, eventname } = typed.data;
  if (!ARI_EVENT_TYPES.some((ours) => ours === type)) return 'ignored';
  if (type === 'ChannelUserevent' && eventname !== 'withheld-passed') return 'ignored';
  return Event.safeParse(frame.json).data ?? 'broken';
}
