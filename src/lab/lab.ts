import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';
import { constantsFor, pbxPlanOf } from '../adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../adapters/asterisk/files/product-files.ts';
import { loadConfig } from '../config/load.ts';
import { Failure } from '../failure.ts';
import { agencyFiles } from './agency-pbx.ts';
import { AsteriskProcess } from './asterisk-process.ts';
import { carrierFiles, type LabCredentials } from './carrier-pbx.ts';
import { freeBlock } from './lab-block.ts';
import { makeCertificates } from './lab-certificates.ts';
import { labConfig, secretFiles } from './lab-config.ts';
import { type LabNetwork, labNetwork } from './lab-network.ts';
import { DESK_PHONES, type LabPlan } from './lab-plan.ts';
import { type AsteriskInstall, ensurePackages, ownAsterisk, type PackageRoot, packagedAsterisk } from './packages.ts';
import { baseFiles } from './pbx-base.ts';

/** What a lab remembers of itself, in `lab.json`: enough to find everything again from another process. */
interface LabRecord {
  readonly plan: LabPlan;
  readonly block: string;
  readonly credentials: LabCredentials;
  /** The machine's own Asterisk, when the agency's PBX is that. */
  readonly asterisk: string | null;
}

export interface LabUpOptions {
  readonly plan: LabPlan;
  readonly asterisk: string | null;
  readonly told: (line: string) => void;
}

const password = (): string => randomBytes(18).toString('base64url');

function newCredentials(plan: LabPlan): LabCredentials {
  const registering = plan.trunks.filter((trunk) => trunk.access === 'register');
  return {
    phones: Object.fromEntries(DESK_PHONES.map(({ extension }) => [extension, password()])),
    trunks: Object.fromEntries(registering.map((trunk) => [trunk.id, password()])),
    ari: password(),
    ami: password(),
    driver: password(),
  };
}

async function writeFiles(directory: string, files: readonly PbxFile[]): Promise<void> {
  for (const { path, text } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, text, { mode: 0o600 });
  }
}

