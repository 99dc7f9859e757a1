import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../../src/config/load.ts';
import { type DoorShape, doorShape } from '../../src/identity/carrier-profile.ts';
import { FarEnd, type SeenMessage } from '../../src/lab/far-end.ts';
import { Lab } from '../../src/lab/lab.ts';
import { deskPhone, placeCall } from '../../src/lab/lab-call.ts';
import { HTTP_PORT } from '../../src/lab/lab-network.ts';
import type { LabTrunk } from '../../src/lab/lab-plan.ts';
import { canaries } from '../../src/lab/lab-status.ts';
import type { InviteWording, PhoneResult, PhoneStep } from '../../src/lab/phone/phone-step.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { headerValue } from '../../src/lab/sip-message.ts';
import { canariesIn, departures, faultsOf } from '../../src/lab/verdict.ts';
import { type ContactStatus, contactBecomes } from './contact-status.ts';

export const TWO_TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
];

type Door = 'private' | 'parent' | 'emergency';

/** A lab of real PBXs for one test file, watched from the carrier's side. */
export class LabUnderTest {
  /** Those that are up. */
  static readonly all = new Set<LabUnderTest>();

  readonly lab: Lab;
  readonly farEnd: FarEnd;
  readonly daemon: ServeProcess;

  private constructor(lab: Lab) {
    this.lab = lab;
    this.farEnd = new FarEnd(lab);
    this.daemon = new ServeProcess(lab);
  }

  static async up(trunks: readonly LabTrunk[] = TWO_TRUNKS, release: '22' | '16' = '22'): Promise<LabUnderTest> {
    const directory = await mkdtemp(join(tmpdir(), 'withheld-lab-'));
    const lab = await Lab.up(directory, { plan: { release, trunks }, asterisk: null, told: () => undefined });
    const under = new LabUnderTest(lab);
    await under.farEnd.open();
    LabUnderTest.all.add(under);
    return under;
  }

  async down(): Promise<void> {
    LabUnderTest.all.delete(this);
    await this.daemon.stop();
    await this.farEnd.close();
    await this.lab.down();
    await rm(this.lab.directory, { recursive: true, force: true });
  }

  /** A call from a registered desk phone; what was seen before is forgotten. */
  async call(from: string, to: string, steps: readonly PhoneStep[], wording?: InviteWording): Promise<PhoneResult> {
    this.farEnd.clear();
    const result = await placeCall(this.lab, from, to, steps, wording);
    // A transfer leaves two strangers talking to each other.
    if (steps.some(({ do: step }) => step.endsWith('transfer'))) await this.hangUpAll();
    await this.quiet();
    return result;
  }

  /** A phone that waits for a call and then does `steps`. */
  async waiting(extension: string, steps: readonly PhoneStep[]) {
    return await (await deskPhone(this.lab, extension)).expect(steps);
  }

