import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from '../../../src/lab/lab.ts';

/** One file of the agency's PBX as somebody leaves it. `file` is below its configuration directory. */
export interface Edit {
  readonly file: string;
  readonly change: (text: string) => string;
}

/** What somebody did to the PBX by hand. */
export interface Edits {
  readonly files: readonly Edit[];
  /** Modules loaded beside those the product leaves, in this order. */
  readonly modules?: readonly string[];
}

export const DOORS = 'withheld/pjsip-doors.conf';
export const LEAVE = 'withheld/withheld-leave.conf';

/**
 * An edit of one section, the one that begins with `[name]` and `type=`: lines that begin with one of `without` go, and so does what stood for
 * the keys of `lines`, which are put in their place. Keys that may stand there many times (`set_var`, `match`) stay beside what is added.
 */
export function section(
  file: string,
  name: string,
  type: string,
  lines: readonly string[],
  without: readonly string[] = [],
): Edit {
  const keys = lines.map((line) => line.slice(0, line.indexOf('=') + 1)).filter((key) => key !== 'set_var=');
  const gone = [...without, ...keys];
  return {
    file,
    change: (text) => {
      const begin = text.indexOf(`[${name}]\ntype=${type}\n`);
      if (begin < 0) throw new RangeError(`no section ${name} of type ${type} in ${file}`);
      const next = text.indexOf('\n[', begin + 1);
      const end = next < 0 ? text.length : next;
      const kept = text
        .slice(begin, end)
        .trimEnd()
        .split('\n')
        .filter((line) => !gone.some((start) => line.startsWith(start)));
      return [text.slice(0, begin), [...kept, ...lines, ''].join('\n'), text.slice(end)].join('');
    },
  };
}

/** An edit of a door's endpoint. */
export function door(name: string, lines: readonly string[], without: readonly string[] = []): Edit {
  return section(DOORS, name, 'endpoint', lines, without);
}

/** An edit that replaces a text, which must be there. */
export function replaced(file: string, was: string | RegExp, becomes: string): Edit {
  return { file, change: (text) => text.replace(was, becomes) };
}

/** What makes Asterisk read a file again. Only that: reading everything again at once can freeze it. */
function reloadsOf(file: string): readonly string[] {
  if (file.endsWith('extensions.conf') || /^withheld\/(?:withheld-|dialplan-)/.test(file)) return ['dialplan reload'];
  const doors = file === DOORS ? ['module reload res_pjsip_outbound_registration.so'] : [];
  return /pjsip/.test(file) ? ['module reload res_pjsip.so', ...doors] : [];
}

/** The agency's PBX, as it is changed by hand and put back. */
export class HandEditedPbx {
  readonly #lab: Lab;
  /** Files that are not as they were, and what they were; `null`: not there. */
  readonly #before = new Map<string, string | null>();
  readonly #loaded = new Set<string>();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Makes these edits and no others: what an earlier call left is put back. Modules stay loaded until `undo`. */
  async make({ files, modules = [] }: Edits): Promise<void> {
    const texts = new Map<string, string | null>(this.#before);
    for (const { file, change } of files) {
      if (!this.#before.has(file)) this.#before.set(file, await this.#read(file));
      const text = texts.get(file) ?? this.#before.get(file) ?? '';
      const edited = change(text);
      if (edited === text) throw new RangeError(`nothing changed in ${file}`);
      texts.set(file, edited);
    }
    for (const [file, text] of texts)
      await (text === null ? rm(this.#path(file), { force: true }) : writeFile(this.#path(file), text));
    for (const module of modules) await this.#load(module);
    await this.#reload([...texts.keys()]);
    for (const file of texts.keys()) if (!files.some((edit) => edit.file === file)) this.#before.delete(file);
  }

  /** Puts everything back as the product left it. */
  async undo(): Promise<void> {
    for (const module of [...this.#loaded].reverse()) await this.#lab.agency.console(`module unload ${module}.so`);
    await this.make({ files: [] });
    this.#loaded.clear();
  }

  async #load(module: string): Promise<void> {
    if (this.#loaded.has(module)) return;
    await this.#lab.agency.console(`module load ${module}.so`);
    const shown = await this.#lab.agency.console(`module show like ${module}.so`);
    if (!/ [0-9]+ +Running/.test(shown)) throw new RangeError(`${module} does not run`);
    this.#loaded.add(module);
  }

  async #reload(files: readonly string[]): Promise<void> {
    for (const command of new Set(files.flatMap(reloadsOf))) await this.#lab.agency.console(command);
  }

  async #read(file: string): Promise<string | null> {
    return await readFile(this.#path(file), 'utf8').catch(() => null);
  }

  #path(file: string): string {
    return join(this.#lab.agencyConfig, file);
  }
}