/** The directory of the shipped dialplan: beside `src` when run from source, beside `dist` when installed. */
const DIALPLAN = fileURLToPath(new URL('../../dialplan/', import.meta.url));

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

  readonly #ownAsterisk: boolean;

  private constructor(directory: string, record: LabRecord, packages: PackageRoot, installs: Installs) {
    this.directory = directory;
    this.plan = record.plan;
    this.#ownAsterisk = record.asterisk !== null;
    this.credentials = record.credentials;
    this.network = labNetwork(record.block);
    this.packages = packages;
    this.agency = new AsteriskProcess(installs.agency, join(directory, 'agency'));
    this.carrier = new AsteriskProcess(installs.carrier, join(directory, 'carrier'));
  }

  /** Builds a lab in an empty or new directory and starts both PBXs. Throws `Failure`; a lab that did not start leaves nothing running. */
  static async up(directory: string, options: LabUpOptions): Promise<Lab> {
    const at = resolve(directory);
    const there = await readRecord(at);
    if (there !== null) {
      const old = await Lab.open(at);
      if ((await old.agency.pid()) !== null || (await old.carrier.pid()) !== null) throw new Failure('LAB_ALREADY_UP');
      await rm(at, { recursive: true, force: true });
    }
    const record: LabRecord = {
      plan: options.plan,
      block: await freeBlock(),
      credentials: newCredentials(options.plan),
      asterisk: options.asterisk,
    };
    const { packages, installs } = await installsOf(record, options.told);
    const lab = new Lab(at, record, packages, installs);
    await mkdir(at, { recursive: true, mode: 0o700 });
    await lab.#write(installs);
    await writeFile(join(at, 'lab.json'), JSON.stringify(record, null, 2), { mode: 0o600 });
    try {
      options.told('starting the carrier and the agency PBX …');
      await Promise.all([lab.carrier.start(), lab.agency.start()]);
      await lab.#registered();
    } catch (cause) {
      await lab.down();
      throw cause;
    }
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

  /** Makes both PBXs read their configuration again, as it stands. */
  async reload(): Promise<void> {
    await Promise.all([this.agency.console('core reload'), this.carrier.console('core reload')]);
  }

  /** Writes the product's PBX files anew from `withheld.yaml`. Throws CONFIG_INVALID with the first problem. */
  async generate(): Promise<void> {
    const loaded = loadConfig(this.configPath);
    if (!loaded.ok) throw new Failure('CONFIG_INVALID', loaded.problems[0]);
    // An Asterisk of the machine's own may be of any release: unknown means the way that freezes none.
    const packaged = this.plan.release === '16' ? '16.28.0' : '22.10.1';
    const version = this.#ownAsterisk ? '' : packaged;
    const plan = pbxPlanOf(loaded.config, constantsFor(version, loaded.config.asterisk.constants));
    await writeFiles(this.agencyConfig, productFiles(plan));
    const shipped = (await readdir(DIALPLAN)).filter((name) => name.endsWith('.conf'));
    for (const name of shipped) await cp(join(DIALPLAN, name), join(this.agencyConfig, 'withheld', name));
  }

  async #write(installs: Installs): Promise<void> {
    const { plan, network, credentials, directory } = this;
    const certificates = join(directory, 'certificates');
    const tls = plan.trunks.flatMap((trunk, at) => (trunk.transport === 'tls' ? [network.carrier(at)] : []));
    if (tls.length > 0) await makeCertificates(this.packages, certificates, tls);
    await pbxFiles(join(directory, 'agency'), installs.agency, agencyFiles(plan, network, credentials, certificates));
    await pbxFiles(
      join(directory, 'carrier'),
      installs.carrier,
      carrierFiles(plan, network, credentials, certificates),
    );
    const places = { secrets: join(directory, 'secrets'), storage: join(directory, 'storage') };
    await writeFiles(
      places.secrets,
      secretFiles(plan, credentials).map(({ name, text }) => ({ path: name, text })),
    );
    await writeFile(this.configPath, labConfig(plan, network, places), { mode: 0o600 });
    await this.generate();
  }

  /** Waits until every trunk that registers has done so. */
  async #registered(): Promise<void> {
    const expected = this.plan.trunks.filter((trunk) => trunk.access === 'register').length;
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const text = await this.agency.console('pjsip show registrations');
      if ((text.match(/\bRegistered\b/g) ?? []).length >= expected) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Failure('LAB_PBX_FAILED', 'a trunk did not register');
  }
}

interface Installs {
  readonly agency: AsteriskInstall;
  readonly carrier: AsteriskInstall;
}

async function installsOf(record: LabRecord, told: (line: string) => void) {
  const packages = await ensurePackages('22', told);
  const carrier = packagedAsterisk(packages);
  const own = record.asterisk === null ? null : await ownAsterisk(record.asterisk);
  const agency = own ?? (record.plan.release === '16' ? packagedAsterisk(await ensurePackages('16', told)) : carrier);
  return { packages, installs: { agency, carrier } };
}

async function readRecord(directory: string): Promise<LabRecord | null> {
  const text = await readFile(join(directory, 'lab.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as LabRecord);
}

async function pbxFiles(directory: string, install: AsteriskInstall, files: readonly PbxFile[]): Promise<void> {
  const own = (name: string) => join(directory, name);
  const directories = {
    etc: own('etc'),
    lib: own('lib'),
    db: own('db'),
    keys: own('keys'),
    spool: own('spool'),
    run: own('run'),
    log: own('log'),
  };
  for (const path of [...Object.values(directories), join(directories.keys, 'keys')])
    await mkdir(path, { recursive: true, mode: 0o700 });
  const { modules, data, sbin } = install;
  await writeFiles(directories.etc, [...baseFiles({ ...directories, modules, data, sbin }), ...files]);
}
