import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PbxAnswer } from '../../ports/pbx.ts';
import { asVariable } from './ari/answer.ts';
import type { AriRequest } from './ari/requester.ts';

const KEY = /^[a-z][a-z0-9-]{0,60}$/;
const VALUE = /^[A-Za-z0-9 -]{0,100}$/;
/** Together about a second. */
const WAITS_MS = [2, 5, 10, 20, 50, 100, 300, 500];

/**
 * What the PBX keeps for us in AstDB. Neither ARI nor AMI without `system` may touch it (`DB()` is an escalating function), so the dialplan
 * does (`withheld-notes`), on a Local channel that lives for a moment, and lays the answer in a global variable.
 */
export class PbxNotes {
  readonly #ask: (request: AriRequest) => Promise<PbxAnswer<string>>;

  constructor(ask: (request: AriRequest) => Promise<PbxAnswer<string>>) {
    this.#ask = ask;
  }

  async read(): Promise<PbxAnswer<ReadonlyMap<string, string>>> {
    return await this.#run('read', {});
  }

  /** Ok only when it was read back. */
  async write(key: string, value: string): Promise<PbxAnswer<null>> {
    if (!KEY.test(key) || !VALUE.test(value)) return { outcome: 'refused', why: 'unsafe text' };
    const kept = await this.#run('write', { __WITHHELD_KEY: key, __WITHHELD_VALUE: value });
    if (kept.outcome !== 'ok') return kept;
    return (kept.value.get(key) ?? '') === value
      ? { outcome: 'ok', value: null }
      : { outcome: 'unknown', why: 'the note reads otherwise' };
  }

  async #run(
    what: 'read' | 'write',
    variables: Readonly<Record<string, string>>,
  ): Promise<PbxAnswer<ReadonlyMap<string, string>>> {
    const nonce = randomBytes(8).toString('hex');
    const asked = await this.#ask({
      method: 'POST',
      path: ['channels'],
      query: { endpoint: `Local/${what}@withheld-notes`, context: 'withheld-notes', extension: 'read', priority: '1' },
      json: { variables: { ...variables, __WITHHELD_NONCE: nonce } },
    });
    if (asked.outcome !== 'ok') return asked;
    for (const waitMs of WAITS_MS) {
      await pause(waitMs);
      const query = { variable: 'WITHHELD_NOTES' };
      const told = asVariable(await this.#ask({ method: 'GET', path: ['asterisk', 'variable'], query }));
      if (told.outcome === 'ok' && told.value.startsWith(`${nonce}/`))
        return { outcome: 'ok', value: notesIn(told.value) };
    }
    return { outcome: 'unknown', why: 'the dialplan did not answer' };
  }
}

/** `<nonce>/<key>=<value>/…` */
function notesIn(text: string): ReadonlyMap<string, string> {
  const [, ...notes] = text.split('/');
  return new Map(
    notes.flatMap((note) => {
      const at = note.indexOf('=');
      return at < 1 ? [] : [[note.slice(0, at), note.slice(at + 1)] as const];
    }),
  );
}
