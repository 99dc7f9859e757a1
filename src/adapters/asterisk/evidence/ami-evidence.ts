import type { Evidence } from '../../../call/evidence.ts';
import { legOf } from '../normalise.ts';
import { celEvidence } from './cel-evidence.ts';
import { count, type Fields, text } from './event-fields.ts';
import type { LegNames } from './leg-names.ts';
import { type Said, tell } from './told-facts.ts';

type Reading = (event: Fields, leg: ReturnType<typeof legOf>) => readonly Said[];

const causes = (event: Fields) => ({ cause: count(event, 'Cause'), techCause: count(event, 'TechCause') });

/** `Report0FractionLost` counts in 256ths (RFC 3550 §6.4.1). */
function lostShare(event: Fields): number | null {
  const lost = count(event, 'Report0FractionLost');
  return lost === null ? null : Math.min(1, lost / 256);
}

function bridged(kind: 'bridge-entered' | 'bridge-left'): Reading {
  return (event, leg) => {
    const bridge = text(event, 'BridgeUniqueid') ?? 'unnamed';
    // Strangers wait in one holding bridge: queue, parking.
    return event['BridgeTechnology'] === 'holding_bridge' ? [] : [{ kind, leg, bridge }];
  };
}

/** Events about the leg that their `Uniqueid` names (Asterisk 16 to 22, AMI). */
const OF_A_LEG: Readonly<Record<string, Reading>> = {
  BridgeEnter: bridged('bridge-entered'),
  BridgeLeave: bridged('bridge-left'),
  ChannelTalkingStart: (_, leg) => [{ kind: 'talking', leg }],
  ChannelTalkingStop: (_, leg) => [{ kind: 'quiet', leg }],
  Hangup: (event, leg) => [{ kind: 'ended', leg, ...causes(event) }],
  HangupRequest: (event, leg) => [{ kind: 'hangup-requested', leg, ...causes(event) }],
  Hold: (_, leg) => [{ kind: 'held', leg }],
  QueueCallerAbandon: (_, leg) => [{ kind: 'queue', leg, word: 'abandoned' }],
  QueueCallerJoin: (_, leg) => [{ kind: 'queue', leg, word: 'joined' }],
  AgentComplete: (_, leg) => [{ kind: 'queue', leg, word: 'agent-complete' }],
  AgentConnect: (_, leg) => [{ kind: 'queue', leg, word: 'agent-connected' }],
  RTCPReceived: (event, leg) => [{ kind: 'rtcp', leg, lost: lostShare(event) }],
  SoftHangupRequest: (event, leg) => {
    const flag = count(event, 'Cause');
    return flag === null ? [] : [{ kind: 'hangup-soft', leg, flag }];
  },
  Unhold: (_, leg) => [{ kind: 'unheld', leg }],
};

function moved(event: Fields, field: string, how: Extract<Said, { kind: 'moved' }>['how']): readonly Said[] {
  const id = text(event, field);
  return id === null ? [] : [{ kind: 'moved', leg: legOf(id), how }];
}

function transferred(event: Fields, transferers: readonly string[]): readonly Said[] {
  if (text(event, 'Result') !== 'Success') return [];
  return [
    ...transferers.flatMap((field) => moved(event, field, 'transferred-away')),
    ...moved(event, 'TransfereeUniqueid', 'transferred'),
  ];
}

