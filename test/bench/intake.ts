import { execFile } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HepReceiver } from '../../src/adapters/asterisk/hep.ts';
import { WireThread } from '../../src/adapters/thread/wire-thread.ts';
import { systemTimer as timer } from '../../src/adapters/time/system-time.ts';
import type { LegId } from '../../src/call/call-event.ts';
import { LOOKS } from '../../src/leaks/wire/wire-words.ts';
import { FakePbx } from '../fakes/fake-pbx.ts';
import { KeptLog } from '../fakes/kept-log.ts';
import { callIdOf, recorded } from '../unit/leaks/wire/recorded-lines.ts';
import { recordedPlan } from '../unit/leaks/wire/recorded-plan.ts';

const RECORDING = 'ordinary-22';
const SECONDS = 20;
const SENDER = fileURLToPath(new URL('mirror-sender.ts', import.meta.url));
/** What was built: what runs from source is slower, because its reader names every function anew. */
const BUILT = new URL('../../dist/wire-thread.js', import.meta.url);

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Intake {
  readonly name: string;
  readonly sent: number;
  readonly received: number;
  readonly seconds: number;
  /** Of this process, while the sender sent: the receiver and nothing else to speak of. */
  readonly cpuSeconds: number;
  /** Resident: before, after half of it, after. */
  readonly megabytes: readonly number[];
}

interface Receiver {
  readonly name: string;
  readonly port: number;
  received(): number;
  stop(): Promise<void>;
}

function megabytes(): number {
  return process.memoryUsage().rss / 1024 / 1024;
}

async function sends(port: number, rate: number, seconds: number): Promise<{ sent: number; seconds: number }> {
  const words = ['--import', 'tsx', SENDER, RECORDING, String(port), String(rate), String(seconds)];
  const output = await new Promise<string>((settled, failed) => {
    execFile(process.execPath, words, { timeout: (seconds + 20) * 1000 }, (error, stdout) =>
      error === null ? settled(stdout) : failed(error),
    );
  });
  return JSON.parse(output) as { sent: number; seconds: number };
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
  return { name: 'read', port: receiver.port, received: () => count, stop: () => receiver.stop() };
}

/** The thread of the daemon: reads, places and judges, each message in a call that it knows. */
async function judging(): Promise<Receiver> {
  const recording = recorded(RECORDING);
  const port = await freePort();
  const plan = recordedPlan(recording, { address: '127.0.0.1', port, senders: ['127.0.0.1'] });
  const thread = new WireThread({ entry: BUILT, plan, pbx: new FakePbx(), timer, log: new KeptLog() });
  let count = 0;
  await thread.start((fact) => {
    if (fact.kind === 'looked') for (const look of LOOKS) count += look === 'unusable' ? 0 : fact.counts[look];
  });
  for (const message of recording.messages) {
    const dialog = callIdOf(message);
    const through = { technology: 'PJSIP', endpoint: `${message.trunk}-${message.door}` };
    const leg = `leg ${dialog}` as LegId;
    if (!/^OPTIONS |CSeq: \d+ OPTIONS/m.test(message.raw))
      thread.handle({ kind: 'created', at: 0, leg, through, incoming: message.door === 'in', dialog });
  }
  return { name: 'read and judge', port, received: () => count, stop: () => thread.stop() };
}

async function measured(begin: () => Promise<Receiver>, rate: number): Promise<Intake> {
  const receiver = await begin();
  try {
    // Once to warm up: what is compiled later is paid for once.
    await sends(receiver.port, rate / 4, 4);
    await pause(2_000);
    const already = receiver.received();
    const memory = [megabytes()];
    setTimeout(() => memory.push(megabytes()), (SECONDS * 1000) / 2);
    const began = process.cpuUsage();
    const { sent, seconds } = await sends(receiver.port, rate, SECONDS);
    await pause(2_000);
    const { user, system } = process.cpuUsage(began);
    return {
      name: receiver.name,
      sent,
      received: receiver.received() - already,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      megabytes: [...memory, megabytes()],
    };
  } finally {
    await receiver.stop();
  }
}

/** `npm run bench -- intake [RATE]`: how many mirrored messages are read and judged over loopback, at so many a second. Exit 1 when one is lost. */
export async function intake([rate = '20000']: readonly string[]): Promise<void> {
  const all = [await measured(bare, Number(rate)), await measured(judging, Number(rate))];
  say(
    `\nintake: recorded messages mirrored over loopback by another process, ${rate}/s asked for, ${SECONDS} s; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  say(
    'receiver            sent/s      sent  received  lost  CPU of a core  messages/s/core  RSS MB before, half, after',
  );
  for (const { name, sent, received, seconds, cpuSeconds, megabytes: memory } of all)
    say(
      [
        name.padEnd(14),
        (sent / seconds).toFixed(0).padStart(10),
        String(sent).padStart(8),
        String(received).padStart(8),
        String(sent - received).padStart(4),
        `${((cpuSeconds / seconds) * 100).toFixed(0)} %`.padStart(13),
        (received / cpuSeconds).toFixed(0).padStart(15),
        memory
          .map((each) => each.toFixed(0))
          .join(', ')
          .padStart(27),
      ].join('  '),
    );
  const [read, judged] = all.map(({ cpuSeconds, received }) => cpuSeconds / received);
  say(`\na message judged costs ${((judged ?? 0) / (read ?? 1)).toFixed(1)} times one that is only read`);
  if (all.some(({ received, sent }) => received !== sent)) process.exitCode = 1;
}
