import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EndedCall, LiveCall } from '../../src/call/ended-call.ts';
import type { Lab } from '../../src/lab/lab.ts';
import type { SuspectedCall } from '../../src/ports/drop-listener.ts';

/** Something the detector told. */
export type ToldFact = { readonly at: number } & (
  | { readonly kind: 'live' | 'restored'; readonly call: LiveCall }
  | { readonly kind: 'suspected'; readonly call: SuspectedCall }
  | { readonly kind: 'ended' | 'raised'; readonly call: EndedCall }
);

const CHILD = fileURLToPath(new URL('./drop-watch-child.ts', import.meta.url));

/**
 * The detector beside a lab, in a process of its own that can be killed and begun again; what a store would keep, the calls that are live, is kept here.
 */
export class DropWatcher {
  readonly told: ToldFact[] = [];
  readonly #lab: Lab;
  readonly #mirror: boolean;
  readonly #live = new Map<string, LiveCall>();
  #child: ChildProcess | null = null;
  #watching = false;
  /** What else it said of itself, and when. */
  readonly events: string[] = [];

  constructor(lab: Lab, mirror = true) {
    this.#lab = lab;
    this.#mirror = mirror;
  }

  get live(): readonly LiveCall[] {
    return [...this.#live.values()];
  }

  /** Starts it and waits until the PBX tells it of calls. */
  async start(patienceMs = 60_000): Promise<void> {
    const folder = join(this.#lab.directory, 'watcher');
    mkdirSync(folder, { recursive: true });
    const known = join(folder, 'known.json');
    writeFileSync(known, JSON.stringify(this.live));
    const words = ['--import', 'tsx', CHILD, this.#lab.configPath, known, this.#mirror ? 'mirror' : ''];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#watching = false;
    child.on('exit', (code, signal) =>
      this.events.push(`${new Date().toISOString()} the process ended: ${code ?? signal}`),
    );
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(JSON.parse(line));
    });
    const end = Date.now() + patienceMs;
    while (!this.#watching && Date.now() < end && child.exitCode === null) await pause(20);
    if (!this.#watching) throw new Error(`the detector does not watch: ${this.events.at(-1)}`);
  }

  /** As if the machine took the power away. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** What was told of a call: kinds, in order. */
  of(call: string): readonly ToldFact[] {
    return this.told.filter((fact) => fact.call.call === call);
  }

  /** The last word about the end of a call. */
  ended(call: string): EndedCall | null {
    const ends = this.of(call).flatMap((fact) => (fact.kind === 'ended' || fact.kind === 'raised' ? [fact.call] : []));
    return ends.at(-1) ?? null;
  }

  async until<T>(find: () => T | undefined | null | false, patienceMs = 15_000): Promise<T | null> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = find();
      if (found !== undefined && found !== null && found !== false) return found;
      if (Date.now() > end) return null;
      await pause(10);
    }
  }

  #take(fact: { readonly kind: string } & Record<string, unknown>): void {
    if (fact.kind === 'drops-watching') this.#watching = true;
    if (!['live', 'restored', 'suspected', 'ended', 'raised'].includes(fact.kind)) {
      this.events.push(`${new Date().toISOString()} ${fact.kind} ${fact['why'] ?? ''}`);
      return;
    }
    const told = fact as unknown as ToldFact;
    this.told.push(told);
    if (told.kind === 'live' || told.kind === 'restored') this.#live.set(told.call.call, told.call);
    if (told.kind === 'ended') this.#live.delete(told.call.call);
  }
}
