import { ConfEdits } from '../conf/conf-edits.ts';
import type { ConfSection, ConfSet } from '../conf/conf-set.ts';

/** Something that has to be done by a person, because a program cannot know enough. */
export type ByHand = string;

/** A hardening while it is worked out: the files as they are, the changes so far, and what is left to people. */
export class HardeningDraft {
  readonly set: ConfSet;
  readonly edits: ConfEdits;
  readonly #byHand = new Set<ByHand>();

  constructor(set: ConfSet) {
    this.set = set;
    this.edits = new ConfEdits(set);
  }

  get byHand(): readonly ByHand[] {
    return [...this.#byHand];
  }

  /** `text` names files, sections and settings, never a number or a name. */
  leave(text: ByHand): void {
    this.#byHand.add(text);
  }

  /** Whether a program may edit the file; where it must not, that is left to people. */
  mayEdit(path: string): boolean {
    if (!this.set.has(path) || this.set.lines(path) !== null) return true;
    this.leave(`${path}: its block comments cannot be followed; edit it by hand (dialplan/README.md)`);
    return false;
  }

  /** Gives a setting of a section a value, where its file may be edited. */
  assign(section: ConfSection, key: string, value: string): void {
    const files = [section.place.path, ...section.settings.map(({ path }) => path)];
    if (files.every((path) => this.mayEdit(path))) this.edits.set(section, key, value);
  }

  /** Adds `#include` lines at the end of a file that does not read these files yet. */
  include(root: string, ...paths: readonly string[]): void {
    if (!this.mayEdit(root)) return;
    const missing = paths.filter((path) => !this.set.includes(root, path));
    const isShipped = (path: string) => /^withheld\/withheld-[^/]*\.conf$/.test(path);
    const named = missing.filter((path) => !isShipped(path));
    const all = [...named, ...(missing.some(isShipped) ? ['withheld/withheld-*.conf'] : [])];
    if (all.length > 0)
      this.edits.append(
        root,
        all.map((path) => `#include ${path}`),
      );
  }

  /**
   * Sees to it that a file has a section in which these settings say what they should. `wanted` gives the value for what is there (`null`:
   * nothing), or `null` to leave it. A file that is not there is made only if `make` says so.
   */
  ensure(
    path: string,
    name: string,
    wanted: Readonly<Record<string, (value: string | null) => string | null>>,
    make = false,
  ): void {
    if ((!this.set.has(path) && !make) || !this.mayEdit(path)) return;
    const section = this.set.sections(path).find((each) => each.name === name && !each.options.includes('!'));
    const added: string[] = [];
    for (const [key, want] of Object.entries(wanted)) {
      const there = section?.settings.findLast((each) => each.key.toLowerCase() === key)?.value ?? null;
      const value = want(there);
      if (value === null || value === there) continue;
      if (section === undefined) added.push(`${key}=${value}`);
      else this.assign(section, key, value);
    }
    if (added.length > 0) this.edits.append(path, ['', `[${name}]`, ...added]);
  }
}

/** Asterisk's idea of yes. */
export function isTrue(value: string | null): boolean {
  return value !== null && /^(?:yes|true|y|t|1|on)$/i.test(value.trim());
}
