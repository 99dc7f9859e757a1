import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';
import { constantsFor, pbxPlanOf } from '../adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../adapters/asterisk/files/product-files.ts';
import { type Complaint, PbxLog } from '../adapters/asterisk/pbx-log.ts';
import { probeLineAddress } from '../call/probe.ts';
import { loadConfig } from '../config/load.ts';
import { Failure } from '../failure.ts';
import { agencyFiles } from './agency-pbx.ts';
import { AsteriskProcess, asteriskPid } from './asterisk-process.ts';
import { askVersion } from './asterisk-version.ts';
import { carrierFiles, type LabCredentials } from './carrier-pbx.ts';
import { freeBlock, isFreeBlock } from './lab-block.ts';
import { makeCertificates } from './lab-certificates.ts';
import { labConfig, secretFiles } from './lab-config.ts';
import { LabFiles } from './lab-files.ts';
import { type Installs, installsOf } from './lab-installs.ts';
import { type LabNetwork, labNetwork } from './lab-network.ts';
import { DEFAULT_TRUNKS, type LabPlan } from './lab-plan.ts';
import { credentialsFor, type LabRecord, readRecord, writeRecord } from './lab-record.ts';
import { dataWithPrompts } from './lab-sounds.ts';
import { findOwnAsterisk, type OwnAsterisk, type OwnAsteriskPlace } from './own-asterisk.ts';
import type { PackageRoot } from './packages.ts';
import { below, markTaken, pbxFiles, touchChanged } from './pbx-files.ts';
import { trunksReady } from './trunks-ready.ts';

export interface LabUpOptions {
  /** What the lab is to be made of. What is not said is as it was in this directory, or the default. */
  readonly plan: Partial<LabPlan>;
  /** The machine's own Asterisk as the agency's PBX; `null`: Debian's. Not said: as it was in this directory, or Debian's. */
  readonly asterisk?: OwnAsteriskPlace | null;
  /** Build anew what an earlier lab left in the directory: nothing of it is kept. */
  readonly fresh?: boolean;
  readonly told: (line: string) => void;
}

/** What a PBX of the lab said of its configuration. */
export interface PbxComplaint extends Complaint {
  readonly pbx: PbxName;
}

/** The directory of the shipped dialplan: beside `src` when run from source, beside `dist` when installed. */
const DIALPLAN = fileURLToPath(new URL('../../dialplan/', import.meta.url));
const PBXS = ['agency', 'carrier'] as const;
type PbxName = (typeof PBXS)[number];

interface OnePbx {
  readonly name: PbxName;
  readonly pbx: AsteriskProcess;
  readonly log: PbxLog;
}

/**
 * A lab: an agency PBX as the product leaves it, and a carrier PBX that plays every carrier and the public network, two real Asterisk
 * processes on loopback below one directory. It outlives the process that brought it up.
 */
export class Lab {
  readonly directory: string;
  readonly network: LabNetwork;
  readonly plan: LabPlan;
  readonly credentials: LabCredentials;
  readonly agency: AsteriskProcess;
  readonly carrier: AsteriskProcess;
  readonly packages: PackageRoot;
  /** The machine's own Asterisk, when the agency's PBX is that. */
  readonly ownAsterisk: LabRecord['asterisk'];

  readonly #version: string;
  readonly #installs: Installs;

  private constructor(directory: string, record: LabRecord, packages: PackageRoot, installs: Installs) {
    this.directory = directory;
    this.plan = record.plan;
    this.ownAsterisk = record.asterisk;
    this.credentials = record.credentials;
    this.network = labNetwork(record.block);
    this.packages = packages;
    this.agency = new AsteriskProcess(installs.agency, join(directory, 'agency'));
    this.carrier = new AsteriskProcess(installs.carrier, join(directory, 'carrier'));
    this.#version = record.version;
    this.#installs = installs;
  }

