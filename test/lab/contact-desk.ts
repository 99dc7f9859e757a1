import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { watchedDoors } from '../../src/adapters/asterisk/files/watched-doors.ts';
import { PbxControl } from '../../src/adapters/asterisk/pbx-control.ts';
import { amiTarget, ariTarget } from '../../src/adapters/asterisk/targets.ts';
import { ownTokenKey } from '../../src/adapters/sealing/own-token-key.ts';
import { SqliteContactStore } from '../../src/adapters/sqlite/contact-store.ts';
import { Database } from '../../src/adapters/sqlite/database.ts';
import { CONTACTS } from '../../src/adapters/sqlite/schema.ts';
import { systemTimer as timer } from '../../src/adapters/time/system-time.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { DropClass } from '../../src/call/drop-verdict.ts';
import { PhoneNumber } from '../../src/call/phone-number.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type Contacts, contacts } from '../../src/daemon/contacts.ts';
import { Failure } from '../../src/failure.ts';
import type { Log, LogFields } from '../../src/ports/log.ts';
import type { LabUnderTest } from './lab-under-test.ts';

class Lines implements Log {
  readonly all: { readonly event: string; readonly fields: LogFields }[] = [];

  info(event: string, fields: LogFields = {}): void {
    this.all.push({ event, fields });
  }

  warn(event: string, fields: LogFields = {}): void {
    this.all.push({ event, fields });
  }

  error(event: string, fields: LogFields = {}): void {
    this.all.push({ event, fields });
  }
}

/**
 * The daemon's contacts on the real PBX and a real disk, with what the detector of dropped calls would tell said by the test: which leg is the
 * survivor's, and how the call ended. `skip` lets the time of the contacts pass; the PBX's goes on as it is.
 */
export class ContactDesk {
  readonly log = new Lines();
  readonly callers = new Map<LegId, PhoneNumber>();
  readonly directory: string;
  /** It hears everything and answers nothing. */
  hung = false;
  #ahead = 0;
  readonly #pbx: PbxControl;
  readonly #database: Database;
  readonly #config: Config;
  #contacts: Contacts | null = null;
  #stopBeat: (() => void) | null = null;

  constructor(under: LabUnderTest) {
    const loaded = loadConfig(under.lab.configPath);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const config = loaded.config;
    const doors = watchedDoors(config);
    this.#config = config;
    this.directory = join(config.storage.directory, 'contacts-under-test');
    this.#pbx = new PbxControl({
      ari: ariTarget(config),
      ami: amiTarget(config),
      endpoints: [...doors.ordinary.keys()],
      log: this.log,
      clock: { now: () => Date.now() },
    });
    this.#database = new Database({ directory: this.directory, schema: CONTACTS, clock: { now: () => this.now() } });
  }

  async start(): Promise<void> {
    const key = await ownTokenKey(this.#config.storage.token_key_file, this.log);
    if (key instanceof Failure) throw key;
    await this.#database.start();
    const desk = contacts({
      config: () => this.#config,
      pbx: this.#pbx,
      store: new SqliteContactStore(this.#database),
      key,
      clock: { now: () => this.now() },
      timer,
      log: this.log,
      callerOf: (leg) => this.callers.get(leg) ?? null,
      placeOf: () => ({ context: 'withheld-notice', extension: 'again' }),
    });
    this.#pbx.onEvent((event) => {
      if (!this.hung) desk.handle(event);
    });
    this.#pbx.onState((state) => desk.linksChanged(state));
    this.#pbx.start();
    for (let turn = 0; turn < 100 && this.#pbx.state.ari !== 'up'; turn += 1) await pause(100);
    this.#contacts = desk;
    this.beat(true);
    await pause(400);
  }

  async stop(): Promise<void> {
    this.beat(false);
    this.#contacts?.stop();
    await this.#pbx.stop();
    await this.#database.stop();
  }

  /** Whether the PBX is told that somebody answers. */
  beat(beating: boolean): void {
    this.#stopBeat?.();
    const tells = () => void this.#pbx.setGlobal('WITHHELD_BEAT', String(Date.now()));
    // The first one at once: until it has come the PBX asks nobody.
    if (beating) tells();
    this.#stopBeat = beating ? timer.every(200, tells) : null;
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  skip(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  /** The call of this leg is up at a phone, and this is the number its caller has. */
  live(call: LegId, worker: string, number: string | null): void {
    const known = number === null ? null : PhoneNumber.fromE164(number);
    if (known !== null) this.callers.set(call, known);
    this.#told().live({ call, incoming: true, trunk: 't1', worker, answeredAt: this.now() - 1_000 });
  }

  ended(call: LegId, worker: string, name: DropClass): void {
    const endedAt = this.now();
    const verdict = {
      class: name,
      releasedBy: 'survivor-side',
      confidence: 0.95,
      detail: null,
      evidence: [],
      since: endedAt,
    } as const;
    const spoke = { call, incoming: true, trunk: 't1', worker, answeredAt: endedAt - 3_600_000 };
    this.callers.delete(call);
    this.#told().ended({ ...spoke, endedAt, decidedAt: endedAt, verdict, incident: null });
  }

  /** What was answered to codes, and how call-backs ended, since the last time. */
  said(): readonly string[] {
    const lines = this.log.all.splice(0);
    return lines.flatMap(({ event, fields }) =>
      event === 'code-answered'
        ? [String(fields['prompt'])]
        : event === 'plan-agreed'
          ? [`agreed ${String(fields['protocol'])}`]
          : event === 'call-back-ended'
            ? [`ended ${String(fields['end'])}`]
            : [],
    );
  }

  #told(): Contacts['calls'] {
    if (this.#contacts === null) throw new Error('not started');
    return this.#contacts.calls;
  }
}