function reachability(event: Fields): readonly Said[] {
  const endpoint = text(event, 'EndpointName') ?? text(event, 'Peer')?.replace(/^PJSIP\//, '') ?? null;
  const status = text(event, 'ContactStatus') ?? text(event, 'PeerStatus');
  if (endpoint === null || status === null) return [];
  if (status === 'Unreachable' || status === 'Removed') return [{ kind: 'reachability', endpoint, reachable: false }];
  const there = status === 'Reachable' || status === 'Created' || status === 'NonQualified';
  return there ? [{ kind: 'reachability', endpoint, reachable: true }] : [];
}

/** Events about something else, or about several legs. */
const OTHERS: Readonly<Record<string, (event: Fields, at: number) => readonly Said[]>> = {
  AttendedTransfer: (event) => transferred(event, ['OrigTransfererUniqueid', 'SecondTransfererUniqueid']),
  BlindTransfer: (event) => transferred(event, ['TransfererUniqueid']),
  ContactStatus: reachability,
  PeerStatus: reachability,
  DialEnd: (event) => {
    const [dialled, status] = [text(event, 'DestUniqueid'), text(event, 'DialStatus')];
    return dialled === null || status === null ? [] : [{ kind: 'dial-ended', leg: legOf(dialled), status }];
  },
  FullyBooted: (event, at) => {
    const uptime = count(event, 'Uptime');
    return [{ kind: 'link-up', link: 'ami', bootedAt: uptime === null ? null : at - uptime * 1_000 }];
  },
  LocalBridge: (event) => {
    const [one, two] = [text(event, 'LocalOneUniqueid'), text(event, 'LocalTwoUniqueid')];
    return one === null || two === null ? [] : [{ kind: 'grouped', leg: legOf(one), with: two }];
  },
  ParkedCall: (event) => moved(event, 'ParkeeUniqueid', 'parked'),
  UnParkedCall: (event) => moved(event, 'ParkeeUniqueid', 'retrieved'),
  Pickup: (event) => moved(event, 'TargetUniqueid', 'picked-up'),
  Shutdown: () => [{ kind: 'pbx-stopping' }],
};

/** The legs an event names, as `[field of the id, of the name, of the state, of the group]`. */
const NAMED: readonly (readonly [id: string, name: string, state: string, group: string])[] = [
  ['Uniqueid', 'Channel', 'ChannelState', 'Linkedid'],
  ['DestUniqueid', 'DestChannel', 'DestChannelState', 'DestLinkedid'],
  ['TransfererUniqueid', 'TransfererChannel', 'TransfererChannelState', 'TransfererLinkedid'],
  ['TransfereeUniqueid', 'TransfereeChannel', 'TransfereeChannelState', 'TransfereeLinkedid'],
  ['ParkeeUniqueid', 'ParkeeChannel', 'ParkeeChannelState', 'ParkeeLinkedid'],
  ['RetrieverUniqueid', 'RetrieverChannel', 'RetrieverChannelState', 'RetrieverLinkedid'],
  ['TargetUniqueid', 'TargetChannel', 'TargetChannelState', 'TargetLinkedid'],
];

function introductions(event: Fields, names: LegNames): readonly Said[] {
  return NAMED.flatMap(([idField, nameField, stateField, groupField]) => {
    const id = text(event, idField);
    const name = text(event, nameField);
    if (id === null || name === null) return [];
    const { leg, said } = names.meet(id, name, text(event, stateField));
    const group = text(event, groupField);
    return group === null ? said : [...said, { kind: 'grouped', leg, with: group } as const];
  });
}

/** A leg that dials and the leg it dials are one call, also where the PBX's group does not say so. */
function dialling(event: Fields): readonly Said[] {
  const [by, dialled] = [text(event, 'Uniqueid'), text(event, 'DestUniqueid')];
  return by === null || dialled === null ? [] : [{ kind: 'grouped', leg: legOf(dialled), with: by }];
}

/** What one AMI event says. Nothing in it is trusted further than its ids and words of Asterisk's own. */
export function amiEvidence(event: Fields, at: number, names: LegNames): readonly Evidence[] {
  const type = text(event, 'Event');
  if (type === null) return [];
  if (type === 'CEL') return celEvidence(event, at, names);
  const id = text(event, 'Uniqueid');
  const own = id === null ? [] : (OF_A_LEG[type]?.(event, legOf(id)) ?? []);
  const said = [...introductions(event, names), ...dialling(event), ...own, ...(OTHERS[type]?.(event, at) ?? [])];
  // A hang-up of a Local channel is the PBX's own doing; it says HangupRequest all the same.
  const local = text(event, 'Channel')?.startsWith('Local/') ?? false;
  return tell(at, 'ami', local ? said.filter(({ kind }) => kind !== 'hangup-requested') : said);
}