  /**
   * Does `call` while `phone` forwards to `to` by a 302. Asterisk (read in 22.10.1) loses a forward when Dial looks at the phone's leg just
   * between PJSIP's news of the redirection and its target: `wait_for_answer` then reads the hang-up behind it (seen once in some 300 on two
   * busy cores). The call goes on in the house, nothing leaves, and it is done again: twice at most.
   */
  async forwarding<Outcome>(phone: string, to: string, call: () => Promise<Outcome>): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      const waiting = await this.waiting(phone, [{ do: 'redirect', to }]);
      const outcome = await call();
      const { status } = await waiting.result;
      if (status !== 302) throw new Error(`the phone said ${status}, not 302`);
      if (this.invites().length > 0 || attempt === 3) return outcome;
    }
  }

  /**
   * Adds to the agency's dialplan what another administrator might have written: `desk` are lines of the context the phones are in, `contexts`
   * whole contexts.
   */
  async addDialplan(desk: readonly string[], contexts: readonly string[]): Promise<void> {
    const path = join(this.lab.agencyConfig, 'extensions.conf');
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text.replace('[desk]\n', `[desk]\n${desk.join('\n')}\n`)}\n${contexts.join('\n')}\n`);
    await this.lab.agency.console('dialplan reload');
  }

  /** Adds whole contexts to the carrier's dialplan. */
  async addCarrierDialplan(contexts: readonly string[]): Promise<void> {
    await appendFile(join(this.lab.carrierConfig, 'extensions.conf'), `\n${contexts.join('\n')}\n`);
    await this.lab.carrier.console('dialplan reload');
  }

  /** A request to the agency's ARI as the user who may do everything. Gives status and body. */
  async ari(method: string, path: string, query: Readonly<Record<string, string>> = {}) {
    const url = new URL(`http://${this.lab.network.inside}:${HTTP_PORT}/ari/${path}`);
    url.search = new URLSearchParams(query).toString();
    const authorization = `Basic ${Buffer.from(`driver:${this.lab.credentials.driver}`).toString('base64')}`;
    const answer = await fetch(url, { method, headers: { authorization } });
    return { status: answer.status, text: await answer.text() };
  }

  /** The survivor calls one of the agency's numbers from the public network and stays for so many seconds. */
  async survivorCalls(did: string, seconds: number): Promise<void> {
    await this.lab.carrier.console(`channel originate Local/${did}@survivor/n application Wait ${seconds}`);
  }

  /** The survivor's call to `did`, which a desk phone forwards; settles when every leg is gone. What was seen before is forgotten. */
  async survivorIsForwarded(did: string): Promise<void> {
    this.farEnd.clear();
    await this.survivorCalls(did, 2);
    await this.until(() => this.answered() > 0);
    await this.quiet();
  }

  /**
   * Nothing answers at the n-th trunk's carrier any more: the carrier forgets its transport, and the agency's PBX has had the time to
   * notice (qualify).
   */
  async deafenCarrier(trunk: number): Promise<void> {
    const { id } = this.lab.plan.trunks[trunk] ?? { id: '' };
    const path = join(this.lab.carrierConfig, 'pjsip.conf');
    const text = await readFile(path, 'utf8');
    const elsewhere = text.replace(
      `bind=${this.lab.network.carrier(trunk)}:`,
      `bind=${this.lab.network.carrier(100)}:`,
    );
    await writeFile(path, elsewhere);
    await this.lab.carrier.stop();
    await this.lab.carrier.start();
    await this.contactBecomes(id, 'Unavail');
    // The carriers were away for a moment, all of them: the others are back when the PBX knows it.
    for (const other of this.lab.plan.trunks) if (other.id !== id) await this.contactBecomes(other.id, 'Avail');
    await this.quiet();
  }

  /** Waits until the agency's PBX has noticed (qualify), and will not think otherwise a moment later. */
  async contactBecomes(trunk: string, status: ContactStatus): Promise<void> {
    await contactBecomes((command) => this.lab.agency.console(command), trunk, status);
  }

  /** Opens every door that the live check has closed, as if a test had shown it clean. */
  async openDoors(): Promise<void> {
    await this.lab.agency.console('database deltree withheld');
  }

  async hangUpAll(): Promise<void> {
    await pause(400);
    await this.lab.agency.console('channel request hangup all');
  }

  /** Waits until something has come about; the test's own expectation tells when it has not. */
  async until(holds: () => boolean, patienceMs = 12_000): Promise<void> {
    const end = Date.now() + patienceMs;
    while (Date.now() < end && !holds()) await pause(100);
  }

  /** Asks until the answer is as it should be, and gives the last answer; the test's own expectation tells when it is not. */
  async soon<Answer>(ask: () => Promise<Answer>, holds: (answer: Answer) => boolean, patienceMs = 12_000) {
    const end = Date.now() + patienceMs;
    for (;;) {
      const answer = await ask();
      if (holds(answer) || Date.now() > end) return answer;
      await pause(200);
    }
  }

  /** How many of the agency's calls a carrier answered: ACKs to a 2xx have a branch of their own, so dialogs are counted. */
  answered(): number {
    const answers = this.farEnd.seen.flatMap(({ direction, message }) => {
      const invited =
        message !== null && message.startLine === 'SIP/2.0 200 OK' && /INVITE/.test(headerValue(message, 'CSeq') ?? '');
      return direction === 'to-agency' && invited ? [headerValue(message, 'Call-ID')] : [];
    });
    return new Set(answers).size;
  }

  /** Waits until no leg is left on either PBX and the mirror has shown nothing new for a while. */
  async quiet(patienceMs = 20_000): Promise<void> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      const counts = await Promise.all(
        [this.lab.agency, this.lab.carrier].map((pbx) => pbx.console('core show channels count')),
      );
      if (counts.every((text) => /^0 active channels/m.test(text))) break;
      await pause(100);
    }
    await this.farEnd.still();
  }

  /**
   * What was not as it must be in everything seen since the last call began, when a call had to leave and every INVITE to a carrier had to go
   * through `door`. Each INVITE is judged by the profile of the trunk it went over; words of the agency are looked for in every message to a
   * carrier. A call that did not leave is a fault, and so is a mirror that showed something nobody can judge. A call that went `straight` to the
   * door, past the dialplan, cannot have the code in front of its number that the dialplan dials.
   */
  faults(door: Door, reached: 'by-dialplan' | 'straight' = 'by-dialplan'): readonly string[] {
    const left = this.invites().length > 0 ? [] : ['no INVITE reached a carrier'];
    const shaped = (shape: DoorShape) => (reached === 'straight' ? { ...shape, dialPrefix: '' } : shape);
    const faults = this.#ofEachTrunk(door, (seen, shape, words) => faultsOf(seen, shaped(shape), words));
    return [...left, ...this.#lost(), ...faults];
  }

  /**
   * What left since the last call began, when nothing may have: empty is the wish. The mirror is put to the proof first: the PBX must ask every
   * carrier for a sign of life, and the far end must see it do so.
   */
  async leftAnyway(): Promise<readonly string[]> {
    const { agency, plan } = this.lab;
    const before = this.farEnd.seen.length;
    for (const { id } of plan.trunks) await agency.console(`pjsip qualify ${id}-private`);
    const shown = (id: string) =>
      this.farEnd.seen
        .slice(before)
        .some(({ trunk, message }) => trunk === id && message?.kind === 'request' && message.method === 'OPTIONS');
    await this.until(() => plan.trunks.every(({ id }) => shown(id)), 5_000);
    const blind = plan.trunks.flatMap(({ id }) => (shown(id) ? [] : [`${id}: the mirror shows nothing`]));
    return [...blind, ...this.#lost(), ...this.#ofEachTrunk('private', departures)];
  }

  #lost(): readonly string[] {
    const { unreadable, unplaced } = this.farEnd;
    return [
      ...(unreadable > unplaced ? ['the mirror was not readable'] : []),
      ...(unplaced > 0 ? ['a message of no known trunk was seen'] : []),
    ];
  }

  #ofEachTrunk(door: Door, judge: typeof faultsOf): readonly string[] {
    const loaded = loadConfig(this.lab.configPath);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const { organisation, sites, trunks } = loaded.config;
    const [site] = sites;
    if (site === undefined) throw new Error('no site');
    return trunks.flatMap((trunk) => {
      const seen = this.farEnd.seen.filter((message) => message.trunk === trunk.id);
      const faults = judge(seen, doorShape(trunk, organisation, site, door), canaries(this.lab));
      return faults.map((fault) => `${trunk.id} (${trunk.profile}): ${fault}`);
    });
  }

  /** The secret words the agency's PBX itself sent to a carrier in dialogs the carrier began: the number it was called on is its own. */
  wordsToldToCallers(did: string): readonly string[] {
    const own = new Set([did.slice(-9), '491570006']);
    const words = canaries(this.lab).filter((word) => !own.has(word));
    return this.sent().flatMap(({ raw }) => canariesIn(raw, words));
  }

  /** Waits until a daemon that will not become ready answers questions all the same: both links up, heartbeat confirmed. */
  async settled(daemon: ServeProcess, patienceMs = 20_000): Promise<void> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      const text = await fetch(new URL('readyz', daemon.consoleUrl)).then(
        (answer) => answer.text(),
        () => '{}',
      );
      const { checks = [] } = JSON.parse(text) as { checks?: { name: string; ok: boolean }[] };
      if (checks.some(({ name, ok }) => name === 'decisions' && ok)) return;
      await pause(200);
    }
    throw new Error('no decisions');
  }

  sent(): readonly SeenMessage[] {
    return this.farEnd.seen.filter(({ direction }) => direction === 'to-carrier');
  }

  /** `trunk: dialled user part` of every INVITE that reached a carrier, challenges left aside. */
  invites(): readonly string[] {
    const starts = this.sent().flatMap(({ trunk, message }) => {
      const dialled = /^INVITE sips?:([^@]*)@/.exec(message?.startLine ?? '')?.[1];
      return dialled === undefined ? [] : [`${trunk}: ${dialled}`];
    });
    return [...new Set(starts)];
  }

  /** The methods of the requests the agency's PBX sent. */
  methods(): readonly string[] {
    return this.sent().flatMap(({ message }) => /^([A-Z]+) /.exec(message?.startLine ?? '')?.[1] ?? []);
  }
}

export const talk = (forMs: number): PhoneStep => ({ do: 'talk', forMs });
