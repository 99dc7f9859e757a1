import { readFileSync } from 'node:fs';
import { type PlainCanaries, searchFor } from '../../../../src/adapters/asterisk/files/config-canaries.ts';
import type { Door } from '../../../../src/call/door.ts';
import { PhoneNumber } from '../../../../src/call/phone-number.ts';
import { secretParts } from '../../../../src/config/secret-parts.ts';
import { doorShape, type TrunkIdentity } from '../../../../src/identity/carrier-profile.ts';
import { AGENCY, DESK_PHONES, PARENT } from '../../../../src/lab/lab-plan.ts';
import type { Expected } from '../../../../src/leaks/judge/expected.ts';
import { HostList } from '../../../../src/leaks/judge/host-list.ts';
import type { DoorLine, TrunkLines } from '../../../../src/leaks/wire/trunk-lines.ts';
import type { WireMessage } from '../../../../src/ports/wire-tap.ts';

/** One message as a carrier of the lab saw it: real Asterisk, the lab's own names, fictional numbers. */
export interface RecordedMessage {
  readonly scenario: string;
  readonly trunk: string;
  readonly door: Door;
  readonly direction: 'to-carrier' | 'to-agency';
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly raw: string;
}

export interface Recording {
  /** The PBX's own address inside, and those of its phones: no carrier may read them. */
  readonly inside: string;
  readonly phones: readonly string[];
  readonly trunks: readonly {
    readonly id: string;
    readonly profile: TrunkIdentity['profile'];
    readonly register?: string;
    readonly outside: string;
    readonly carrier: string;
  }[];
  readonly messages: readonly RecordedMessage[];
}

/** What a carrier of a lab really saw, with the trunks of that lab. */
export function recorded(name: string): Recording {
  const path = new URL(`../recorded/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Recording;
}

const NAMES = [AGENCY.name, ...DESK_PHONES.map(({ displayName }) => displayName)];
const placed = (texts: readonly string[]) => texts.map((text) => ({ text, place: '' }));

function number(text: string): PhoneNumber {
  const read = PhoneNumber.fromE164(text);
  if (read === null) throw new Error('not E.164');
  return read;
}

/** What the agency of a recording keeps to itself. */
export function recordedCanaries({ inside, phones }: Recording): PlainCanaries {
  const hosts = [AGENCY.host, inside, ...phones];
  return {
    words: NAMES,
    parts: secretParts(placed(NAMES), placed(hosts), []).map(({ word }) => word),
    numbers: [AGENCY.siteNumber, ...Object.values(AGENCY.dids)],
    called: [],
    countryCode: '61',
    extensions: DESK_PHONES.map(({ extension }) => extension),
    hosts,
  };
}

/** The trunks of a recording as the wire check knows them: `<trunk>-<door>` for each door. */
export class RecordedLines implements TrunkLines {
  readonly doors: readonly DoorLine[];
  readonly #recording: Recording;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.doors = recording.trunks.flatMap(({ id }) =>
      (['private', 'parent', 'emergency', 'in'] as const).map((door) => ({
        endpoint: `${id}-${door}`,
        trunk: id,
        door,
        transport: recording.messages.find(({ trunk }) => trunk === id)?.transport ?? 'udp',
      })),
    );
  }

  trunksAt(address: string): readonly string[] {
    return this.#recording.trunks.filter(({ carrier }) => carrier === address).map(({ id }) => id);
  }

  isInside(address: string): boolean {
    return address.startsWith('127.');
  }

  expected({ trunk: id, door }: DoorLine): Expected {
    const trunk = this.#recording.trunks.find((each) => each.id === id);
    if (trunk === undefined) throw new RangeError(id);
    const parent = number(PARENT.number);
    const identity: TrunkIdentity = {
      profile: trunk.profile,
      host: trunk.carrier,
      number: parent,
      account: trunk.profile === 'account-from' ? parent : undefined,
      privacy: ['id'],
      prefix: { withhold: '1831', present: '' },
    };
    return {
      door,
      look: doorShape(identity, PARENT, { number: number(AGENCY.siteNumber) }, door),
      ours: new HostList([trunk.outside]),
      carrier: new HostList([trunk.carrier]),
      agent: 'PBX',
      account: trunk.register ?? null,
      canaries: searchFor(recordedCanaries(this.#recording)),
    };
  }

  /** The recorded message as the PBX mirrors it. */
  mirrored({ trunk: id, direction, transport, raw }: RecordedMessage): WireMessage {
    const trunk = this.#recording.trunks.find((each) => each.id === id);
    if (trunk === undefined) throw new RangeError(id);
    const [ours, theirs] = [
      { address: trunk.outside, port: 5060 },
      { address: trunk.carrier, port: 5060 },
    ];
    const [source, target] = direction === 'to-carrier' ? [ours, theirs] : [theirs, ours];
    return { source, target, stream: transport !== 'udp', correlation: null, payload: Buffer.from(raw, 'latin1') };
  }
}

/** Call-ID of a recorded message. */
export function callIdOf({ raw }: RecordedMessage): string {
  return /^Call-ID: (\S+)\r$/m.exec(raw)?.[1] ?? '';
}