  /**
   * Builds a lab and starts both PBXs. A lab that was in the directory and is down comes up again: with its plan where no other is asked for,
   * its passwords, its addresses, and its files as somebody edited them; what nobody edited is written anew. Throws `Failure`; a lab that
   * did not start leaves nothing running.
   */
  static async up(directory: string, options: LabUpOptions): Promise<Lab> {
    const at = resolve(directory);
    const there = await readRecord(at);
    for (const name of PBXS) if ((await asteriskPid(join(at, name))) !== null) throw new Failure('LAB_ALREADY_UP');
    const before = options.fresh ? null : there;
    const { own, plan } = await shapeOf(options, before);
    if (there !== null && before === null) await rm(at, { recursive: true, force: true });
    const files = await LabFiles.open(at);
    const block = before === null ? await freeBlock() : await blockAgain(before.block, files);
    const asterisk = own === null ? null : { program: own.program, modules: own.modules, data: own.data };
    const sketch = { plan, block, credentials: credentialsFor(plan, before?.credentials ?? null), asterisk };
    const { packages, installs } = await installsOf(sketch, options.told);
    const version = own?.version ?? (await askVersion(installs.agency.command)) ?? '';
    const record: LabRecord = { ...sketch, version };
    const lab = new Lab(at, record, packages, installs);
    await writeRecord(at, record);
    await lab.#write(files, options.told);
    tellOfFiles(files, before !== null, options.told);
    await lab.#start(options.told);
    return lab;
  }

  /** Finds the lab of a directory, running or not. Throws LAB_NOT_UP. */
  static async open(directory: string): Promise<Lab> {
    const at = resolve(directory);
    const record = await readRecord(at);
    if (record === null) throw new Failure('LAB_NOT_UP');
    const { packages, installs } = await installsOf(record, () => undefined);
    return new Lab(at, record, packages, installs);
  }

  get configPath(): string {
    return join(this.directory, 'withheld.yaml');
  }

  get agencyConfig(): string {
    return join(this.directory, 'agency/etc');
  }

  get carrierConfig(): string {
    return join(this.directory, 'carrier/etc');
  }

