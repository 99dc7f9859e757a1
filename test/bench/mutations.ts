import { parseHep } from '../../src/adapters/asterisk/hep.ts';
import { judge, judgedInFull } from '../../src/leaks/judge/judge.ts';
import type { Judgement } from '../../src/leaks/judge/violation.ts';
import { type Chance, chance } from '../scenarios/fuzzed-stream.ts';
import {
  type Judged,
  mutated,
  pick,
  recordedCorpus,
  withOtherChance,
  withSecret,
} from '../unit/leaks/mutated-messages.ts';

/** Of so many messages one is judged by the long way as well, which takes ten times as long. */
const HELD_EACH = 15;

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

function differs(said: Judgement, { raw, passage, expected }: Judged): boolean {
  return JSON.stringify(said) !== JSON.stringify(judgedInFull(raw, passage, expected));
}

/** A message of another call, damaged, or both. */
function other(random: Chance, raw: Buffer): Buffer {
  const call = random(2) === 0 ? withOtherChance(random, raw) : raw;
  return random(4) === 0 ? call : mutated(random, call);
}

/**
 * `npm run bench -- mutations [COUNT] [SEED]`: recorded messages, mutated, through the reader of the mirror and the judge. None may throw or take
 * long; none that carries a secret may be clean, and what is remembered of others may change no answer. Exit 1 otherwise, with the seed and number of
 * the first that failed.
 */
export async function mutations([count = '1000000', seed = '1']: readonly string[]): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const corpus = recordedCorpus();
  const sent = corpus.filter(({ passage }) => passage.direction === 'to-carrier');
  const random = chance(Number(seed));
  const began = performance.now();
  const tally = { clean: 0, violation: 0, unusable: 0, missed: 0, differing: 0, slowest: 0 };
  const report = (what: string, count: number, at: number, message: Buffer): void => {
    if (count <= 5) say(`${what}: seed ${seed}, number ${at}\n${message.toString('latin1')}`);
  };
  const one = (at: number): void => {
    const secret = at % 2 === 0;
    const mutant = pick(random, secret ? sent : corpus);
    const { raw, passage, expected } = mutant;
    const message = secret ? withSecret(random, other(random, raw)) : other(random, raw);
    const read = parseHep(packet(random, message));
    const start = performance.now();
    if (read.kind === 'problem') tally.unusable += 1;
    const said = judge(message, passage, expected);
    const { verdict } = said;
    tally[verdict] += 1;
    tally.slowest = Math.max(tally.slowest, performance.now() - start);
    if (at % HELD_EACH === 0 && differs(said, { ...mutant, raw: message })) {
      tally.differing += 1;
      report('DIFFERS', tally.differing, at, message);
    }
    if (secret && verdict === 'clean') {
      tally.missed += 1;
      report('MISSED', tally.missed, at, message);
    }
  };
  for (let at = 0; at < Number(count); at += 1) {
    one(at);
    if (at % 100_000 === 99_999) say(`${at + 1} ${JSON.stringify(tally)}`);
  }
  const seconds = (performance.now() - began) / 1000;
  say(`mutations: ${count}, seed ${seed}: ${seconds.toFixed(0)} s, ${(Number(count) / seconds).toFixed(0)} a second`);
  say(`clean ${tally.clean}, violations ${tally.violation}, packets refused ${tally.unusable}, thrown 0`);
  say(`one in ${HELD_EACH} held against the long way: ${tally.differing} differ`);
  say(`with a secret and called clean: ${tally.missed}; slowest ${tally.slowest.toFixed(0)} ms`);
  if (tally.missed > 0 || tally.differing > 0) process.exitCode = 1;
}
