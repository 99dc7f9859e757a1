import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access } from '../../../src/access/access.ts';
import type { AccessParts } from '../../../src/access/access-parts.ts';
import { MessageFolders } from '../../../src/adapters/message-files/message-folders.ts';
import { ShredListFile } from '../../../src/adapters/message-files/shred-list.ts';
import { WebAuthn } from '../../../src/adapters/passkeys/web-authn.ts';
import { AgeSealer } from '../../../src/adapters/sealing/age-sealer.ts';
import { bytesOfBase32, codeAt, stepAt } from '../../../src/adapters/sealing/time-code.ts';
import { TokenKey } from '../../../src/adapters/sealing/token-key.ts';
import { Database } from '../../../src/adapters/sqlite/database.ts';
import { DatabaseGuest } from '../../../src/adapters/sqlite/guest.ts';
import { SqliteMailboxStore } from '../../../src/adapters/sqlite/mailbox-store.ts';
import { inviteWrite, SqliteOwnerStore } from '../../../src/adapters/sqlite/owner-store.ts';
import { OWNERS, VOICEMAIL } from '../../../src/adapters/sqlite/schema.ts';
import type { KeyChange } from '../../../src/call/key-change.ts';
import type { Mailbox, MessageId } from '../../../src/call/mailbox.ts';
import { newRecoveryKey, paperOf, paperSlot } from '../../../src/console/client/paper.ts';
import { newSecretKeys, type SecretKeys, signed } from '../../../src/console/client/secret-keys.ts';
import { fromSecret, newSalt, sealedSlot } from '../../../src/console/client/slots.ts';
import { ConsoleServer } from '../../../src/console/server.ts';
import { Failure } from '../../../src/failure.ts';
import { Shredder } from '../../../src/voicemail/shredder.ts';
import { paddedWave } from '../../../src/voicemail/voice.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';
import { READY } from '../shown-status.ts';

export const ORIGIN = 'https://mailbox.example.org';
const DAY_MS = 86_400_000;
export const TOKEN_KEY = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7 + 1));
const KEY = new TokenKey(TOKEN_KEY);

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly json: any;
}

export interface Words {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The console with secured mailboxes 101 and 102, on a real disk and a real port. Only the clock is played. */
export class Site {
  readonly directory = mkdtempSync(join(tmpdir(), 'withheld-mailbox-'));
  readonly clock = new FakeTimer();
  readonly log = new KeptLog();
  readonly shelf = new MessageFolders(join(this.directory, 'voicemail'));
  readonly list = new ShredListFile(join(this.directory, 'apart/shredded'));
  readonly store: SqliteMailboxStore;
  readonly owners: SqliteOwnerStore;
  readonly ownersDatabase: Database;
  readonly voicemailDatabase: Database;
  readonly #databases: readonly Database[];
  readonly #server: ConsoleServer;
  #access: Access | null = null;

