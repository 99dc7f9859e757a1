import { randomInt } from 'node:crypto';
import { AsteriskDeskPhones } from '../adapters/asterisk/desk-phones.ts';
import { ariTarget } from '../adapters/asterisk/targets.ts';
import type { InboundMetrics } from '../adapters/metrics/inbound-metrics.ts';
import { Database } from '../adapters/sqlite/database.ts';
import { logNotice } from '../adapters/sqlite/notice-log.ts';
import { SqliteReturnStore } from '../adapters/sqlite/return-store.ts';
import { RETURNS } from '../adapters/sqlite/schema.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import type { CallEvent, LegId } from '../call/call-event.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { Notice } from '../call/notice.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import type { Config } from '../config/config.ts';
import { Callers } from '../contacts/callers.ts';
import { NoticeDesk } from '../contacts/notices.ts';
import { ReturnDesk } from '../contacts/return-desk.ts';
import { countryPack } from '../identity/countries/lookup.ts';
import { emergencyStrings } from '../identity/emergency-strings.ts';
import type { Log } from '../ports/log.ts';
import type { Pbx } from '../ports/pbx.ts';
import type { Tokeniser } from '../ports/tokeniser.ts';
import type { ShownNotice } from '../ports/worker-notices.ts';

export interface InboundParts {
  readonly config: Config;
  readonly pbx: Pbx;
  readonly tokeniser: Tokeniser;
  readonly log: Log;
  readonly counts: InboundMetrics;
  /** The caller of this earlier call is back: nothing is to be done for it any more. */
  readonly returned: (call: LegId) => void;
}

/** How long what waits for the disk gets when the daemon stops. */
const STOP_MS = 2_000;

/** Calls that come in, wired: the desk at the door, who called, and what workers are told. Part of the composition root. */
export class InboundCalls {
  readonly callers = new Callers();
  readonly #log: Log;
  readonly #database: Database;
  readonly #phones: AsteriskDeskPhones;
  readonly #desk: ReturnDesk;
  readonly #notices: NoticeDesk;

  constructor({ config, pbx, tokeniser, log, counts, returned }: InboundParts) {
    const { directory } = config.storage;
    const { announce_by, helplines, notices } = config.inbound;
    this.#log = log;
    this.#database = new Database({ directory, schema: RETURNS, clock });
    this.#phones = new AsteriskDeskPhones(ariTarget(config));
    this.#desk = new ReturnDesk({
      pbx,
      tokeniser,
      clock,
      timer,
      log,
      counts,
      returned,
      callers: this.callers,
      store: new SqliteReturnStore(this.#database),
      helplines: helplines.map(({ number, announcement, return_code, return_route }) => ({
        number,
        returns: return_route,
        codes: return_code && announcement && announce_by === 'answer',
      })),
      never: new Set(emergencyStrings(countryPack(config.country), config.outside_line).keys()),
      random: (below) => (below < 1 ? 0 : randomInt(below)),
    });
    this.#notices = new NoticeDesk({
      phones: this.#phones,
      clock,
      timer,
      log,
      way: notices,
      extensions: new Set(config.sites.flatMap(({ extensions }) => extensions)),
      told: (how) => counts.told(how),
    });
  }

  /** Opens its database in the background: no call waits for it. */
  start(): void {
    this.#database.onNotice((notice) => logNotice(this.#log, this.#database.file, notice));
    void this.#database.start();
    this.#desk.start();
  }

  /** Gives the number of entries that could not be written. */
  async stop(): Promise<number> {
    this.#notices.stop();
    this.#desk.stop();
    await this.#phones.close();
    return await this.#database.stop(STOP_MS);
  }

  handle(event: CallEvent): void {
    this.#desk.handle(event);
  }

  /** A worker calls this number. */
  called(leg: LegId, number: PhoneNumber): void {
    this.#desk.meet(leg, number);
  }

  live(call: LiveCall): void {
    this.#desk.live(call);
  }

  /** Also when a class was raised. */
  ended(call: EndedCall): void {
    this.#desk.ended(call);
  }

  tell(notice: Notice): void {
    this.#notices.tell(notice);
  }

  /** What a phone hears that asks for its last notice. */
  lastNotice(worker: string): Notice | null {
    return this.#notices.last(worker);
  }

  notices(): readonly ShownNotice[] {
    return this.#notices.shown();
  }
}
