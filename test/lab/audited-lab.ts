import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Lab } from '../../src/lab/lab.ts';
import { withheld } from '../unit/cli/product-process.ts';

interface Found {
  readonly id: string;
  readonly severity: string;
  readonly rows: readonly string[];
  readonly from: string;
  readonly found: string;
  readonly why: string;
  readonly fix: string;
}

/** What must be found: id → how bad it is, and rows of the leak catalogue among which each must be. */
type Expected = Readonly<Record<string, readonly [severity: string, ...rows: string[]]>>;

/** A lab whose agency PBX is set wrongly by hand, as an administrator would, and audited by the command. */
export class AuditedLab {
  readonly #lab: Lab;
  /** Files that were edited, as they were; `null`: not there. */
  readonly #before = new Map<string, string | null>();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get config(): string {
    return this.#lab.configPath;
  }

  /** Runs the command to its end. */
  async command(...words: readonly string[]) {
    return await withheld(['audit', '--config', this.config, ...words]);
  }

  /** Every finding: id → the rest. */
  async findings(): Promise<ReadonlyMap<string, Found>> {
    const { stdout, stderr } = await this.command('--json');
    if (stdout === '') throw new Error(stderr);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Found[] };
    return new Map(findings.map((each) => [each.id, each]));
  }

  /** Findings that are not there, or are otherwise than they must be. */
  async wrong(expected: Expected): Promise<readonly string[]> {
    const found = await this.findings();
    return Object.entries(expected).flatMap(([id, [severity, ...rows]]) => {
      const each = found.get(id);
      if (each === undefined) return [`${id}: not found`];
      const missing = rows.filter((row) => !each.rows.includes(row));
      return each.severity === severity && missing.length === 0
        ? []
        : [`${id}: ${each.severity} ${each.rows.join(' ')}`];
    });
  }

  /** Changes a file of the agency's PBX. */
  async edit(name: string, change: (text: string) => string): Promise<void> {
    const path = join(this.#lab.agencyConfig, name);
    const before = await readFile(path, 'utf8').catch(() => null);
    const after = change(before ?? '');
    if (!this.#before.has(path)) this.#before.set(path, before);
    if (after === before) throw new Error(`nothing changed in ${name}`);
    await writeFile(path, after);
  }

  /** Sets an option of a section of a file; the lines of that name that were there are taken away. */
  async set(name: string, section: string, options: Readonly<Record<string, string>>): Promise<void> {
    await this.edit(name, (text) => {
      const at = text.indexOf(`[${section}]\ntype=endpoint\n`);
      const begin = at < 0 ? text.indexOf(`[${section}]\n`) : at;
      if (begin < 0) throw new Error(`no section ${section}`);
      const next = text.indexOf('\n[', begin + 1);
      const end = next < 0 ? text.length : next;
      const kept = text
        .slice(begin, end)
        .split('\n')
        .filter((line) => !Object.keys(options).some((key) => line.startsWith(`${key}=`)));
      const lines = Object.entries(options).map(([key, value]) => `${key}=${value}`);
      return [text.slice(0, begin), [...kept, ...lines, ''].join('\n'), text.slice(end)].join('');
    });
  }

  /** Makes the PBX read everything again. */
  async reload(): Promise<void> {
    await this.#lab.reload();
    await pause(500);
  }

  async console(command: string): Promise<string> {
    return await this.#lab.agency.console(command);
  }

  /** Runs `act`, and puts back the files it edited. Only those: reading all of them again at once can freeze Asterisk. */
  async whileSet(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } finally {
      for (const [path, text] of this.#before) await (text === null ? rm(path) : writeFile(path, text));
      this.#before.clear();
      await this.reload();
    }
  }
}
