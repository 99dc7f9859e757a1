import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { MessageFolders } from '../../src/adapters/message-files/message-folders.ts';
import { opened } from '../../src/adapters/sealing/age-opener.ts';
import { Failure } from '../../src/failure.ts';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import { ensurePackages } from '../../src/lab/packages.ts';
import { productCommand } from '../../src/lab/serve-process.ts';
import { trunksReady } from '../../src/lab/trunks-ready.ts';
import type { ShelvedMessage } from '../../src/ports/message-shelf.ts';
import { type KeyPair, StockAge } from '../stock-age.ts';
import { LabUnderTest } from './lab-under-test.ts';

/** What calls the secured mailbox 105, and what the ordinary one, 101. */
export const SECURED_DID = '+61255501009';
export const ORDINARY_DID = AGENCY.dids.voicemail;

/** Calls for so many seconds, speaking all the time. */
const TALKER = [
  '[talker]',
  'exten => _X.,1,Set(TIMEOUT(absolute)=${EXTEN})',
  ' same => n(again),Playback(demo-congrats)',
  ' same => n,Goto(again)',
];

/** A lab with a secured mailbox, whose PBX records into memory. */
export class SecuredLab {
  readonly under: LabUnderTest;
  readonly age: StockAge;
  readonly owner: KeyPair;
  readonly recovery: KeyPair;
  /** Where the PBX records: a tmpfs. */
  readonly memory: string;

  private constructor(under: LabUnderTest, age: StockAge, keys: readonly [KeyPair, KeyPair], memory: string) {
    this.under = under;
    this.age = age;
    [this.owner, this.recovery] = keys;
    this.memory = memory;
  }

