import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HepReceiver } from '../../src/adapters/asterisk/hep.ts';
import { WireThread } from '../../src/adapters/thread/wire-thread.ts';
import { systemTimer as timer } from '../../src/adapters/time/system-time.ts';
import type { LegId } from '../../src/call/call-event.ts';
import { LOOKS } from '../../src/leaks/wire/wire-words.ts';
import { FakePbx } from '../fakes/fake-pbx.ts';
import { KeptLog } from '../fakes/kept-log.ts';
import { recorded } from '../unit/leaks/wire/recorded-lines.ts';
import { recordedPlan } from '../unit/leaks/wire/recorded-plan.ts';
import { type FreshCall, FreshCalls } from './fresh-calls.ts';

const RECORDING = 'ordinary-22';
const SAMPLE_MS = 10_000;
const SENDER = fileURLToPath(new URL('mirror-sender.ts', import.meta.url));
/** What was built: what runs from source is slower, because its reader names every function anew. */
const BUILT = new URL('../../dist/wire-thread.js', import.meta.url);
/** A call ends so many blocks of the sender's after it began. */
const BLOCKS_LONG = 4;
const ROUNDS_IN_BLOCK = 10;

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Intake {
  readonly name: string;
  readonly sent: number;
  readonly received: number;
  readonly seconds: number;
  /** Of the thread that reads, and the collectors of its garbage: of this process without the thread that tells it of calls. */
  readonly cpuSeconds: number;
  /** Resident, before and every ten seconds. */
  readonly megabytes: readonly number[];
}

interface Receiver {
  readonly name: string;
  readonly port: number;
  /** It judges, in a thread of its own, and this one only tells it of calls. */
  readonly judges: boolean;
  received(): number;
  /** The calls of a block of rounds are about to come. */
  announced(round: number): void;
  stop(): Promise<void>;
}

function megabytes(): number {
  return process.memoryUsage().rss / 1024 / 1024;
}

const TICKS_PER_SECOND = 100;

/** Used by this process so far, with or without its first thread (proc(5)). */
function cpuSeconds(withoutFirst: boolean): number {
  const { user, system } = process.cpuUsage();
  const [, ...first] = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ');
  const fields = (first.at(-1) ?? '').split(' ');
  const ofFirst = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  return (user + system) / 1e6 - (withoutFirst ? ofFirst : 0);
}

interface Sent {
  readonly sent: number;
  readonly seconds: number;
}

/** Which round is the next that was never sent. */
let nextRound = 0;

async function sends({ port, announced, judges }: Receiver, rate: number, seconds: number): Promise<Sent> {
  const words = ['--import', 'tsx', SENDER, RECORDING, String(port), String(rate), String(seconds)];
  // To who only reads, all calls are alike.
  words.push(...(judges ? [String(nextRound)] : ['0', 'same']));
  const sender = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last: Sent | null = null;
  for await (const line of createInterface({ input: sender.stdout })) {
    const said = JSON.parse(line) as Sent | { readonly round: number };
    if ('round' in said) {
      announced(said.round);
      nextRound = said.round + ROUNDS_IN_BLOCK;
    } else last = said;
  }
  if (last === null) throw new Error('the sender ended');
  return last;
}

async function freePort(): Promise<number> {
  const receiver = new HepReceiver({ address: '127.0.0.1', port: 0, onMessage: () => {}, onProblem: () => {} });
  await receiver.start();
  const { port } = receiver;
  await receiver.stop();
  return port;
}

/** Reads the packets and does nothing with them. */
async function bare(): Promise<Receiver> {
  let count = 0;
  const counted = (): void => {
    count += 1;
  };
  const receiver = new HepReceiver({ address: '127.0.0.1', port: 0, onMessage: counted, onProblem: counted });
  await receiver.start();
  const { port } = receiver;
  return {
    name: 'read',
    port,
    judges: false,
    received: () => count,
    announced: () => undefined,
    stop: () => receiver.stop(),
  };
}

