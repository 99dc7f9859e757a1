import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';

const SECRET = 'only-for-tests-only-for-tests';

/** What a test changes in the house's configuration. */
export interface HouseOptions {
  readonly ariPort?: number;
  readonly amiPort?: number;
  readonly consolePort?: number;
  readonly constants?: string;
  readonly outsideLine?: string;
}

/** A made-up agency on the disk: a configuration with two trunks, two sites and three rules, and its secrets, in a directory of its own. */
export class House {
  readonly directory = mkdtempSync(join(tmpdir(), 'withheld-house-'));
  readonly configPath = join(this.directory, 'withheld.yaml');
  readonly storage = join(this.directory, 'storage');
  readonly tokenKey = join(this.directory, 'token.key');

  constructor(options: HouseOptions = {}) {
    this.write('ari', options.ariPort === undefined ? SECRET : 'ari-secret');
    this.write('ami', options.amiPort === undefined ? SECRET : 'ami-secret');
    this.write('trunk', SECRET);
    this.write('withheld.yaml', this.#text(options));
  }

  /** The configuration as the product reads it. */
  config(): Config {
    const loaded = loadConfig(this.configPath, {});
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    return loaded.config;
  }

  write(name: string, text: string, mode = 0o600): void {
    const path = join(this.directory, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
  }

  makeStorage(mode = 0o700): void {
    mkdirSync(this.storage);
    chmodSync(this.storage, mode);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #text({ ariPort = 1, amiPort = 2, consolePort = 3, constants = 'auto', outsideLine = '0' }: HouseOptions): string {
    return `version: 1
organisation: { name: Parent Organisation, numbers: ["+61255500200"], domain: parent.example }
secrets: { words: [Example Refuge] }
country: AU
outside_line: ["${outsideLine}"]
sites:
  - { id: one, number: "+61255500147", extensions: ["101", "102"] }
  - { id: two, number: "+61255500148", extensions: ["201"] }
trunks:
  - { id: t1, profile: rfc3325, host: one.carrier.example, transport: udp, dial_format: e164-plus }
  - id: t2
    profile: account-from
    host: two.carrier.example
    transport: tcp
    dial_format: national
    account: "+61255500200"
    register: { username: account, password: { file: trunk } }
asterisk:
  ari: { url: "http://127.0.0.1:${ariPort}", username: withheld, password: { file: ari } }
  ami: { port: ${amiPort}, username: withheld, password: { file: ami } }
  constants: ${constants}
rules:
  - { name: court-sees-the-parent, from: ["101"], to: ["+61255500201"], door: parent }
  - { name: never-call, to: ["+61255500202"], refuse: true }
  - { name: by-the-second, to: ["+61255500203"], trunk: t2 }
storage: { directory: ${this.storage}, token_key_file: ${this.tokenKey} }
console: { port: ${consolePort} }
`;
  }
}
