import { setTimeout as pause } from 'node:timers/promises';
import { PbxConsole } from '../../adapters/asterisk/console.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import type { ProbedRegistration, RegistrationProbe } from '../../ports/registration-probe.ts';
import { askStatus, consoleOrigin, type ToldStatus } from '../daemon-status.ts';

type Told = NonNullable<ToldStatus['trunks'][number]['registration']>;

/** A registration is over in milliseconds, or its carrier is away. */
const PATIENCE_MS = 4_000;
const LOOK_EVERY_MS = 150;

/** Asks the PBX's console for a registration, and the running daemon for what it saw of it. */
export class DaemonRegistrations implements RegistrationProbe {
  readonly #console: PbxConsole;
  readonly #origin: string;

  constructor(config: Config) {
    this.#console = new PbxConsole(config.asterisk.console);
    this.#origin = consoleOrigin(config.console);
  }

  async register(trunk: string): Promise<ProbedRegistration> {
    const before = await this.#told(trunk);
    if (before instanceof Failure) return { kind: 'unseen', why: `the wire check was not asked: ${before.message}` };
    const asked = await this.#console.run(`pjsip send register ${trunk}-registration`);
    // Without the console, what the PBX sent by itself has to do.
    if (asked.outcome !== 'ok')
      return before === null
        ? { kind: 'unseen', why: `the PBX was not asked to register: ${asked.why}` }
        : seen(before);
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const after = await this.#told(trunk);
      if (!(after instanceof Failure) && after !== null && after.at !== before?.at) return seen(after);
      await pause(LOOK_EVERY_MS);
    }
    return { kind: 'unseen', why: 'the wire check saw no REGISTER' };
  }

  async #told(trunk: string): Promise<Told | null | Failure> {
    const status = await askStatus(this.#origin);
    if (status instanceof Failure) return status;
    return status.trunks.find(({ id }) => id === trunk)?.registration ?? null;
  }
}

function seen({ vector, severity }: Told): ProbedRegistration {
  return vector === null ? { kind: 'clean' } : { kind: 'told', vector, severity: severity ?? 'leak' };
}
