import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { headerOf } from '../../src/adapters/sip-probe/sip-words.ts';
import { Lab } from '../../src/lab/lab.ts';
import { HTTP_PORT } from '../../src/lab/lab-network.ts';
import { DESK_PHONES } from '../../src/lab/lab-plan.ts';
import type { PartyCall } from './party/party-call.ts';
import { SipParty } from './party/sip-party.ts';

/** What a phone does with a call from this caller. */
export type Reception = 'answer' | 'ring' | number;

const TRUNKS = ['t1', 't2', 't3', 't4'] as const;

/** Callers' numbers, all of ACMA's fictional mobiles are too few: they only have to be told apart, and leave the machine by no way. */
function callerNumber(at: number): string {
  return `0491${String(570_000 + at).padStart(6, '0')}`;
}

export interface DropsLabOptions {
  readonly release?: '22' | '16';
  /** Seconds without RTP after which the PBX gives a leg up. */
  readonly rtpTimeout: number;
}

/**
 * A lab for dropped calls: the agency's PBX with `rtp_timeout` and parking, and in place of the carriers and the desk phones parties with real media that
 * can vanish one call at a time.
 */
export class DropsLab {
  readonly lab: Lab;
  readonly carriers: readonly SipParty[];
  readonly phones: ReadonlyMap<string, SipParty>;
  readonly #atPhones = new Map<string, (call: PartyCall) => void>();
  readonly #atCarriers = new Map<string, (call: PartyCall) => void>();
  readonly #receptions = new Map<string, Reception>();
  #callers = 0;

  private constructor(lab: Lab) {
    this.lab = lab;
    this.carriers = TRUNKS.map(
      (_, at) =>
        new SipParty({
          address: lab.network.carrier(at),
          user: 'carrier',
          credentials: null,
          pbx: lab.network.outside(at),
          called: (call, invite) => this.#atCarrier(call, /^INVITE sips?:([^@]*)@/.exec(invite.start)?.[1] ?? ''),
        }),
    );
    this.phones = new Map(
      DESK_PHONES.map(({ extension }) => [
        extension,
        new SipParty({
          address: lab.network.phone(extension),
          user: extension,
          credentials: { username: extension, password: lab.credentials.phones[extension] ?? '' },
          pbx: lab.network.inside,
          called: (call, invite) => this.#atPhone(call, /sips?:([^@>]*)@/.exec(headerOf(invite, 'from'))?.[1] ?? ''),
        }),
      ]),
    );
  }

  static async up(options: DropsLabOptions): Promise<DropsLab> {
    const directory = await mkdtemp(join(tmpdir(), 'withheld-drops-'));
    const trunks = TRUNKS.map((id) => ({ id, profile: 'rfc3325', transport: 'udp', access: 'address' }) as const);
    const { release = '22', rtpTimeout } = options;
    const lab = await Lab.up(directory, { plan: { release, trunks }, asterisk: null, told: () => undefined });
    const drops = new DropsLab(lab);
    await lab.carrier.stop();
    await drops.#configure(rtpTimeout);
    await lab.agency.stop();
    await drops.#parties();
    await drops.startPbx();
    return drops;
  }

  async down(): Promise<void> {
    for (const party of [...this.carriers, ...this.phones.values()]) await party.stop();
    await this.lab.down();
    await rm(this.lab.directory, { recursive: true, force: true });
  }

  /** Starts the agency's PBX; the phones register. */
  async startPbx(): Promise<void> {
    await this.lab.agency.start();
    for (const phone of this.phones.values())
      for (let attempt = 0; attempt < 20 && !(await phone.register()); attempt += 1) await pause(100);
  }

  /** A request to the agency's ARI as the user who may do everything. */
  async ari(method: string, path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const url = new URL(`http://${this.lab.network.inside}:${HTTP_PORT}/ari/${path}`);
    url.search = new URLSearchParams(query).toString();
    const authorization = `Basic ${Buffer.from(`driver:${this.lab.credentials.driver}`).toString('base64')}`;
    const answer = await fetch(url, { method, headers: { authorization } });
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  }

