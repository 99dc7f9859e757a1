import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HepReceiver } from '../../src/adapters/asterisk/hep.ts';
import { Lab } from '../../src/lab/lab.ts';
import { CARRIER_CAPTURE_PORT, HTTP_PORT, SIP_PORT } from '../../src/lab/lab-network.ts';
import { AGENCY, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { SippLoad } from '../../src/lab/phone/sipp-load.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { intake } from './intake.ts';
import { quantile } from './quantile.ts';

const LEAKS = 150;
const RATE = 20;
const EVERY_MS = 250;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** When an INVITE came over the leaking trunk, and when its CANCEL, by the carrier's own mirror: ms by Call-ID. */
class CancelTimes {
  readonly #invited = new Map<string, number>();
  readonly times: number[] = [];
  readonly #receiver: HepReceiver;

  constructor(lab: Lab) {
    this.#receiver = new HepReceiver({
      address: lab.network.watcher,
      port: CARRIER_CAPTURE_PORT,
      onProblem: () => undefined,
      onMessage: ({ source, payload, atMicros }) => {
        if (source.address !== lab.network.outside(1)) return;
        const text = payload.toString('latin1');
        const callId = /^Call-ID: (\S+)\r$/m.exec(text)?.[1] ?? '';
        if (text.startsWith('INVITE ')) this.#invited.set(callId, atMicros);
        const began = this.#invited.get(callId);
        if (text.startsWith('CANCEL ') && began !== undefined && this.#invited.delete(callId))
          this.times.push((atMicros - began) / 1000);
      },
    });
  }

  async open(): Promise<void> {
    await this.#receiver.start();
  }

  async close(): Promise<void> {
    await this.#receiver.stop();
  }
}

/** The leaking door of the second trunk: its From is a number of the agency. Each call through `bench-leak` finds it open, although the last one closed it. */
async function leak(lab: Lab): Promise<void> {
  const path = join(lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
  const text = await readFile(path, 'utf8');
  const door = /(\[t2-private\]\ntype=endpoint\n[\s\S]*?\n)from_user=.*\n/;
  await writeFile(path, text.replace(door, `$1from_user=${AGENCY.dids.desk.slice(1)}\n`));
  await lab.agency.console('module reload res_pjsip.so');
  const plan = join(lab.agencyConfig, 'extensions.conf');
  const opened = [
    '[bench-wait]',
    'exten => _X.,1,Wait(1)',
    '[bench-leak]',
    'exten => _X.,1,NoOp(${DB_DELETE(withheld/closed-t2-private)})',
    ' same => n,Goto(desk,${EXTEN},1)',
  ];
  await writeFile(plan, `${await readFile(plan, 'utf8')}\n${opened.join('\n')}\n`);
  await lab.agency.console('dialplan reload');
}

/** Calls a number through the leaking door: one request, because a console command would take the cores from what is measured. */
async function callOut(lab: Lab, number: string): Promise<void> {
  const url = new URL(`http://${lab.network.inside}:${HTTP_PORT}/ari/channels`);
  url.search = new URLSearchParams({
    endpoint: `Local/${number}@bench-leak`,
    extension: number,
    context: 'bench-wait',
    timeout: '10',
  }).toString();
  const authorization = `Basic ${Buffer.from(`driver:${lab.credentials.driver}`).toString('base64')}`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization } });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
}

async function cancels(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'withheld-bench-'));
  const trunks = [
    { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'address' },
    { id: 't2', profile: 'rfc3325', transport: 'udp', access: 'address' },
  ] as const;
  const lab = await Lab.up(directory, { plan: { release: '22', trunks }, asterisk: null, told: say });
  const daemon = new ServeProcess(lab);
  const times = new CancelTimes(lab);
  try {
    await leak(lab);
    await daemon.start();
    await times.open();
    const scratch = join(await lab.scratch(), 'load');
    await mkdir(scratch, { recursive: true });
    const background = new SippLoad({
      extension: '101',
      password: lab.credentials.phones['101'] ?? '',
      address: lab.network.phone('101'),
      port: SIP_PORT,
      pbx: { address: lab.network.inside, port: SIP_PORT },
      sippCommand: lab.packages.command('usr/bin/sipp'),
      directory: scratch,
      numbers: [trunkNumbers(0).answers],
      ratePerSecond: RATE,
      seconds: Math.ceil((LEAKS * EVERY_MS) / 1000) + 4,
      talkMs: 200,
    }).run();
    await pause(2_000);
    for (let at = 0; at < LEAKS; at += 1) {
      await callOut(lab, trunkNumbers(1).ringsOut);
      await pause(EVERY_MS);
    }
    const { placed, failed } = await background;
    await pause(500);
    const quantiles = [0.5, 0.9, 0.99].map((share) => quantile(times.times, share).toFixed(2));
    say(
      `\nwire check: leaking INVITE on the wire to its CANCEL on the wire, ms on the carrier's clock; ${cpus().length} cores`,
    );
    say(
      `background ${RATE} calls/s: ${placed} placed, ${failed} failed; leaks ${LEAKS}, cancelled ${times.times.length}`,
    );
    say(`p50 ${quantiles[0]}  p90 ${quantiles[1]}  p99 ${quantiles[2]}  (aim 2 and 10)`);
    if (times.times.length < LEAKS) process.exitCode = 1;
  } finally {
    await times.close();
    await daemon.stop();
    await lab.down();
    await rm(directory, { recursive: true, force: true });
  }
}

/** `npm run bench -- wire-check`. */
export async function wireCheck(): Promise<void> {
  await cancels();
  await intake([]);
}