  /** A scratch directory for phones and captures. */
  async scratch(): Promise<string> {
    const path = join(this.directory, 'scratch');
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Ends both PBXs. What they wrote stays to be looked at. */
  async down(): Promise<void> {
    await Promise.all([this.agency.stop(), this.carrier.stop()]);
  }

  /** The version of the agency's Asterisk in its own words; empty when it does not say. */
  async version(): Promise<string> {
    return this.#version === '' ? ((await askVersion(this.#installs.agency.command)) ?? '') : this.#version;
  }

  /**
   * Makes both PBXs read their configuration again, as it stands, and gives what they refused of it, in the words of their logs. Throws
   * LAB_PBX_UNREACHABLE.
   */
  async reload(): Promise<readonly PbxComplaint[]> {
    const dead = await this.#pbxs(async ({ name, pbx }) => ((await pbx.pid()) === null ? [name] : []));
    if (dead.length > 0) throw new Failure('LAB_PBX_UNREACHABLE', `not running: ${dead.join(', ')}`);
    return await this.#pbxs(async ({ name, pbx, log }) => {
      await log.mark();
      // What is still broken since an earlier reload is to be said again.
      await touchChanged(this.directory, name);
      const began = new Date();
      await pbx.console('core reload').catch((cause: unknown) => {
        throw new Failure('LAB_PBX_UNREACHABLE', `${name} does not answer`, { cause });
      });
      const complaints = await this.#said(name, log, began);
      if ((await pbx.pid()) === null) throw new Failure('LAB_PBX_UNREACHABLE', `${name} ended while it reloaded`);
      return complaints;
    });
  }

  /** What a PBX refused of the configuration that it began to read at a moment. */
  async #said(name: PbxComplaint['pbx'], log: PbxLog, began: Date): Promise<readonly PbxComplaint[]> {
    const complaints = await log.complaints();
    if (complaints.length === 0) await markTaken(this.directory, name, began);
    return complaints.map((complaint) => ({ pbx: name, ...complaint }));
  }

  /** Writes the product's PBX files anew from `withheld.yaml`, edited or not. Throws CONFIG_INVALID with the first problem. */
  async generate(): Promise<void> {
    const files = await LabFiles.open(this.directory);
    await files.replace(await this.#product());
  }

  /** The product's PBX files, generated and shipped, by their path below the lab's directory. */
  async #product(): Promise<readonly PbxFile[]> {
    const loaded = loadConfig(this.configPath);
    if (!loaded.ok) throw new Failure('CONFIG_INVALID', loaded.problems[0]);
    const plan = pbxPlanOf(loaded.config, constantsFor(await this.version(), loaded.config.asterisk.constants));
    const names = (await readdir(DIALPLAN)).filter((name) => name.endsWith('.conf'));
    const shipped = await Promise.all(
      names.map(async (name) => ({ path: `withheld/${name}`, text: await readFile(join(DIALPLAN, name), 'utf8') })),
    );
    return below('agency/etc', [...productFiles(plan), ...shipped]);
  }

  async #write(files: LabFiles, told: (line: string) => void): Promise<void> {
    const { plan, network, credentials, directory } = this;
    const { agency, carrier } = this.#installs;
    const certificates = join(directory, 'certificates');
    const data = await dataWithPrompts(agency.data, join(directory, 'agency/data'), told);
    const tls = plan.trunks.flatMap((trunk, at) => (trunk.transport === 'tls' ? [at] : []));
    if (tls.length > 0)
      await makeCertificates(this.packages, certificates, [
        { name: 'carrier', addresses: tls.map(network.carrier) },
        { name: 'pbx', addresses: tls.map(network.outside) },
        { name: 'probe', addresses: tls.map((at) => probeLineAddress(network.block, at)) },
      ]);
    await files.place([
      ...(await pbxFiles(
        directory,
        'agency',
        { ...agency, data },
        agencyFiles(plan, network, credentials, certificates),
      )),
      ...(await pbxFiles(directory, 'carrier', carrier, carrierFiles(plan, network, credentials, certificates))),
    ]);
    const places = {
      secrets: join(directory, 'secrets'),
      storage: join(directory, 'storage'),
      pbxDirectory: this.agencyConfig,
      pbxConsole: this.agency.consoleCommand.slice(0, -1),
      certificates,
    };
    const secrets = secretFiles(plan, credentials).map(({ name, text }) => ({ path: name, text }));
    await files.place([
      ...below('secrets', secrets),
      { path: 'withheld.yaml', text: labConfig(plan, network, places) },
    ]);
    await files.place(await this.#product());
    await files.settle();
  }

  async #start(told: (line: string) => void): Promise<void> {
    told('starting the carrier and the agency PBX …');
    try {
      // The carrier first: an OPTIONS that finds it half started is lost, and three seconds later its door is unreachable for twelve.
      const complaints = [...(await this.#startOne('carrier')), ...(await this.#startOne('agency'))];
      for (const { pbx, level, source, text } of complaints) told(`${pbx}: ${level} ${source}: ${text}`);
      await trunksReady(this.plan, (command) => this.agency.console(command));
    } catch (cause) {
      await this.down();
      throw cause;
    }
  }

  async #startOne(name: PbxName): Promise<readonly PbxComplaint[]> {
    const { pbx, log } = this.#one(name);
    const began = new Date();
    await log.mark();
    await pbx.start();
    return await this.#said(name, log, began);
  }

  /** Asks or tells both PBXs at once. */
  async #pbxs<T>(act: (one: OnePbx) => Promise<readonly T[]>): Promise<readonly T[]> {
    return (await Promise.all(PBXS.map(async (name) => await act(this.#one(name))))).flat();
  }

  #one(name: PbxName): OnePbx {
    return { name, pbx: this[name], log: new PbxLog(join(this.directory, name, 'log/messages')) };
  }
}

/** What a lab is to be: what was asked for, else what was there, else the default. Throws when the Asterisk named cannot be used. */
async function shapeOf(options: LabUpOptions, before: LabRecord | null) {
  const named = options.asterisk === undefined ? (before?.asterisk ?? null) : options.asterisk;
  const own: OwnAsterisk | null = named === null ? null : await findOwnAsterisk(withoutBlanks(named));
  const plan: LabPlan = {
    release: options.plan.release ?? before?.plan.release ?? '22',
    trunks: options.plan.trunks ?? before?.plan.trunks ?? DEFAULT_TRUNKS,
    automaticTests: options.plan.automaticTests ?? before?.plan.automaticTests ?? false,
  };
  return { own, plan };
}

/** A record of an earlier version does not say where modules and data are. */
function withoutBlanks({ program, modules, data }: OwnAsteriskPlace): OwnAsteriskPlace {
  return { program, ...(modules ? { modules } : {}), ...(data ? { data } : {}) };
}

/** The addresses a lab had. Others when somebody uses them now, unless a person wrote them into a file: LAB_ADDRESS_TAKEN. */
async function blockAgain(block: string, files: LabFiles): Promise<string> {
  if (await isFreeBlock(block)) return block;
  if ((await files.edited()).length > 0) throw new Failure('LAB_ADDRESS_TAKEN');
  return await freeBlock();
}

function tellOfFiles({ kept, setAside }: LabFiles, again: boolean, told: (line: string) => void): void {
  if (again)
    told('a lab was here: its addresses, its passwords and what was edited are used again (--fresh builds anew)');
  for (const path of kept) told(`kept as edited: ${path}`);
  for (const path of setAside) told(`${path} was here already: it is now ${path}.before`);
}