  /** The PBX's id of the leg of this dialog. */
  async legOf({ callId }: PartyCall): Promise<string> {
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const channels = (await this.ari('GET', 'channels')) as readonly { id: string; protocol_id?: string }[];
      for (const { id, protocol_id } of channels) {
        if (protocol_id === callId) return id;
        if (protocol_id !== undefined) continue;
        const query = { variable: 'CHANNEL(pjsip,call-id)' };
        const told = (await this.ari('GET', `channels/${id}/variable`, query)) as { value?: string } | null;
        if (told?.value === callId) return id;
      }
      await pause(50);
    }
    throw new Error('no leg of this call');
  }

  /** The survivor calls a worker's phone. Gives their side, and the worker's once the phone rings. */
  async survivorCalls(
    extension: string,
    reception: Reception = 'answer',
    trunk = 0,
    did = `+612555011${extension.slice(1)}`,
  ) {
    this.#callers += 1;
    const from = callerNumber(this.#callers);
    this.#receptions.set(from, reception);
    const worker = new Promise<PartyCall>((found) => this.#atPhones.set(from, found));
    const survivor = await (this.carriers[trunk] as SipParty).call(did, from);
    return { survivor, worker, from };
  }

  /** A worker calls a number of the public network, where this is done with the call. */
  async workerCalls(extension: string, reception: Reception = 'answer') {
    this.#callers += 1;
    const digits = `037${String(1_000_000 + this.#callers)}`;
    const key = digits.slice(1);
    this.#receptions.set(key, reception);
    const survivor = new Promise<PartyCall>((found) => this.#atCarriers.set(key, found));
    const worker = await (this.phones.get(extension) as SipParty).call(digits, extension);
    return { survivor, worker };
  }

  #atPhone(call: PartyCall, from: string): void {
    this.#receive(this.phones, call, this.#receptions.get(from) ?? 'answer');
    this.#atPhones.get(from)?.(call);
  }

  #atCarrier(call: PartyCall, dialled: string): void {
    const key = dialled.slice(-9);
    this.#receive(this.carriers, call, this.#receptions.get(key) ?? 'answer');
    this.#atCarriers.get(key)?.(call);
  }

  #receive(parties: Iterable<SipParty> | ReadonlyMap<string, SipParty>, call: PartyCall, reception: Reception): void {
    const all = parties instanceof Map ? [...parties.values()] : [...(parties as Iterable<SipParty>)];
    const party = all.find(({ calls }) => calls.includes(call));
    if (reception === 'answer') setTimeout(() => party?.answer(call), 100);
    else if (reception !== 'ring') setTimeout(() => party?.refuse(call, reception), 100);
  }

  async #parties(): Promise<void> {
    for (const party of [...this.carriers, ...this.phones.values()]) await party.start();
  }

  /** Values of `dropped-calls.md` section 7, but for the time that the bench shortens. */
  async #configure(rtpTimeout: number): Promise<void> {
    const etc = this.lab.agencyConfig;
    const edit = async (path: string, change: (text: string) => string) => {
      const file = join(etc, path);
      await writeFile(file, change(await readFile(file, 'utf8')));
    };
    const media = (hold: number) => `rtp_timeout=${rtpTimeout}\nrtp_timeout_hold=${hold}`;
    await edit('withheld/pjsip-doors.conf', (text) =>
      text.replaceAll(/^rtp_timeout=\d+$/gm, `rtp_timeout=${rtpTimeout}`),
    );
    await edit('pjsip.conf', (text) =>
      text
        .replaceAll(/(\[1\d\d\]\ntype=endpoint)/g, `$1\n${media(900)}`)
        .replaceAll('max_contacts=1', 'max_contacts=1\nqualify_frequency=10\nqualify_timeout=3'),
    );
    await edit('extensions.conf', (text) =>
      text.replace('include => house', 'include => parkedcalls\ninclude => house'),
    );
    await edit('rtp.conf', (text) => `${text}rtcpinterval=2000\n`);
    await edit('modules.conf', (text) => text.replace('noload=res_parking.so\n', ''));
    await writeFile(
      join(etc, 'res_parking.conf'),
      '[general]\n\n[default]\nparkext=700\nparkpos=701-720\ncontext=parkedcalls\nparkingtime=120\n',
    );
    await appendFile(
      join(etc, 'extensions.conf'),
      [
        '',
        '[from-carrier](+)',
        'exten => _+6125550110[1-9],1,Dial(PJSIP/10${EXTEN:-1},60)',
        ' same => n,Hangup()',
        'exten => +61255501199,1,Answer()',
        ' same => n,Queue(waiting)',
        '',
      ].join('\n'),
    );
    await appendFile(join(etc, 'queues.conf'), '\n[waiting]\nstrategy=ringall\ntimeout=60\nmember => PJSIP/103\n');
  }
}