/** The thread of the daemon: reads, places and judges, each message in a call that it was told of and that ends. */
async function judging(): Promise<Receiver> {
  const recording = recorded(RECORDING);
  const fresh = new FreshCalls(recording);
  const port = await freePort();
  const plan = recordedPlan(recording, { address: '127.0.0.1', port, senders: ['127.0.0.1'] });
  const thread = new WireThread({ entry: BUILT, plan, pbx: new FakePbx(), timer, log: new KeptLog() });
  let count = 0;
  await thread.start((fact) => {
    if (fact.kind === 'looked') for (const look of LOOKS) count += look === 'unusable' ? 0 : fact.counts[look];
    if (fact.kind === 'found') say(`found: ${fact.finding.violations[0].vector}`);
  });
  const begun: (readonly FreshCall[])[] = [];
  const announced = (round: number): void => {
    const calls = Array.from({ length: ROUNDS_IN_BLOCK }, (_, at) => fresh.calls(round + at)).flat();
    for (const call of calls)
      thread.handle({ kind: 'created', incoming: call.incoming, dialog: call.dialog, ...legOf(call) });
    begun.push(calls);
    const over = begun.length > BLOCKS_LONG ? (begun.shift() ?? []) : [];
    for (const call of over) thread.handle({ kind: 'ended', cause: 16, ...legOf(call) });
  };
  return { name: 'read and judge', port, judges: true, received: () => count, announced, stop: () => thread.stop() };
}

function legOf({ dialog, endpoint }: FreshCall) {
  return { at: 0, leg: `leg ${dialog}` as LegId, through: { technology: 'PJSIP', endpoint } };
}

async function measured(begin: () => Promise<Receiver>, rate: number, duration: number): Promise<Intake> {
  const receiver = await begin();
  try {
    // Once to warm up: what is compiled later is paid for once.
    await sends(receiver, rate / 4, 4);
    await pause(2_000);
    const already = receiver.received();
    const memory = [megabytes()];
    const sampling = setInterval(() => memory.push(megabytes()), SAMPLE_MS);
    const began = cpuSeconds(receiver.judges);
    const { sent, seconds } = await sends(receiver, rate, duration);
    const took = cpuSeconds(receiver.judges) - began;
    clearInterval(sampling);
    await pause(2_000);
    const received = receiver.received() - already;
    return {
      name: receiver.name,
      sent,
      received,
      seconds,
      cpuSeconds: took,
      megabytes: memory,
    };
  } finally {
    await receiver.stop();
  }
}

/** Of the last half of the samples, in megabytes a minute (least squares). */
function growth(samples: readonly number[]): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, each) => sum + each, 0) / half.length;
  const over = half.reduce((sum, each, at) => sum + (at - middle) * (each - mean), 0);
  const under = half.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return under === 0 ? 0 : ((over / under) * 60_000) / SAMPLE_MS;
}

/**
 * `npm run bench -- intake [RATE] [SECONDS]`: how many mirrored messages are read and judged over loopback, at so many a second, each round of the
 * recording as other calls, and what memory that takes. Exit 1 when one is lost.
 */
export async function intake([rate = '21000', seconds = '60']: readonly string[]): Promise<void> {
  const all = [
    await measured(bare, Number(rate), Math.min(20, Number(seconds))),
    await measured(judging, Number(rate), Number(seconds)),
  ];
  say(
    `\nintake: recorded messages mirrored over loopback by another process, ${rate}/s asked for, ${seconds} s; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  say('receiver            sent/s      sent  received   lost  CPU of a core  us CPU each  messages/s/core');
  for (const { name, sent, received, seconds: took, cpuSeconds } of all)
    say(
      [
        name.padEnd(14),
        (sent / took).toFixed(0).padStart(10),
        String(sent).padStart(8),
        String(received).padStart(8),
        String(sent - received).padStart(5),
        `${((cpuSeconds / took) * 100).toFixed(0)} %`.padStart(13),
        ((cpuSeconds * 1e6) / received).toFixed(1).padStart(11),
        (received / cpuSeconds).toFixed(0).padStart(15),
      ].join('  '),
    );
  const memory = all.at(-1)?.megabytes ?? [];
  say(
    `\nresident MB of the one that judges, before and every ${SAMPLE_MS / 1000} s: ${memory.map((each) => each.toFixed(0)).join(' ')}`,
  );
  say(`growth in the last half: ${growth(memory).toFixed(1)} MB a minute`);
  if (all.some(({ received, sent }) => received !== sent)) process.exitCode = 1;
}
