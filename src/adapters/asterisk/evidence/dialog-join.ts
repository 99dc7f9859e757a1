import type { LegId } from '../../../call/call-event.ts';

/** A leg and the INVITE that made it are told within this of each other. */
const TOGETHER_MS = 60;

interface Waiting {
  readonly at: number;
  readonly incoming: boolean | null;
}

/**
 * Which leg a SIP dialog is, where nothing names it (a recording without Call-IDs in its events): an INVITE and a leg that appear at the
 * same moment, in the same direction, with no other that could be meant. Where two could be, neither is joined: no evidence is better than
 * somebody else's.
 */
export class DialogJoin {
  readonly #legs = new Map<LegId, Waiting>();
  readonly #dialogs = new Map<string, Waiting>();
  readonly #joined = new Map<string, LegId>();

  /**
   * A leg appeared. Told again with its direction, it still waits as one. Whether it calls us, as its dialog tells, if that was known before; `null` if
   * not.
   */
  leg(leg: LegId, at: number, incoming: boolean | null): boolean | null {
    if ([...this.#joined.values()].includes(leg)) return null;
    this.#legs.set(leg, { at: this.#legs.get(leg)?.at ?? at, incoming });
    const dialog = this.#only(this.#dialogs, at, incoming);
    if (dialog === null) return null;
    const told = this.#dialogs.get(dialog)?.incoming ?? null;
    this.#join(dialog, leg);
    return told;
  }

  /** An INVITE that begins a dialog. */
  invite(dialog: string, at: number, incoming: boolean): void {
    if (this.#joined.has(dialog) || this.#dialogs.has(dialog)) return;
    this.#dialogs.set(dialog, { at, incoming });
    const leg = this.#only(this.#legs, at, incoming);
    if (leg !== null) this.#join(dialog, leg);
  }

  /** The leg of a dialog, `null` if nobody knows. */
  legOf(dialog: string): LegId | null {
    return this.#joined.get(dialog) ?? null;
  }

  #join(dialog: string, leg: LegId): void {
    this.#joined.set(dialog, leg);
    this.#dialogs.delete(dialog);
    this.#legs.delete(leg);
  }

  #only<K extends string>(waiting: ReadonlyMap<K, Waiting>, at: number, incoming: boolean | null): K | null {
    const fitting = [...waiting].filter(
      ([, each]) =>
        Math.abs(each.at - at) <= TOGETHER_MS &&
        (each.incoming === null || incoming === null || each.incoming === incoming),
    );
    const [first] = fitting;
    return fitting.length === 1 && first !== undefined ? first[0] : null;
  }
}
