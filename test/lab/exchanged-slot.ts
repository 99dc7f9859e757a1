import { join } from 'node:path';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { OWNERS } from '../../src/adapters/sqlite/schema.ts';
import { paperOf, paperSlot } from '../../src/console/client/paper.ts';
import { newSecretKeys } from '../../src/console/client/secret-keys.ts';
import type { SecuredLab } from './secured-lab.ts';

/** What somebody does who can write to the files of the server: puts other keys into the paper slot of a mailbox. */
export class ExchangedSlot {
  readonly #owners: DatabaseGuest;
  readonly #box: string;

  constructor(house: SecuredLab, box: string) {
    this.#owners = new DatabaseGuest(join(house.under.lab.directory, 'storage'), OWNERS);
    this.#box = box;
  }

  async kept(): Promise<string> {
    const kept = await this.#owners.read('SELECT paper_slot FROM owner WHERE box = ?', [this.#box]);
    if (kept.outcome !== 'ok') throw new Error(kept.why);
    return String(kept.value[0]?.['paper_slot']);
  }

  async put(slot: string): Promise<void> {
    const sql = 'UPDATE owner SET paper_slot = ? WHERE box = ?';
    const failure = await this.#owners.write([{ sql, params: [slot, this.#box] }]);
    if (failure !== null) throw failure;
  }

  /** Seals keys of their own to a recovery key of which they have the public part; `null`: without a mark. */
  async foreign(recoveryKey: string, mark: string | null): Promise<string> {
    const { recovery } = await paperOf(recoveryKey);
    return await paperSlot(await newSecretKeys({ recovery, mark, escrow: null }), this.#box);
  }
}
