import { parseHep } from '../../src/adapters/asterisk/hep.ts';
import { judge } from '../../src/leaks/judge/judge.ts';
import { type Chance, chance } from '../scenarios/fuzzed-stream.ts';
import { RecordedLines, recorded } from '../unit/leaks/wire/recorded-lines.ts';

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

function pick<T>(random: Chance, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** Bytes changed, cut, doubled or moved; lines swapped, dropped or repeated. */
function mutated(random: Chance, message: Buffer): Buffer {
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
function withSecret(random: Chance, message: Buffer): Buffer {
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

function packet(random: Chance, payload: Buffer): Buffer {
  const chunk = (type: number, value: Buffer) => {
    const start = Buffer.alloc(6);
    start.writeUInt16BE(type, 2);
    start.writeUInt16BE((value.length + 6) & 0xffff, 4);
    return Buffer.concat([start, value]);
  };
  const body = Buffer.concat([
    chunk(1, Buffer.from([2])),
    chunk(2, Buffer.from([17])),
    chunk(3, Buffer.from([127, 0, 0, 1])),
    chunk(4, Buffer.from([127, 0, 0, 2])),
    chunk(7, Buffer.from([19, 196])),
    chunk(8, Buffer.from([19, 196])),
    chunk(9, Buffer.from([105, 0, 0, 0])),
    chunk(11, Buffer.from([1])),
    chunk(15, payload),
  ]);
  const head = Buffer.from('HEP3\0\0', 'latin1');
  head.writeUInt16BE((body.length + 6) & 0xffff, 4);
  const whole = Buffer.concat([head, body]);
  return random(3) === 0 ? mutated(random, whole) : whole;
}

/**
 * `npm run bench -- mutations [COUNT] [SEED]`: recorded messages, mutated, through the reader of the mirror and the judge. None may throw or take
 * long; none that carries a secret may be clean. Exit 1 otherwise, with the seed and number of the first that failed.
 */
export async function mutations([count = '1000000', seed = '1']: readonly string[]): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const corpus = RECORDINGS.flatMap((name) => {
    const recording = recorded(name);
    const lines = new RecordedLines(recording);
    return recording.messages.flatMap((message) => {
      const line = lines.doors.find(({ trunk, door }) => trunk === message.trunk && door === message.door);
      if (line === undefined) return [];
      const { direction, transport } = message;
      return [
        { raw: Buffer.from(message.raw, 'latin1'), passage: { direction, transport }, expected: lines.expected(line) },
      ];
    });
  });
  const sent = corpus.filter(({ passage }) => passage.direction === 'to-carrier');
  const random = chance(Number(seed));
  const began = performance.now();
  const tally = { clean: 0, violation: 0, unusable: 0, missed: 0, slowest: 0 };
  const one = (at: number): void => {
    const secret = at % 2 === 0;
    const { raw, passage, expected } = pick(random, secret ? sent : corpus);
    const message = secret ? withSecret(random, mutated(random, raw)) : mutated(random, raw);
    const read = parseHep(packet(random, message));
    const start = performance.now();
    if (read.kind === 'problem') tally.unusable += 1;
    const { verdict } = judge(message, passage, expected);
    tally[verdict] += 1;
    tally.slowest = Math.max(tally.slowest, performance.now() - start);
    if (secret && verdict === 'clean') {
      tally.missed += 1;
      if (tally.missed <= 5) say(`MISSED: seed ${seed}, number ${at}\n${message.toString('latin1')}`);
    }
  };
  for (let at = 0; at < Number(count); at += 1) {
    one(at);
    if (at % 100_000 === 99_999) say(`${at + 1} ${JSON.stringify(tally)}`);
  }
  const seconds = (performance.now() - began) / 1000;
  say(`mutations: ${count}, seed ${seed}: ${seconds.toFixed(0)} s, ${(Number(count) / seconds).toFixed(0)} a second`);
  say(`clean ${tally.clean}, violations ${tally.violation}, packets refused ${tally.unusable}, thrown 0`);
  say(`with a secret and called clean: ${tally.missed}; slowest ${tally.slowest.toFixed(0)} ms`);
  if (tally.missed > 0) process.exitCode = 1;
}
