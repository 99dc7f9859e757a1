import { Access } from '../access/access.ts';
import { MessageFolders } from '../adapters/message-files/message-folders.ts';
import { ShredListFile } from '../adapters/message-files/shred-list.ts';
import { WebAuthn } from '../adapters/passkeys/web-authn.ts';
import { readerOf } from '../adapters/sealing/age-key.ts';
import { Database } from '../adapters/sqlite/database.ts';
import { logNotice } from '../adapters/sqlite/notice-log.ts';
import { SqliteOwnerStore } from '../adapters/sqlite/owner-store.ts';
import { OWNERS } from '../adapters/sqlite/schema.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import type { Config } from '../config/config.ts';
import { messageDirectory, shredListPath } from '../config/message-places.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../ports/log.ts';
import type { LoginVault } from '../ports/login-vault.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import { Shredder } from '../voicemail/shredder.ts';

export interface OwnerAccessParts {
  readonly config: Config;
  readonly log: Log;
  readonly vault: LoginVault;
  readonly mailboxes: MailboxStore;
  /** What is in a mailbox has changed. */
  readonly changed: () => void;
}

/** How long what waits gets to reach the disk when the daemon stops. */
const STOP_MS = 3_000;
const TIDY_MS = 3_600_000;

/** Owners of secured mailboxes with their database. Part of the composition root. */
export class OwnerAccess {
  readonly access: Access;
  readonly #database: Database;
  readonly #log: Log;
  #stopTidying: (() => void) | null = null;

  constructor({ changed, config, log, mailboxes, vault }: OwnerAccessParts) {
    const { storage, voicemail } = config;
    this.#log = log;
    this.#database = new Database({ directory: storage.directory, schema: OWNERS, clock });
    const shelf = new MessageFolders(messageDirectory(config));
    const list = new ShredListFile(shredListPath(config));
    const keptDays = { heard: voicemail.keep_heard_days, unheard: voicemail.keep_unheard_days };
    const shredder = new Shredder({ shelf, list, store: mailboxes, clock, log, keptDays });
    const escrow = voicemail.escrow === undefined ? null : readerOf(voicemail.escrow, 'reader');
    // The configuration let no other text through; without it messages would be sealed to fewer readers than was agreed.
    if (escrow instanceof Failure) throw escrow;
    this.access = new Access({
      ...{ clock, log, vault, mailboxes, shelf, changed },
      passkeys: new WebAuthn(),
      owners: new SqliteOwnerStore(this.#database, () => clock.now()),
      shred: (message) => shredder.shred(message, 'deleted'),
      secured: voicemail.secured,
      forwardTo: voicemail.forward_to ?? null,
      escrow,
    });
  }

  /** Begins and returns; `mailboxes` is open by then, or tried again later. */
  async start(): Promise<void> {
    this.#database.onNotice((notice) => logNotice(this.#log, this.#database.file, notice));
    await this.#database.start();
    await this.access.start();
    this.#stopTidying = timer.every(TIDY_MS, () => void this.access.tidy());
  }

  async stop(): Promise<void> {
    this.#stopTidying?.();
    await this.#database.stop(STOP_MS);
  }
}
