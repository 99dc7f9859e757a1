import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asAnswer } from './ari/answer.ts';
import { AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';

/** Kinds of PJSIP objects of which the settings of a door are made, by the suffix of their names. */
const ENDPOINT = ['asterisk', 'config', 'dynamic', 'res_pjsip', 'endpoint'] as const;

export interface FingerprintOptions {
  readonly target: AriTarget;
  /** Names of the doors' endpoints. */
  readonly doors: readonly string[];
  /** Of the product's own files (`<PBX's configuration>/withheld`), doors and dialplan. */
  readonly files: string;
}

/**
 * One value for everything about the PBX that decides what leaves: its version, when it was started and reloaded, the effective settings of every
 * door (`GET /asterisk/config/dynamic/res_pjsip/endpoint/…`), and the files the doors and the dialplan are read from: a file that was changed is
 * the next reload's. It says only whether something is as it was.
 */
export class PbxFingerprint {
  readonly #requester: AriRequester;
  readonly #options: FingerprintOptions;

  constructor(options: FingerprintOptions) {
    this.#requester = new AriRequester(options.target, LINK_TIMING);
    this.#options = options;
  }

  /** `null` when the PBX did not answer every question. `also`: what else decides. Never rejects. */
  async now(also: string): Promise<string | null> {
    const hash = createHash('sha256').update(`${also}\0`);
    const paths = [['asterisk', 'info'], ...this.#options.doors.map((door) => [...ENDPOINT, door])];
    for (const path of paths) {
      const answer = asAnswer(await this.#requester.send({ method: 'GET', path }));
      if (answer.outcome === 'unknown') return null;
      // A door that is not there is a state like any other.
      hash.update(answer.outcome === 'ok' ? answer.value : answer.why).update('\0');
    }
    await addFiles(hash, this.#options.files);
    return hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.#requester.close();
  }
}

/** Names and contents. A folder or a file that may not be read is a state like any other. */
async function addFiles(hash: Hash, directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of [...names].sort()) {
    const content = await readFile(join(directory, name)).catch(() => 'unreadable');
    hash.update(`${name}\0`).update(content).update('\0');
  }
}
