import { Registry } from 'prom-client';
import { PbxControl } from '../../src/adapters/asterisk/pbx-control.ts';
import { amiTarget, ariTarget } from '../../src/adapters/asterisk/targets.ts';
import { InboundMetrics } from '../../src/adapters/metrics/inbound-metrics.ts';
import { ownTokenKey } from '../../src/adapters/sealing/own-token-key.ts';
import { systemClock as clock, systemTimer as timer } from '../../src/adapters/time/system-time.ts';
import type { LegId } from '../../src/call/call-event.ts';
import { loadConfig } from '../../src/config/load.ts';
import { InboundCalls } from '../../src/daemon/inbound-calls.ts';
import { Failure } from '../../src/failure.ts';
import { Heartbeat } from '../../src/identity/heartbeat.ts';
import { PbxClock } from '../../src/identity/pbx-clock.ts';
import { Resync } from '../../src/identity/resync.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { KeptLog } from '../fakes/kept-log.ts';

/**
 * The daemon's parts that deal with calls that come in, wired as the daemon wires them, in the test's own process: so that a test can say how a call
 * ended, which the detector says otherwise.
 */
export class InboundDesk {
  readonly returned: LegId[] = [];
  readonly log = new KeptLog();
  readonly #pbx: PbxControl;
  readonly #heartbeat: Heartbeat;
  readonly calls: InboundCalls;

  private constructor(pbx: PbxControl, heartbeat: Heartbeat, calls: (desk: InboundDesk) => InboundCalls) {
    this.#pbx = pbx;
    this.#heartbeat = heartbeat;
    this.calls = calls(this);
  }

  static async up(lab: Lab): Promise<InboundDesk> {
    const loaded = loadConfig(lab.configPath);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const { config } = loaded;
    const log = new KeptLog();
    const tokeniser = await ownTokenKey(config.storage.token_key_file, log);
    if (tokeniser instanceof Failure) throw tokeniser;
    const endpoints = config.trunks.map(({ id }) => `${id}-in`);
    const pbx = new PbxControl({ ari: ariTarget(config), ami: amiTarget(config), endpoints, log, clock });
    const pbxClock = new PbxClock({ inspection: pbx.inspection, clock, timer });
    const resync = new Resync({ pbx, pbxClock, log, release: async () => undefined, inspect: () => undefined });
    const fit = () => pbx.state.ari === 'up' && resync.done;
    const heartbeat = new Heartbeat({ pbx, timer, log, pbxTime: () => pbxClock.now(), fit });
    const desk = new InboundDesk(
      pbx,
      heartbeat,
      (own) =>
        new InboundCalls({
          config,
          pbx,
          tokeniser,
          log: own.log,
          counts: new InboundMetrics([new Registry()]),
          returned: (call) => void own.returned.push(call),
        }),
    );
    pbx.onEvent((event) => desk.calls.handle(event));
    pbx.onState((state) => resync.linksChanged(state));
    desk.calls.start();
    pbx.start();
    heartbeat.start();
    const patience = Date.now() + 15_000;
    while (!heartbeat.beating && Date.now() < patience) await new Promise((done) => setTimeout(done, 50));
    if (!heartbeat.beating) throw new Error('no heartbeat');
    return desk;
  }

  async down(): Promise<void> {
    await this.#heartbeat.stop();
    await this.#pbx.stop();
    await this.calls.stop();
  }
}
