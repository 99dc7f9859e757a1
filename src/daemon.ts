import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type WatchedDoors, watchedDoors } from './adapters/asterisk/files/watched-doors.ts';
import { wirePlanOf } from './adapters/asterisk/files/wire-plan.ts';
import { PbxControl } from './adapters/asterisk/pbx-control.ts';
import { PbxFingerprint } from './adapters/asterisk/pbx-fingerprint.ts';
import { amiTarget, ariTarget } from './adapters/asterisk/targets.ts';
import { WinstonLog } from './adapters/log/winston-log.ts';
import { Metrics } from './adapters/metrics/prometheus.ts';
import { ownTokenKey } from './adapters/sealing/own-token-key.ts';
import type { TokenKey } from './adapters/sealing/token-key.ts';
import type { KeptStorage } from './adapters/sqlite/kept-storage.ts';
import { WireThread } from './adapters/thread/wire-thread.ts';
import { systemClock as clock, systemTimer as timer } from './adapters/time/system-time.ts';
import type { CallEvent } from './call/call-event.ts';
import { clirRules } from './config/clir-rules.ts';
import type { Config } from './config/config.ts';
import { fixedPart } from './config/fixed-part.ts';
import { loadConfig } from './config/load.ts';
import { sitesByExtension } from './config/sites-by-extension.ts';
import { ConsoleServer } from './console/server.ts';
import { leakTests } from './daemon/leak-tests.ts';
import { storageOf } from './daemon/storage.ts';
import { SurvivorCalls } from './daemon/survivor-calls.ts';
import { SecuredMailboxes } from './daemon/voicemail.ts';
import { Failure } from './failure.ts';
import { countryPack } from './identity/countries/lookup.ts';
import { Enforcer, type EnforcerSettings } from './identity/enforcer.ts';
import { Heartbeat } from './identity/heartbeat.ts';
import { PbxClock } from './identity/pbx-clock.ts';
import { Resync } from './identity/resync.ts';
import { StrayWatch } from './identity/stray-watch.ts';
import { LiveCheck } from './leaks/live-check.ts';
import type { ScheduledTests } from './leaks/scheduled-tests.ts';
import type { Check, DaemonStatus } from './ports/status.ts';
import type { CallRef } from './ports/stores.ts';

export interface DaemonOptions {
  readonly config: Config;
  /** Read again by {@link Daemon.reload}. */
  readonly configPath: string;
  readonly version: string;
  /** Program and words that run this product's command line, up to the verb: leak tests are processes of their own. */
  readonly command: readonly [string, ...string[]];
}

/** Checks of what watches, keeps or tests: without them questions are answered all the same. */
const BESIDE: readonly string[] = ['wire', 'drops', 'leaks', 'tests', 'canary', 'voicemail'];
/** The entry of the wire check's thread, of the source or of what was built: whichever this file belongs to. */
const WIRE_THREAD = new URL(import.meta.url.endsWith('.ts') ? './wire-thread.ts' : './wire-thread.js', import.meta.url);

function settingsOf(config: Config): EnforcerSettings {
  return { rules: clirRules(config.rules), sites: sitesByExtension(config) };
}

