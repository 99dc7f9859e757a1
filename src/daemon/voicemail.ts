import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Access } from '../access/access.ts';
import { ConfiguredMailRoutes } from '../adapters/asterisk/mail-routes.ts';
import { AsteriskLamps } from '../adapters/asterisk/message-lamps.ts';
import { AsteriskRecordings } from '../adapters/asterisk/message-recordings.ts';
import { ariTarget } from '../adapters/asterisk/targets.ts';
import { LocalRelay } from '../adapters/mail/local-relay.ts';
import { MessageFolders } from '../adapters/message-files/message-folders.ts';
import { ShredListFile } from '../adapters/message-files/shred-list.ts';
import type { Metrics } from '../adapters/metrics/prometheus.ts';
import { AgeSealer } from '../adapters/sealing/age-sealer.ts';
import { Database } from '../adapters/sqlite/database.ts';
import { SqliteMailboxStore } from '../adapters/sqlite/mailbox-store.ts';
import { logNotice } from '../adapters/sqlite/notice-log.ts';
import { VOICEMAIL } from '../adapters/sqlite/schema.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import { ChildTranscriber } from '../adapters/transcription/child-transcriber.ts';
import { engineMemory, engineOf } from '../adapters/transcription/engine-of-config.ts';
import type { CallEvent } from '../call/call-event.ts';
import type { Config } from '../config/config.ts';
import { messageDirectory, shredListPath } from '../config/message-places.ts';
import type { Log } from '../ports/log.ts';
import type { LoginVault } from '../ports/login-vault.ts';
import type { MessageNames } from '../ports/message-names.ts';
import type { Pbx } from '../ports/pbx.ts';
import type { Check } from '../ports/status.ts';
import { Listening } from '../voicemail/listening.ts';
import { Mailboxes } from '../voicemail/mailboxes.ts';
import { MessageSealing } from '../voicemail/sealing.ts';
import { Voicemail } from '../voicemail/voicemail.ts';
import { OwnerAccess } from './owner-access.ts';

export interface SecuredMailboxParts {
  readonly config: Config;
  readonly pbx: Pbx;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** How long what waits gets to reach the disk when the daemon stops. */
const STOP_MS = 3_000;
/** Of the deadline of an answer, what is kept for everything but writing down who is let through; and what writing gets at least. */
const ANSWER_MS = 100;
const LEAST_WRITE_MS = 50;

/** The entry of the process that listens to a message, of the source or of what was built: whichever this file belongs to. */
const SPEECH_CHILD = new URL(
  import.meta.url.endsWith('.ts') ? '../speech-child.ts' : '../speech-child.js',
  import.meta.url,
);

/** Secured mailboxes with their adapters and their database. Part of the composition root. */
export class SecuredMailboxes {
  readonly #parts: SecuredMailboxParts;
  readonly #database: Database;
  readonly #recordings: AsteriskRecordings;
  readonly #lamps: AsteriskLamps;
  readonly #store: SqliteMailboxStore;
  #voicemail: Voicemail | null = null;
  #owners: OwnerAccess | null = null;

  private constructor(parts: SecuredMailboxParts) {
    const { storage, voicemail } = parts.config;
    this.#parts = parts;
    this.#database = new Database({ directory: storage.directory, schema: VOICEMAIL, clock });
    this.#store = new SqliteMailboxStore(this.#database);
    this.#recordings = new AsteriskRecordings(ariTarget(parts.config), voicemail.longest_s);
    this.#lamps = new AsteriskLamps(ariTarget(parts.config));
  }

  /** `null`: no mailbox is declared secured, and none ever was. */
  static of(parts: SecuredMailboxParts): SecuredMailboxes | null {
    const { storage, voicemail } = parts.config;
    const kept = existsSync(join(storage.directory, VOICEMAIL.file));
    return voicemail.secured.length > 0 || kept ? new SecuredMailboxes(parts) : null;
  }

  /** Empty until it is started. */
  get checks(): readonly Check[] {
    return this.#voicemail === null ? [] : [this.#voicemail.check];
  }

  /** What owners reach their mailboxes by; it answers "not now" until it is started. */
  accessWith(vault: LoginVault): Access {
    const { config, log } = this.#parts;
    this.#owners = new OwnerAccess({
      config,
      log,
      vault,
      mailboxes: this.#store,
      changed: () => this.#voicemail?.changed(),
    });
    return this.#owners.access;
  }

  /** Begins and returns; a database that cannot be had is waited for in the background. */
  async start(names: MessageNames): Promise<void> {
    const { config, log, metrics, pbx } = this.#parts;
    const { decision, storage, voicemail } = config;
    await mkdir(storage.directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
    this.#database.onNotice((notice) => logNotice(log, this.#database.file, notice));
    const opened = this.#database.start();
    const store = this.#store;
    const shelf = new MessageFolders(messageDirectory(config));
    const mailboxes = new Mailboxes(voicemail.secured, store, new ConfiguredMailRoutes(config.asterisk.directory));
    const recordings = this.#recordings;
    const listening = this.#listening();
    const secured = new Voicemail({
      pbx,
      recordings,
      lamps: this.#lamps,
      secured: voicemail.secured,
      writeMs: Math.max(LEAST_WRITE_MS, decision.deadline_ms - ANSWER_MS),
      names,
      mailboxes,
      store,
      shelf,
      list: new ShredListFile(shredListPath(config)),
      listening,
      sealing: new MessageSealing({ recordings, sealer: new AgeSealer(), shelf, store, mailboxes, listening }),
      ...this.#notices(),
      keptDays: { heard: voicemail.keep_heard_days, unheard: voicemail.keep_unheard_days },
      clock,
      timer,
      log,
      outcome: (outcome) => metrics.messages.count(outcome),
    });
    this.#voicemail = secured;
    // What is not yet open answers "unknown", and nothing is taken; only the first look waits.
    void opened.then(async () => {
      secured.start();
      await this.#owners?.start();
    });
  }

  #listening(): Listening {
    const { config, metrics } = this.#parts;
    const engine = engineOf(config);
    return new Listening({
      transcriber: new ChildTranscriber({ entry: SPEECH_CHILD, engine, memory: engineMemory(config) }),
      timer,
      leastConfidence: config.voicemail.transcriber.least_confidence_percent / 100,
      transcribed: (outcome) => metrics.messages.countTranscript(outcome),
    });
  }

  #notices() {
    const { every_min, from, relay, to } = this.#parts.config.voicemail.notices;
    return {
      mail: new LocalRelay({ ...relay, from }),
      addresses: new Map(to.map(({ mailbox, address }) => [mailbox, address])),
      everyMs: every_min * 60_000,
    };
  }

  async stop(): Promise<void> {
    await this.#voicemail?.stop();
    await Promise.all([this.#recordings.close(), this.#lamps.close()]);
    await this.#owners?.stop();
    await this.#database.stop(STOP_MS);
  }

  handle(event: CallEvent): void {
    this.#voicemail?.handle(event);
  }

  linked(): void {
    this.#voicemail?.linked();
  }
}
