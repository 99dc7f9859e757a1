import type { Passage } from '../judge/expected.ts';
import type { MessageHead } from './message-head.ts';
import type { DoorLine } from './trunk-lines.ts';

const ANY = ['in', 'private', 'parent', 'emergency'] as const;

/**
 * The doors a message may belong to while its dialog is not known, likeliest first. Pure.
 *
 * - an INVITE that begins a call: any door that calls out;
 * - OPTIONS: the doors whose AOR is asked after, never the emergency door: its From is the site's number;
 * - REGISTER: the door for calls from the carrier;
 * - anything else is the rest of a dialog that is over or not known yet.
 */
export function candidates(
  { kind, method, opens }: MessageHead,
  direction: Passage['direction'],
  lines: readonly DoorLine[],
): readonly DoorLine[] {
  const ours = direction === 'to-carrier' && kind === 'request';
  const wanted: readonly DoorLine['door'][] =
    method === 'REGISTER'
      ? ['in']
      : ours && method === 'OPTIONS'
        ? ['private', 'parent', 'in']
        : ours && method === 'INVITE' && opens
          ? ['private', 'parent', 'emergency']
          : ANY;
  return wanted.flatMap((door) => lines.filter((line) => line.door === door));
}
