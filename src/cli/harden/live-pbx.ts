import { isAbsolute, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfSet } from '../../adapters/asterisk/conf/conf-set.ts';
import type { PbxConsole } from '../../adapters/asterisk/console.ts';
import { type Complaint, PbxLog } from '../../adapters/asterisk/pbx-log.ts';
import { Failure } from '../../failure.ts';

const SETTLED_MS = 5_000;
/** A file of the configuration → what makes Asterisk read it again, behind PJSIP and the dialplan. */
const OTHERS: readonly (readonly [path: string, command: string])[] = [
  ['voicemail.conf', 'module reload app_voicemail.so'],
  ['cdr.conf', 'module reload cdr'],
  ['cel.conf', 'module reload cel'],
  ['features.conf', 'module reload features'],
  ['rtp.conf', 'module reload res_rtp_asterisk.so'],
];
/** In this order: a dialplan that knows a trunk whose doors are not loaded yet falls back on others. */
const ALWAYS = ['logger reload', 'module reload res_pjsip.so', 'dialplan reload'];

/** The same complaint on another line of its file is the same complaint. */
function same({ source, text }: Complaint): string {
  return `${source} ${text.replace(/\bline \d+/g, 'line')}`;
}

/** Complaints that were not made before. */
export function newComplaints(before: readonly Complaint[], after: readonly Complaint[]): readonly Complaint[] {
  const known = new Set(before.map(same));
  return after.filter((complaint) => !known.has(same(complaint)));
}

/** The running PBX, as far as a hardening asks it: its release, what it refuses of its files, what it has loaded. */
export class LivePbx {
  readonly #console: PbxConsole;

  constructor(console: PbxConsole) {
    this.#console = console;
  }

  /** In Asterisk's own words, e.g. `22.10.1`, or PBX_CONSOLE_UNREACHABLE. */
  async version(): Promise<string | Failure> {
    const answer = await this.#console.run('core show version');
    if (answer.outcome !== 'ok') return new Failure('PBX_CONSOLE_UNREACHABLE', answer.why);
    return /^Asterisk (\S+)/m.exec(answer.value)?.[1] ?? '';
  }

  /** The file that keeps what Asterisk refuses, or HARDEN_NO_LOG. `texts`: its configuration. */
  async log(texts: ReadonlyMap<string, string>, directory: string): Promise<PbxLog | Failure> {
    const answer = await this.#console.run('core show settings');
    const place = answer.outcome === 'ok' ? /^\s*Log directory:\s*(\S.*?)\s*$/m.exec(answer.value)?.[1] : undefined;
    const files = new ConfSet(texts, directory).sections('logger.conf').filter(({ name }) => name === 'logfiles');
    const kept = files
      .flatMap(({ settings }) => settings)
      .find(
        ({ key, value }) => key !== 'console' && /(?:\berror\b.*\bwarning\b|\bwarning\b.*\berror\b|\*)/i.test(value),
      );
    if (place === undefined || kept === undefined) return new Failure('HARDEN_NO_LOG');
    return new PbxLog(isAbsolute(kept.key) ? kept.key : join(place, kept.key));
  }

  /** Makes Asterisk read its files again, in the right order, and gives what it refused of them. `paths`: the files that were changed. */
  async reload(log: PbxLog, paths: readonly string[]): Promise<readonly Complaint[] | Failure> {
    await log.mark();
    const others = OTHERS.filter(([path]) => paths.includes(path)).map(([, command]) => command);
    for (const command of [...ALWAYS, ...others]) {
      const answer = await this.#console.run(command);
      if (answer.outcome === 'unknown') return new Failure('PBX_CONSOLE_UNREACHABLE', `${command}: ${answer.why}`);
    }
    return await log.complaints();
  }

  /** Whether the module that relays text messages runs, or may. It is in use as long as PJSIP is: only a restart ends it. */
  async relaysMessages(): Promise<boolean> {
    const answer = await this.#console.run('module show like res_pjsip_messaging');
    return answer.outcome !== 'ok' || /^res_pjsip_messaging\.so\b.*\bRunning\b/m.test(answer.value);
  }

  /** Which of these endpoints and contexts the PBX has not loaded, after it had a moment to do so. */
  async missing(endpoints: readonly string[], contexts: readonly string[]): Promise<readonly string[]> {
    const asked = [
      ...endpoints.map((name) => ({ name, command: `pjsip show endpoint ${name}`, shape: /^ ?Endpoint: /m })),
      ...contexts.map((name) => ({ name, command: `dialplan show ${name}`, shape: /^\[ Context /m })),
    ];
    const until = Date.now() + SETTLED_MS;
    for (let left = asked; ; await pause(200)) {
      const found = await Promise.all(
        left.map(async ({ command, shape }) => {
          const answer = await this.#console.run(command);
          return answer.outcome === 'ok' && shape.test(answer.value);
        }),
      );
      left = left.filter((_, at) => !found[at]);
      if (left.length === 0 || Date.now() > until) return left.map(({ name }) => name);
    }
  }
}
