import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { spoken } from './speech-program.ts';

/** What we made there, so that a recording of somebody else is never taken for ours. */
const LEDGER = 'made-by-withheld.json';

/** Digests of a sound, and of the text and program it was made with. */
interface Made {
  readonly sound: string;
  readonly of: string;
}

export interface MadePrompts {
  readonly made: readonly string[];
  /** Ours, of the same text and program: not said again. */
  readonly unchanged: readonly string[];
  /** Recordings that were left as they are, because somebody else made them. */
  readonly kept: readonly string[];
}

function digestOf(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The sounds of our prompts on a PBX: a folder of files, some ours, some recorded by the agency. */
export class PromptFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Names for which there is no file in any format. Rejects with the file system's error, unless the folder is not there. */
  async missing(names: Iterable<string>): Promise<readonly string[]> {
    const there = new Set((await this.#files()).map(nameOf));
    return [...names].filter((name) => !there.has(name));
  }

  /**
   * Says every text and puts it there as WAV. What somebody else recorded stays, whatever its format, unless `force`. A failure leaves what was
   * made so far, each file whole. Never rejects.
   */
  async make(
    texts: ReadonlyMap<string, string>,
    command: readonly string[],
    force: boolean,
  ): Promise<MadePrompts | Failure> {
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o755 });
      const ledger = await this.#ledger();
      const others = await this.#others(ledger);
      const kept = [...texts.keys()].filter((name) => !force && others.has(name));
      const made: string[] = [];
      const unchanged: string[] = [];
      for (const [name, text] of texts) {
        if (kept.includes(name)) continue;
        const of = digestOf(JSON.stringify([text, command]));
        const isThere = (await this.#files()).includes(`${name}.wav`) && !others.has(name);
        if (isThere && ledger.get(name)?.of === of) {
          unchanged.push(name);
          continue;
        }
        const sound = await spoken(command, text);
        if (sound instanceof Failure) return sound;
        await this.#put(`${name}.wav`, sound);
        ledger.set(name, { sound: digestOf(sound), of });
        await this.#put(LEDGER, Buffer.from(`${JSON.stringify(Object.fromEntries(ledger), null, 2)}\n`));
        made.push(name);
      }
      return { made, unchanged, kept };
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
      return new Failure('OUTPUT_UNWRITABLE', code, { cause });
    }
  }

  /** Names that have a file which we did not make. */
  async #others(ledger: ReadonlyMap<string, Made>): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const file of await this.#files()) {
      const name = nameOf(file);
      const ours = file === `${name}.wav` ? ledger.get(name)?.sound : undefined;
      if (ours === undefined || digestOf(await readFile(join(this.#directory, file))) !== ours) found.add(name);
    }
    return found;
  }

  async #files(): Promise<readonly string[]> {
    const names = await readdir(this.#directory).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      throw cause;
    });
    return names.filter((name) => name !== LEDGER && !name.startsWith('.') && name.includes('.'));
  }

  async #ledger(): Promise<Map<string, Made>> {
    const text = await readFile(join(this.#directory, LEDGER), 'utf8').catch(() => '{}');
    try {
      return new Map(Object.entries(JSON.parse(text) as Record<string, Made>));
    } catch {
      // Whatever is there is then taken for somebody else's.
      return new Map();
    }
  }

  async #put(name: string, bytes: Buffer): Promise<void> {
    const draft = join(this.#directory, `.${name}.new`);
    await writeFile(draft, bytes, { mode: 0o644 });
    await rename(draft, join(this.#directory, name));
  }
}

/** Without its format: `return-code.gsm` is `return-code`. */
function nameOf(file: string): string {
  return file.slice(0, file.lastIndexOf('.'));
}