  constructor() {
    const { clock, directory, log } = this;
    const [voicemail, owners] = [VOICEMAIL, OWNERS].map((schema) => new Database({ directory, schema, clock }));
    if (voicemail === undefined || owners === undefined) throw new Error('no databases');
    this.#databases = [voicemail, owners];
    this.ownersDatabase = owners;
    this.voicemailDatabase = voicemail;
    this.store = new SqliteMailboxStore(voicemail);
    this.owners = new SqliteOwnerStore(owners, () => clock.now());
    this.#server = new ConsoleServer({
      ...{ host: '127.0.0.1', port: 0, log, origin: ORIGIN },
      status: () => READY,
      metrics: () => Promise.resolve(''),
      notices: () => [],
    });
  }

  get port(): number {
    return this.#server.port ?? 0;
  }

  get access(): Access {
    if (this.#access === null) throw new Error('not up');
    return this.#access;
  }

  async up(): Promise<void> {
    for (const database of this.#databases) await database.start();
    await this.restart();
  }

  /** A new life of the daemon: what was in memory is gone. `settings`: of its configuration, or other parts. */
  async restart(settings: Partial<AccessParts> = {}): Promise<void> {
    const { clock, list, log, owners, shelf, store } = this;
    await this.#server.stop();
    const shredder = new Shredder({ clock, list, log, shelf, store, keptDays: { heard: 14, unheard: 60 } });
    this.#access = new Access({
      ...{ clock, log, owners, shelf, mailboxes: store, vault: KEY.ownerVault() },
      passkeys: new WebAuthn(),
      shred: (message) => shredder.shred(message, 'deleted'),
      changed: () => undefined,
      secured: ['101', '102'],
      forwardTo: null,
      escrow: null,
      ...settings,
    });
    await this.#access.start();
    const failure = await this.#server.start(this.#access);
    if (failure !== null) throw failure;
    // A code that the life before could have taken is none; the one after the next is the first.
    await clock.wind(30_000);
  }

  /** `gone`: and what it has kept goes too. */
  async down(gone = true): Promise<void> {
    await this.#server.stop();
    for (const database of this.#databases) await database.stop();
    if (gone) rmSync(this.directory, { recursive: true, force: true });
  }

  async invite(box: string, code = `CODE${box}${box}${box}`, hours = 24): Promise<string> {
    const invite = { box: box as Mailbox, codeHash: KEY.ownerVault().digestOf(code) };
    const expiresAt = this.clock.now() + hours * 3_600_000;
    const failure = await new DatabaseGuest(this.directory, OWNERS).write([inviteWrite({ ...invite, expiresAt })]);
    if (failure !== null) throw failure;
    return code;
  }

  /** A message of so many seconds for `box`, sealed as the daemon does it. */
  async message(box: string, nth = 1): Promise<MessageId> {
    const id = `${nth}`.padStart(32, 'a') as MessageId;
    const kept = await this.store.mailboxes();
    const readers = kept.outcome === 'ok' ? (kept.value.find((each) => each.box === box)?.readers ?? []) : [];
    const voice = paddedWave({ samples: Buffer.alloc(16_000, nth) });
    const sealed = await new AgeSealer().seal(voice, `{"version":1,"nth":${nth}}\n`, readers);
    if (sealed instanceof Failure) throw sealed;
    const failure = await this.shelf.put({ box: box as Mailbox, id }, sealed);
    if (failure !== null) throw failure;
    const day = this.clock.now() - (this.clock.now() % DAY_MS);
    await this.store.sealed({ id, box: box as Mailbox, day, heardDay: null, held: false });
    return id;
  }

  ask(path: string, { method = 'GET', headers = {}, body }: Words = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const to = { host: '127.0.0.1', port: this.port, path, method, agent: false };
      const asked = httpRequest({ ...to, headers: { host: `localhost:${this.port}`, ...headers } }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => {
          const bytes = Buffer.concat(pieces);
          const isJson = String(response.headers['content-type']).includes('json');
          const json = isJson ? JSON.parse(bytes.toString('utf8')) : null;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, json });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}

/** A browser at the mailbox: its cookie, its keys, its authenticator. */
export class Visitor {
  readonly site: Site;
  cookie = '';
  /** By which the browser is known. */
  device = '';
  box = '';
  secondFactor = '';
  recovery = '';
  passphrase = 1;
  /** Everything that it has sent. */
  readonly sent: string[] = [];
  keys: SecretKeys | null = null;

  constructor(site: Site) {
    this.site = site;
  }

  get secretKeys(): SecretKeys {
    if (this.keys === null) throw new Error('not enrolled');
    return this.keys;
  }

  get cookies(): string {
    return [this.cookie, this.device].filter((each) => each !== '').join('; ');
  }

  async get(path: string): Promise<Reply> {
    return await this.site.ask(`/mailbox/api/${path}`, { headers: { cookie: this.cookies } });
  }

  async post(path: string, body: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const own = {
      origin: `http://localhost:${this.site.port}`,
      'content-type': 'application/json',
      cookie: this.cookies,
    };
    this.sent.push(JSON.stringify(body));
    const words = { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) };
    const reply = await this.site.ask(`/mailbox/api/${path}`, words);
    for (const set of reply.headers['set-cookie'] ?? []) {
      const [pair = ''] = set.split(';');
      if (pair.includes('withheld-device')) this.device = pair;
      else this.cookie = pair;
    }
    return reply;
  }

  /** The authenticator's code for a time step from now. */
  code(steps = 0): string {
    return codeAt(bytesOfBase32(this.secondFactor), stepAt(this.site.clock.now()) + steps);
  }

  /** The next code that was not used yet: half a minute passes. */
  async nextCode(): Promise<string> {
    await this.site.clock.wind(30_000);
    return this.code();
  }

  /** What the browser makes from the passphrase. argon2id is left out: its slowness is of no use here. */
  async made() {
    return await fromSecret(new Uint8Array(32).fill(this.passphrase));
  }

  /** The body with which an enrolment ends. `keys`: those that the paper has opened again. */
  async enrolment(code: string, keys: SecretKeys | null = null) {
    const begun = await this.post('enrol/begin', { code });
    if (begun.status !== 200) throw new Error(begun.json.code);
    const { before, box, recovering, secondFactor, ticket } = begun.json;
    this.box = box;
    this.secondFactor = secondFactor;
    if (keys === null) this.recovery = await newRecoveryKey();
    const escrow = begun.json.escrow?.recipient ?? null;
    this.keys = keys ?? (await newSecretKeys({ ...(await paperOf(this.recovery)), escrow }));
    const { recovery } = this.keys.agreed;
    const { recipient, signing } = this.keys;
    const change = await this.signed(recovering === null ? 'enrolled' : 'recovered', before);
    const { key, proof } = await this.made();
    return {
      ...{ ticket, recipient, signing, salt: newSalt(), proof, code: await this.nextCode() },
      ...{ day: change.day, before: change.before, signature: change.signature, recovery },
      passphraseSlot: await sealedSlot(this.keys, key, box),
      paperSlot: await paperSlot(this.keys, box),
    };
  }

  async enrol(box: string): Promise<void> {
    const body = await this.enrolment(await this.site.invite(box));
    const ended = await this.post('enrol/end', body);
    if (ended.status !== 200) throw new Error(ended.json.code);
  }

  async login(): Promise<Reply> {
    const { proof } = await this.made();
    return await this.post('login', { mailbox: this.box, proof, code: await this.nextCode() });
  }

  async signed(kind: KeyChange['kind'], before: string, keys = this.secretKeys): Promise<KeyChange> {
    const day = this.site.clock.now() - (this.site.clock.now() % DAY_MS);
    const { agreed, recipient, signing } = keys;
    const recovery = kind === 'enrolled' || kind === 'reprinted' ? agreed.recovery : null;
    return await signed({ box: this.box as Mailbox, kind, recipient, signing, recovery, day, before }, this.secretKeys);
  }
}

/** Somebody who owns `box` and is logged in. */
export async function ownerAt(site: Site, box: string): Promise<Visitor> {
  const visitor = new Visitor(site);
  await visitor.enrol(box);
  const reply = await visitor.login();
  if (reply.status !== 200) throw new Error(reply.json.code);
  return visitor;
}