/**
 * The one composition root: configuration → adapters → features, started in order and stopped in reverse. Nothing here is needed for a
 * call to leave withheld; when any part is missing the heartbeat is silent and the PBX withholds alone.
 */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #doors: WatchedDoors;
  readonly #log: WinstonLog;
  readonly #pbx: PbxControl;
  readonly #storage: KeptStorage;
  readonly #metrics: Metrics;
  readonly #live: LiveCheck;
  readonly #survivors: SurvivorCalls;
  readonly #fingerprint: PbxFingerprint;
  /** `null`: tests are run by hand only. */
  readonly #tests: ScheduledTests | null;
  /** `null`: no mailbox is secured. */
  readonly #mailboxes: SecuredMailboxes | null;
  readonly #console: ConsoleServer;
  readonly #startedAt = clock.now();
  #config: Config;
  #enforcer: Enforcer | null = null;
  #heartbeat: Heartbeat | null = null;
  #resync: Resync | null = null;

  constructor(options: DaemonOptions) {
    const { config } = options;
    this.#options = options;
    this.#config = config;
    this.#doors = watchedDoors(config);
    this.#log = new WinstonLog({
      secrets: [...config.secrets.words, ...config.secrets.hosts],
      parts: config.secrets.parts,
    });
    const endpoints = [...this.#doors.ordinary.keys(), ...this.#doors.emergency.keys()];
    this.#fingerprint = new PbxFingerprint({
      target: ariTarget(config),
      doors: endpoints,
      files: join(config.asterisk.directory, 'withheld'),
    });
    this.#pbx = new PbxControl({
      ari: ariTarget(config),
      ami: amiTarget(config),
      endpoints,
      log: this.#log,
      clock,
    });
    this.#storage = storageOf(config, this.#log);
    this.#metrics = new Metrics({
      version: options.version,
      status: () => this.status(),
      waiting: () => this.#storage.waiting,
      trunks: config.trunks.map(({ id }) => id),
    });
    this.#survivors = new SurvivorCalls({
      config: () => this.#config,
      pbx: this.#pbx,
      storage: this.#storage,
      metrics: this.#metrics,
      log: this.#log,
    });
    const plan = wirePlanOf(config);
    this.#live = new LiveCheck({
      pbx: this.#pbx,
      side: new WireThread({ entry: WIRE_THREAD, plan, pbx: this.#pbx, timer, log: this.#log }),
      clock,
      timer,
      log: this.#log,
      doors: plan.doors,
      counts: this.#metrics.wire,
      keep: (finding) => this.#storage.history.found(finding),
      dialog: (word) => this.#survivors.word(word),
    });
    this.#tests = config.leak_tests.automatic
      ? leakTests({
          ...options,
          log: this.#log,
          storage: this.#storage,
          metrics: this.#metrics,
          fingerprint: () => this.#fingerprint.now(String(this.#live.moves)),
          ended: () => this.#live.linked(),
        })
      : null;
    this.#mailboxes = SecuredMailboxes.of({ config, pbx: this.#pbx, log: this.#log, metrics: this.#metrics });
    this.#console = new ConsoleServer({
      host: config.console.host,
      port: config.console.port,
      origin: config.console.origin ?? null,
      log: this.#log,
      status: () => this.status(),
      metrics: () => this.#metrics.text(),
      notices: () => this.#survivors.notices,
    });
  }

  /** Starts everything and returns; `null` when it runs. A PBX that is not there yet is not a failure: the daemon waits for it. */
  async start(): Promise<Failure | null> {
    const key = await ownTokenKey(this.#config.storage.token_key_file, this.#log);
    if (key instanceof Failure) return key;
    await this.#storage.start();
    const listening = await this.#console.start(this.#mailboxes?.accessWith(key.ownerVault()) ?? null);
    if (listening !== null) {
      await this.#storage.stop();
      return listening;
    }
    this.#compose(key);
    this.#survivors.start(key);
    await this.#live.start();
    await this.#mailboxes?.start(key);
    this.#tests?.start();
    this.#pbx.start();
    this.#heartbeat?.start();
    this.#log.info('daemon-started', { version: this.#options.version });
    return null;
  }

  /** Takes the heartbeat back first, so that no call waits for a daemon that is going away. */
  async stop(): Promise<void> {
    await this.#heartbeat?.stop();
    const unkept = await this.#survivors.stop();
    this.#tests?.stop();
    await this.#fingerprint.close();
    await this.#live.stop();
    await this.#mailboxes?.stop();
    await this.#pbx.stop();
    await this.#console.stop();
    const unwritten = (await this.#storage.stop()) + unkept;
    this.#log.info('daemon-stopped', { unwrittenCount: unwritten });
    await this.#log.stop();
  }

  status(): DaemonStatus {
    const { state, inspection, unheard } = this.#pbx;
    const checks: readonly Check[] = [
      { name: 'ari', ok: state.ari === 'up', why: inspection.trouble.ari },
      { name: 'ami', ok: state.ami === 'up', why: inspection.trouble.ami },
      { name: 'resync', ok: this.#resync?.done ?? false, why: null },
      { name: 'decisions', ok: this.#heartbeat?.beating ?? false, why: null },
      { name: 'doors', ok: unheard.length === 0, why: unheard.length === 0 ? null : 'PBX_DOORS_NOT_LOADED' },
      this.#storage.check,
      ...this.#live.checks,
      this.#survivors.check,
      ...(this.#tests?.checks ?? []),
      ...(this.#mailboxes?.checks ?? []),
    ];
    return {
      version: this.#options.version,
      startedAt: this.#startedAt,
      ready: checks.every(({ name, ok }) => ok || BESIDE.includes(name)),
      checks,
      trunks: this.#config.trunks.map(({ id, profile, transport }) => ({
        id,
        profile,
        transport,
        ...this.#live.trunk(id),
      })),
      calls: this.#survivors.status,
    };
  }

  /**
   * Reads the configuration again. A bad one is refused: its problems are returned and the old one stays in force. Rules and sites are
   * taken up at once; whatever needs a new start is named and waits for it.
   */
  async reload(): Promise<readonly string[]> {
    const loaded = loadConfig(this.#options.configPath);
    if (!loaded.ok) {
      this.#log.error('configuration-refused', { problems: loaded.problems.length });
      return loaded.problems;
    }
    const restart = fixedPart(loaded.config) !== fixedPart(this.#config);
    this.#config = { ...this.#config, rules: loaded.config.rules, sites: loaded.config.sites };
    this.#enforcer?.adopt(settingsOf(this.#config));
    this.#log.info('configuration-adopted', { restartNeeded: restart });
    return [];
  }

  #compose(tokeniser: TokenKey): void {
    const log = this.#log;
    const pbx = this.#pbx;
    const linked = () => pbx.state.ari === 'up' && pbx.state.ami === 'up' && (this.#resync?.done ?? false);
    const enforcer = new Enforcer(
      {
        pbx,
        records: this.#storage.records,
        tokeniser,
        clock,
        log,
        newRef: () => randomUUID() as CallRef,
        counts: this.#metrics,
        linked,
        carried: (leg, to) => this.#survivors.called(leg, to),
      },
      settingsOf(this.#config),
    );
    const watch = new StrayWatch({
      pbx,
      timer,
      log,
      doors: this.#doors.ordinary,
      emergencyDoors: this.#doors.emergency,
      emergencyNumbers: new Set(countryPack(this.#config.country).emergency.map(({ sent }) => sent)),
      passed: (passage) => enforcer.reached(passage),
      stray: () => this.#metrics.stray(),
    });
    const pbxClock = new PbxClock({ inspection: pbx.inspection, clock, timer });
    const resync = new Resync({
      pbx,
      pbxClock,
      log,
      release: (leg) => enforcer.release(leg),
      inspect: (leg) => {
        watch.inspect(leg.leg, leg.through.endpoint);
        this.#live.adopt(leg);
      },
    });
    this.#enforcer = enforcer;
    this.#resync = resync;
    this.#heartbeat = new Heartbeat({
      pbx,
      timer,
      log,
      pbxTime: () => pbxClock.now(),
      fit: linked,
    });
    pbx.onEvent((event: CallEvent) => {
      enforcer.handle(event);
      this.#survivors.handle(event);
      this.#live.handle(event);
      watch.handle(event);
      this.#mailboxes?.handle(event);
    });
    pbx.onState((state) => {
      resync.linksChanged(state);
      this.#survivors.linksChanged(state);
      if (state.ari !== 'up') return;
      this.#live.linked();
      this.#mailboxes?.linked();
    });
  }
}
