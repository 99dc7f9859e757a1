import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Lab } from '../../src/lab/lab.ts';
import { SIP_PORT } from '../../src/lab/lab-network.ts';
import { SippCarrier } from '../../src/lab/phone/sipp-carrier.ts';
import { SippLoad } from '../../src/lab/phone/sipp-load.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { MirrorRelay } from './mirror-relay.ts';
import { quantile } from './quantile.ts';

const RATES = [20, 100] as const;
const SECONDS = 12;
/** How the doors' constants are attached: the same daemon beside a PBX whose own path differs. */
const CONSTANTS = ['predial', 'set_var'] as const;

interface Sample {
  readonly name: 'bare' | 'decided';
  readonly constants: (typeof CONSTANTS)[number];
  readonly rate: number;
  readonly times: number[];
  failed: number;
}

/** The dialled user part of an INVITE, or `null`; read off the first line only, because 100 calls a second are a thousand messages. */
function invited(payload: Buffer): string | null {
  const end = payload.indexOf('\r\n');
  return /^INVITE sip:([^@]+)@/.exec(payload.toString('latin1', 0, end))?.[1] ?? null;
}

/** Times, in ms on the PBX's own clock, from the phone's (authenticated) INVITE to the trunk's INVITE of the same number. */
class CallPathTimes {
  readonly #phone = new Map<string, number>();
  readonly #times: number[] = [];
  readonly #relay: MirrorRelay;

  constructor(lab: Lab) {
    const phone = lab.network.phone('101');
    const carrier = lab.network.carrier(0);
    this.#relay = new MirrorRelay(lab, ({ source, target, payload, atMicros }) => {
      const number = source.address === phone || target.address === carrier ? invited(payload)?.slice(-9) : undefined;
      if (number === undefined) return;
      if (source.address === phone) this.#phone.set(number, atMicros);
      else this.#took(number, atMicros);
    });
  }

  async open(): Promise<void> {
    await this.#relay.open();
  }

  async close(): Promise<readonly number[]> {
    await this.#relay.close();
    return this.#times;
  }

  #took(number: string, atMicros: number): void {
    const began = this.#phone.get(number);
    this.#phone.delete(number);
    if (began !== undefined) this.#times.push((atMicros - began) / 1000);
  }
}

async function measure(lab: Lab, rate: number, first: number): Promise<{ times: readonly number[]; failed: number }> {
  const directory = join(await lab.scratch(), 'load');
  await mkdir(directory, { recursive: true });
  const times = new CallPathTimes(lab);
  await times.open();
  const numbers = Array.from({ length: rate * SECONDS }, (_, at) => `037${String(first + at).padStart(7, '0')}`);
  const load = new SippLoad({
    extension: '101',
    password: lab.credentials.phones['101'] ?? '',
    address: lab.network.phone('101'),
    port: SIP_PORT,
    pbx: { address: lab.network.inside, port: SIP_PORT },
    sippCommand: lab.packages.command('usr/bin/sipp'),
    directory,
    numbers,
    ratePerSecond: rate,
    seconds: SECONDS,
    talkMs: 200,
  });
  const { failed } = await load.run();
  await pause(500);
  return { times: await times.close(), failed };
}

/**
 * What a decision costs: the time between the phone's INVITE and the trunk's, on the same PBX in the same run, with the daemon answering and
 * without it. The carrier is a SIPp that answers, so that nothing else computes.
 */
export async function callPath(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'withheld-bench-'));
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const lab = await Lab.up(directory, {
    plan: { release: '22', trunks: [{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'address' }] },
    asterisk: null,
    told: say,
  });
  await MirrorRelay.prepare(lab);
  const daemon = new ServeProcess(lab);
  const sippCommand = lab.packages.command('usr/bin/sipp');
  await lab.carrier.stop();
  const scratch = await lab.scratch();
  const carrier = new SippCarrier({
    address: lab.network.carrier(0),
    port: SIP_PORT,
    transport: 'udp',
    behaviour: 'answer',
    record: false,
    sippCommand,
    directory: scratch,
  });
  const samples: Sample[] = CONSTANTS.flatMap((constants) =>
    RATES.flatMap((rate) =>
      (['bare', 'decided'] as const).map((name) => ({ name, constants, rate, times: [], failed: 0 })),
    ),
  );
  try {
    await carrier.start();
    let first = 0;
    for (const sample of samples) {
      if (sample.name === 'bare') await attach(lab, sample.constants);
      else await daemon.start();
      const { times, failed } = await measure(lab, sample.rate, first);
      first += sample.rate * SECONDS;
      sample.times.push(...times);
      sample.failed += failed;
      await daemon.stop();
    }
  } finally {
    await daemon.stop();
    await carrier.stop();
    await lab.down();
    await rm(directory, { recursive: true, force: true });
  }
  say(
    `\ncall path: the phone's INVITE to the trunk's INVITE, ms on the PBX's clock; ${cpus().length} cores, ${SECONDS} s each\n`,
  );
  say('constants  calls/s  PBX      calls  failed     p50     p90     p99   added p50   added p99   ratio p50');
  for (const sample of samples) say(row(sample, samples));
  const lost = samples.filter(({ failed }) => failed > 0);
  if (lost.length === 0) return;
  say(
    `\ncalls failed in ${lost.length} of ${samples.length} rows: their times say nothing; run it again on a quiet machine`,
  );
  process.exitCode = 1;
}

/** Attaches the doors' constants the one way or the other, and starts the PBX anew. */
async function attach(lab: Lab, constants: Sample['constants']): Promise<void> {
  const text = await readFile(lab.configPath, 'utf8');
  await writeFile(
    lab.configPath,
    text.replace(/^asterisk:\n(?: {2}constants: .*\n)?/m, `asterisk:\n  constants: ${constants}\n`),
  );
  await lab.generate();
  await lab.agency.stop();
  await lab.agency.start();
  await lab.agency.console('pjsip qualify t1-private');
  await pause(1_000);
}

function row({ name, constants, rate, times, failed }: Sample, samples: readonly Sample[]): string {
  const beside = samples.find((other) => other.rate === rate && other.constants === constants && other.name === 'bare');
  const bare = beside?.times ?? [];
  const quantiles = [0.5, 0.9, 0.99].map((share) => quantile(times, share));
  const [p50 = Number.NaN, , p99 = Number.NaN] = quantiles;
  const added = [p50 - quantile(bare, 0.5), p99 - quantile(bare, 0.99), p50 / quantile(bare, 0.5)];
  return [
    constants.padEnd(9),
    String(rate).padStart(7),
    name.padEnd(7),
    String(times.length).padStart(6),
    String(failed).padStart(6),
    ...quantiles.map((value) => value.toFixed(2).padStart(6)),
    ...(name === 'bare' ? [] : added.map((value) => value.toFixed(2).padStart(10))),
  ].join('  ');
}
