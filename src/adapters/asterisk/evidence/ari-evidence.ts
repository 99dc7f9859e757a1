import type { LegId } from '../../../call/call-event.ts';
import type { Evidence } from '../../../call/evidence.ts';
import { LEG_FIELDS } from '../ari/leg-fields.ts';
import { legOf } from '../normalise.ts';
import { count, type Fields, inner, isFields, text } from './event-fields.ts';
import type { LegNames } from './leg-names.ts';
import { type Said, tell } from './told-facts.ts';

const causes = (event: Fields) => ({ cause: count(event, 'cause'), techCause: count(event, 'tech_cause') });

function hangup(event: Fields, leg: LegId): readonly Said[] {
  if (event['soft'] !== true) return [{ kind: 'hangup-requested', leg, ...causes(event) }];
  // With `soft` the cause is Asterisk's soft-hangup flag.
  const flag = count(event, 'cause');
  return flag === null ? [] : [{ kind: 'hangup-soft', leg, flag }];
}

function bridged(event: Fields, leg: LegId, kind: 'bridge-entered' | 'bridge-left'): readonly Said[] {
  const bridge = inner(event, 'bridge');
  // ARI has no event of its own for a parked call (`res_parking`).
  if (bridge['creator'] === 'Parking') return kind === 'bridge-entered' ? [{ kind: 'moved', leg, how: 'parked' }] : [];
  if (bridge['technology'] === 'holding_bridge') return [];
  return [{ kind, leg, bridge: text(bridge, 'id') ?? 'unnamed' }];
}

function ofLeg(event: Fields, leg: LegId): readonly Said[] {
  switch (text(event, 'type')) {
    case 'ChannelEnteredBridge':
      return bridged(event, leg, 'bridge-entered');
    case 'ChannelLeftBridge':
      return bridged(event, leg, 'bridge-left');
    case 'ChannelHold':
      return [{ kind: 'held', leg }];
    case 'ChannelUnhold':
      return [{ kind: 'unheld', leg }];
    case 'ChannelTalkingStarted':
      return [{ kind: 'talking', leg }];
    case 'ChannelTalkingFinished':
      return [{ kind: 'quiet', leg }];
    case 'ChannelHangupRequest':
      return hangup(event, leg);
    case 'ChannelDestroyed':
      return [...atMailbox(event, leg), { kind: 'ended', leg, ...causes(event) }];
    case 'ChannelUserevent':
      return spokenFor(event, leg);
    default:
      return [];
  }
}

/** The place in the dialplan at which a leg ended. */
function atMailbox(event: Fields, leg: LegId): readonly Said[] {
  return inner(event, 'channel')['mailbox'] === true ? [{ kind: 'moved', leg, how: 'to-mailbox' }] : [];
}

function moved(event: Fields, field: string, how: Extract<Said, { kind: 'moved' }>['how']): readonly Said[] {
  const id = text(inner(event, field), 'id');
  return id === null ? [] : [{ kind: 'moved', leg: legOf(id), how }];
}

function transfer(event: Fields): readonly Said[] {
  if (text(event, 'result') !== 'Success') return [];
  return [
    ...['channel', 'transferer_first_leg', 'transferer_second_leg'].flatMap((field) =>
      moved(event, field, 'transferred-away'),
    ),
    ...moved(event, 'transferee', 'transferred'),
  ];
}

function dial(event: Fields): readonly Said[] {
  const [by, dialled] = [text(inner(event, 'caller'), 'id'), text(inner(event, 'peer'), 'id')];
  if (dialled === null) return [];
  const leg = legOf(dialled);
  const status = text(event, 'dialstatus');
  const ended = status !== null && status !== 'RINGING' && status !== 'PROGRESS' && status !== 'PROCEEDING';
  return [
    ...(by === null ? [] : [{ kind: 'grouped', leg, with: by } as const]),
    ...(ended ? [{ kind: 'dial-ended', leg, status } as const] : []),
  ];
}

function contact(event: Fields): readonly Said[] {
  const endpoint = text(inner(event, 'endpoint'), 'resource');
  const status = text(inner(event, 'contact_info'), 'contact_status');
  if (endpoint === null || status === null) return [];
  if (status === 'Unreachable' || status === 'Removed') return [{ kind: 'reachability', endpoint, reachable: false }];
  return status === 'Reachable' || status === 'NonQualified'
    ? [{ kind: 'reachability', endpoint, reachable: true }]
    : [];
}

function others(event: Fields): readonly Said[] {
  switch (text(event, 'type')) {
    case 'Dial':
      return dial(event);
    case 'BridgeBlindTransfer':
    case 'BridgeAttendedTransfer':
      return transfer(event);
    case 'ContactStatusChange':
      return contact(event);
    default:
      return [];
  }
}

function introductions(event: Fields, names: LegNames): readonly Said[] {
  return LEG_FIELDS.flatMap((field) => {
    const channel = event[field];
    const id = isFields(channel) ? text(channel, 'id') : null;
    if (!isFields(channel) || id === null) return [];
    const { leg, said } = names.meet(id, text(channel, 'name'), text(channel, 'state'));
    const groups = ['linkedid', 'pair'].flatMap((name) => text(channel, name) ?? []);
    const { incoming } = channel;
    return [
      ...said,
      ...groups.map((group) => ({ kind: 'grouped', leg, with: group }) as const),
      ...(typeof incoming === 'boolean' ? [{ kind: 'directed', leg, incoming } as const] : []),
    ];
  });
}

/** The dialplan's word about a leg on a trunk names the leg that asked for it. */
function spokenFor(event: Fields, leg: LegId): readonly Said[] {
  const asking = text(inner(event, 'userevent'), 'asking');
  return asking === null ? [] : [{ kind: 'grouped', leg, with: asking }];
}

/**
 * What one ARI event says. Beside what Asterisk writes, a channel may say who called whom (`incoming`) and which half of a Local channel it is
 * (`pair`), and that it is at a mailbox (`mailbox`): the live reader knows the doors, and leaves names out.
 */
export function ariEvidence(event: Fields, at: number, names: LegNames): readonly Evidence[] {
  const channel = inner(event, 'channel');
  const id = text(channel, 'id');
  const own = id === null ? [] : ofLeg(event, legOf(id));
  const said = [...introductions(event, names), ...own, ...others(event)];
  const local = text(channel, 'name')?.startsWith('Local/') ?? false;
  return tell(at, 'ari', local ? said.filter(({ kind }) => kind !== 'hangup-requested') : said);
}
