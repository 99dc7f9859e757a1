import type { Evidence } from '../../../call/evidence.ts';
import { legOf } from '../normalise.ts';
import { count, type Fields, innerText, text } from './event-fields.ts';
import type { LegNames } from './leg-names.ts';
import { type Said, tell } from './told-facts.ts';

/** How every channel's name ends. */
const CHANNEL = /-[0-9a-f]{8,}(;[12])?(<[A-Z]+>)*$/;

/** `hangupsource` holds a channel's name, a label, or nothing (`main/cel.c`). */
function hangup(event: Fields, leg: ReturnType<typeof legOf>, names: LegNames): readonly Said[] {
  const extra = innerText(event, 'Extra');
  if (extra['hangupcause'] === undefined) return [];
  const source = text(extra, 'hangupsource');
  const by = source === null ? null : names.legNamed(source);
  const label = source !== null && !CHANNEL.test(source) ? source : null;
  // The name of a channel we never met says only that there is a source: not that there is none.
  if (source !== null && by === null && label === null) return [];
  const said: Said[] = [{ kind: 'hangup-source', leg, by, label }];
  return [...said, { kind: 'ended', leg, cause: count(extra, 'hangupcause'), techCause: null }];
}

function bridge(event: Fields, leg: ReturnType<typeof legOf>, kind: 'bridge-entered' | 'bridge-left'): readonly Said[] {
  const extra = innerText(event, 'Extra');
  const id = text(extra, 'bridge_id');
  return id === null || extra['bridge_technology'] === 'holding_bridge' ? [] : [{ kind, leg, bridge: id }];
}

function said(event: Fields, leg: ReturnType<typeof legOf>, names: LegNames): readonly Said[] {
  switch (text(event, 'EventName')) {
    case 'ANSWER':
      return [{ kind: 'answered', leg }];
    case 'BRIDGE_ENTER':
      return bridge(event, leg, 'bridge-entered');
    case 'BRIDGE_EXIT':
      return bridge(event, leg, 'bridge-left');
    case 'HANGUP':
      return hangup(event, leg, names);
    case 'BLINDTRANSFER': {
      const transferee = text(innerText(event, 'Extra'), 'transferee_channel_uniqueid');
      const away: Said = { kind: 'moved', leg, how: 'transferred-away' };
      return transferee === null ? [away] : [away, { kind: 'moved', leg: legOf(transferee), how: 'transferred' }];
    }
    case 'ATTENDEDTRANSFER':
      return [{ kind: 'moved', leg, how: 'transferred-away' }];
    case 'PARK_START':
      return [{ kind: 'moved', leg, how: 'parked' }];
    case 'PARK_END':
      return [{ kind: 'moved', leg, how: 'retrieved' }];
    case 'PICKUP':
      return [{ kind: 'moved', leg, how: 'picked-up' }];
    default:
      return [];
  }
}

/** What one CEL event says, as cel_manager writes it. */
export function celEvidence(event: Fields, at: number, names: LegNames): readonly Evidence[] {
  const id = text(event, 'UniqueID');
  if (id === null) return [];
  const { leg, said: introduction } = names.meet(id, text(event, 'Channel'), null);
  const group = text(event, 'LinkedID');
  const grouped: readonly Said[] = group === null ? [] : [{ kind: 'grouped', leg, with: group }];
  return tell(at, 'cel', [...introduction, ...grouped, ...said(event, leg, names)]);
}