  /** `settings`: of the configuration's section `voicemail`. */
  static async up(settings: Readonly<Record<string, unknown>> = {}, release: '22' | '16' = '22'): Promise<SecuredLab> {
    const trunks = [{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' }] as const;
    const under = await LabUnderTest.up(trunks, release);
    const { lab } = under;
    const memory = await mkdtemp('/dev/shm/withheld-recordings-');
    await rm(join(lab.directory, 'agency/spool/recording'), { recursive: true, force: true });
    await symlink(memory, join(lab.directory, 'agency/spool/recording'));
    const keys = join(lab.directory, '..', `${lab.directory.split('/').at(-1)}-keys`);
    await mkdir(keys, { mode: 0o700 });
    const age = new StockAge(await ensurePackages('22', () => undefined), keys);
    const pairs = [await age.identity('owner.txt'), await age.identity('recovery.txt')] as const;
    const config = parse(await readFile(lab.configPath, 'utf8'));
    await writeFile(
      lab.configPath,
      stringify({ ...config, voicemail: { secured: ['105'], ...settings }, decision: { deadline_ms: 2_000 } }),
    );
    await lab.generate();
    const path = join(lab.agencyConfig, 'extensions.conf');
    const text = await readFile(path, 'utf8');
    const entry = (did: string, box: string) => `exten => ${did},1,Goto(withheld-voicemail,${box},1)`;
    await writeFile(
      path,
      text.replace(
        `exten => ${ORDINARY_DID},1,VoiceMail(101@default,u)`,
        `${entry(SECURED_DID, '105')}\n${entry(ORDINARY_DID, '101')}`,
      ),
    );
    await lab.agency.console('dialplan reload');
    await under.addCarrierDialplan(TALKER);
    return new SecuredLab(under, age, pairs, memory);
  }

  async down(): Promise<void> {
    await this.under.down();
    await rm(this.memory, { recursive: true, force: true });
    await rm(this.age.directory, { recursive: true, force: true });
  }

  /** Gives the mailbox its keys, as an administrator does, while the daemon runs. */
  async enrol(box = '105'): Promise<void> {
    const { recipient } = this.owner;
    const { status, text } = await this.command(
      'mailbox',
      'add',
      box,
      '--recipient',
      recipient,
      '--recovery',
      this.recovery.recipient,
    );
    if (status !== 0) throw new Error(text);
  }

  /** A command of the product, with the lab's configuration. */
  async command(...words: readonly string[]): Promise<{ readonly status: number | null; readonly text: string }> {
    const [program = '', ...parameters] = [...productCommand(), ...words, '--config', this.under.lab.configPath];
    const { status, stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8', timeout: 30_000 });
    return { status, text: stdout + stderr };
  }

  /** Somebody calls and speaks until they have been on the line for so many seconds; the greeting takes some six of them. */
  async speaks(did: string, seconds: number): Promise<void> {
    await this.under.lab.carrier.console(`channel originate Local/${did}@survivor/n extension ${seconds}@talker`);
  }

  /** How many legs are in a context of the agency's dialplan. */
  async legsIn(context: string): Promise<number> {
    const { text } = await this.under.ari('GET', 'channels');
    const channels = JSON.parse(text) as { dialplan: { context: string } }[];
    return channels.filter(({ dialplan }) => dialplan.context === context).length;
  }

  /** The names of the recordings of those who are through to the mailbox; none while the PBX does not answer. */
  async through(): Promise<readonly string[]> {
    const text = await this.under.ari('GET', 'channels').then(
      ({ status, text: told }) => (status === 200 ? told : '[]'),
      () => '[]',
    );
    const channels = JSON.parse(text) as { dialplan: { context: string; exten: string } }[];
    return channels.flatMap(({ dialplan }) => (dialplan.context === 'withheld-message' ? [dialplan.exten] : []));
  }

  /** What lies in memory, by name. */
  async recorded(): Promise<ReadonlyMap<string, Buffer>> {
    const names = await readdir(this.memory);
    const files = await Promise.all(
      names.map(async (name) => [name, await readFile(join(this.memory, name)).catch(() => null)] as const),
    );
    return new Map(files.flatMap(([name, bytes]) => (bytes === null ? [] : [[name, bytes] as const])));
  }

  get shelf(): MessageFolders {
    return new MessageFolders(join(this.under.lab.directory, 'storage/voicemail'));
  }

  async messages(): Promise<readonly ShelvedMessage[]> {
    const all = await this.shelf.all();
    if (all instanceof Failure) throw all;
    return all;
  }

  /** A message's WAV file as the stock age opens it with a printed recovery key. Rejects where it does not. */
  async voiceByPaper({ box, id }: ShelvedMessage, recoveryKey: string): Promise<Buffer> {
    const { directory } = this.age;
    const [identity, key] = [join(directory, 'paper.txt'), join(directory, `${id}.key`)];
    await rm(key, { force: true });
    await writeFile(identity, `${recoveryKey}\n`, { mode: 0o600 });
    const storage = join(this.under.lab.directory, 'storage/voicemail');
    await this.age.decrypt(join(storage, 'keys', id, 'recovery.age'), identity, `${id}.key`);
    return await this.age.decrypt(join(storage, 'messages', box, id, 'voice.age'), key, `${id}.wav`);
  }

  /** What was spoken in a message, opened with the owner's key. */
  async voice(message: ShelvedMessage): Promise<Buffer> {
    const sealed = await this.shelf.read(message);
    const clear = sealed instanceof Failure ? sealed : await opened(sealed, this.owner.text);
    if (clear instanceof Failure) throw clear;
    return samplesIn(Buffer.from(clear.voice));
  }

  /** How often the daemon said something, over all its lives. */
  async said(event: string): Promise<number> {
    const text = await readFile(this.under.daemon.outputFile, 'utf8');
    return text.split('\n').filter((line) => line.includes(`"${event}"`)).length;
  }

  /** The agency's PBX dies at once, and is started again. */
  async killAsterisk(): Promise<void> {
    const { agency, plan } = this.under.lab;
    const pid = await agency.pid();
    if (pid === null) throw new Error('it does not run');
    process.kill(pid, 'SIGKILL');
    // Its threads hold its console's socket for a moment after it is a zombie.
    for (let turn = 0; turn < 500 && isThere(pid); turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await agency.start();
    await trunksReady(plan, (command) => agency.console(command));
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The samples of a WAV file, by its header. */
export function samplesIn(file: Buffer): Buffer {
  return file.subarray(44, 44 + file.readUInt32LE(40));
}
