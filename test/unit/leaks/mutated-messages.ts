import { PlannedLines } from '../../../src/adapters/asterisk/files/planned-lines.ts';
import type { Expected, Passage } from '../../../src/leaks/judge/expected.ts';
import type { Chance } from '../../scenarios/fuzzed-stream.ts';
import { recorded } from './wire/recorded-lines.ts';
import { recordedPlan } from './wire/recorded-plan.ts';

const RECORDINGS = ['ordinary-22', 'ordinary-16', 'registration-22', 'leaky-settings', 'leaky-modules'];
const NAMES = ['wrenfield', 'Marigold Wrenfield'];
const NUMBERS = ['+61255501001', '0061255501001', '0255501001', '61 2 5550 1001'];
const HEADERS = ['X-Note', 'Subject', 'Call-Info', 'From', 'User-Agent', 'Supported', 'Identity', 's', 'Alert-Info'];
const WAYS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => secret.toUpperCase(),
  (secret) => encodeURIComponent(secret),
  (secret) => Buffer.from(`{"orig":"${secret}"}`).toString('base64url'),
  (secret) => Buffer.from(`--${secret}--`).toString('base64'),
  (secret) => [...secret].map((letter) => `\\${letter}`).join(''),
];

export function pick<T>(random: Chance, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** Bytes changed, cut, doubled or moved; lines swapped, dropped or repeated. */
export function mutated(random: Chance, message: Buffer): Buffer {
  let raw = message;
  for (let change = 1 + random(4); change > 0; change -= 1) {
    const place = random(raw.length + 1);
    if (random(2) === 0) {
      const put = Buffer.from(Array.from({ length: random(6) }, () => random(256)));
      raw = Buffer.concat([raw.subarray(0, place), put, raw.subarray(place - random(Math.min(place, 60) + 1)), put]);
    } else {
      const lines = raw.toString('latin1').split('\r\n');
      const [from, to] = [random(lines.length), random(lines.length)];
      const line = lines[from] ?? '';
      if (random(2) === 0) lines.splice(from, 1);
      lines.splice(to, 0, line);
      raw = Buffer.from(lines.join('\r\n'), 'latin1');
    }
    if (raw.length > 16_000) raw = raw.subarray(0, 16_000);
  }
  return raw;
}

/** A secret where it can be read: a name anywhere, a name or number in a header of its own. */
export function withSecret(random: Chance, message: Buffer): Buffer {
  const way = pick(random, WAYS);
  if (random(2) === 0) {
    const at = random(message.length);
    const secret = Buffer.from(way(pick(random, NAMES)), 'latin1');
    return Buffer.concat([message.subarray(0, at), secret, message.subarray(at)]);
  }
  const header = `${pick(random, HEADERS)}: "${way(pick(random, [...NAMES, ...NUMBERS]))}" <sip:x@y>`;
  const lines = message.toString('latin1').split('\r\n');
  const head = Math.max(1, lines.indexOf(''));
  lines.splice(1 + random(head), 0, header);
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** Lines of another message, among these or instead of some. */
export function withLinesOf(random: Chance, message: Buffer, other: Buffer): Buffer {
  const lines = message.toString('latin1').split('\r\n');
  const others = other.toString('latin1').split('\r\n');
  for (let change = 1 + random(3); change > 0; change -= 1)
    lines.splice(random(lines.length), random(3) === 0 ? 0 : 1, pick(random, others));
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** With the start line of another message, and perhaps its CSeq. */
export function withMethodOf(random: Chance, message: Buffer, other: Buffer): Buffer {
  const lines = message.toString('latin1').split('\r\n');
  const [start = '', ...others] = other.toString('latin1').split('\r\n');
  const sequence = others.find((line) => line.startsWith('CSeq: ')) ?? '';
  const both = random(2) === 0;
  const changed = lines.map((line) => (both && line.startsWith('CSeq: ') ? sequence : line));
  return Buffer.from([start, ...changed.slice(1)].join('\r\n'), 'latin1');
}

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** A number of ours in a group of a UUID or in a count, and words in hex. */
const TELLING_GROUPS = ['55501001', '255501001abc', 'a0255501001f', '726566756765', '7265667567ff'];
const TELLING_COUNTS = ['55501001', '0255501001', '255501001', '61255501001', '5550100', '4294967295'];

function otherUuid(random: Chance): string {
  const digits = (count: number) => Array.from({ length: count }, () => random(16).toString(16)).join('');
  const group = random(3) === 0 ? pick(random, TELLING_GROUPS) : digits(8);
  const [first, last] = group.length === 8 ? [group, digits(12)] : [digits(8), group];
  return `${first}-${digits(4)}-${digits(4)}-${digits(4)}-${last}`;
}

/** The same message with other tokens and counts, as those of another call; some of them tell something, or what stands beside them is another. */
export function withOtherChance(random: Chance, message: Buffer): Buffer {
  const beside = (): string =>
    random(12) === 0 ? pick(random, ['=', '%', ':', '5', 'a', 'Z', '-', ' ', '"', '@']) : '';
  const count = (): string => (random(3) === 0 ? pick(random, TELLING_COUNTS) : String(random(100_000)));
  const text = message
    .toString('latin1')
    .replace(UUIDS, (known) => (random(4) === 0 ? known : `${beside()}${otherUuid(random)}${beside()}`))
    .replace(/(?<=^CSeq: )\d+/m, (known) => (random(2) === 0 ? known : count()));
  return Buffer.from(text, 'latin1');
}

/** A recorded message with what its door may show. */
export interface Judged {
  readonly raw: Buffer;
  readonly passage: Passage;
  readonly expected: Expected;
}

/** All of them, with expectations and memories as in the daemon: one for each door, one search for all doors of a PBX. */
export function recordedCorpus(): readonly Judged[] {
  return RECORDINGS.flatMap((name) => {
    const recording = recorded(name);
    const lines = new PlannedLines(recordedPlan(recording, { address: '127.0.0.1', port: 0, senders: [] }));
    return recording.messages.flatMap(({ trunk, door, direction, transport, raw }) => {
      const line = lines.doors.find((each) => each.trunk === trunk && each.door === door);
      const local = recording.trunks.find(({ id }) => id === trunk)?.outside;
      if (line === undefined || local === undefined) return [];
      const expected = lines.expected(line, local);
      return [{ raw: Buffer.from(raw, 'latin1'), passage: { direction, transport }, expected }];
    });
  });
}
