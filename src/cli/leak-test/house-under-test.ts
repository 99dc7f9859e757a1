import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { plainCanariesOf, searchFor } from '../../adapters/asterisk/files/config-canaries.ts';
import { constantsFor } from '../../adapters/asterisk/files/plan-of-config.ts';
import { probePhoneSecret } from '../../adapters/asterisk/files/probe-phone-secret.ts';
import { SipLine } from '../../adapters/sip-probe/sip-line.ts';
import { PROBE_PHONE, probeLineAddress, probePhoneAddress } from '../../call/probe.ts';
import type { Config, TrunkConfig } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { doorShape } from '../../identity/carrier-profile.ts';
import { fictionalCalling, fictionalDialled } from '../../identity/fictional-number.ts';
import type { TestedTrunk } from '../../leaks/tester/expectation.ts';
import { LeakTest, type TrunkUnderTest } from '../../leaks/tester/leak-test.ts';
import type { ProbeCaller } from '../../ports/probe-caller.ts';
import type { SaidIdentity } from '../../ports/probe-line.ts';
import { DaemonRegistrations } from './registrations.ts';
import { madeUpWord } from './run-canary.ts';

interface Identity {
  readonly cert: string;
  readonly key: string;
}

function tlsIdentity({ leak_tests, trunks }: Config): Identity | null | Failure {
  const { certificate, key } = leak_tests;
  if (!trunks.some(({ transport }) => transport === 'tls') || certificate === undefined || key === undefined)
    return null;
  try {
    return { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  } catch (cause) {
    return new Failure('LEAK_TEST_CERTIFICATE_UNREADABLE', undefined, { cause });
  }
}

function testedTrunk(config: Config, trunk: TrunkConfig, at: number): TestedTrunk {
  const { organisation, sites, leak_tests } = config;
  const [site] = sites;
  if (site === undefined) throw new TypeError('sites is empty');
  const look = (door: 'private' | 'parent' | 'in') => doorShape(trunk, organisation, site, door);
  return {
    id: trunk.id,
    transport: trunk.transport,
    looks: { private: look('private'), parent: look('parent'), in: look('in') },
    emergency: sites.map((each) => ({ site: each.id, look: doorShape(trunk, organisation, each, 'emergency') })),
    ours: [trunk.media_address, trunk.signalling_address].filter((address) => address !== undefined),
    line: probeLineAddress(leak_tests.network, at),
    registers: trunk.register !== undefined,
    account: trunk.register?.username ?? trunk.auth?.username ?? null,
  };
}

function underTest(
  config: Config,
  trunk: TrunkConfig,
  at: number,
  identity: Identity | null,
  second: SaidIdentity,
): TrunkUnderTest {
  const { network, port } = config.leak_tests;
  const { transport } = trunk;
  const address = probeLineAddress(network, at);
  const behind = transport === 'udp' ? '' : `;transport=${transport}`;
  return {
    trunk: testedTrunk(config, trunk, at),
    line: new SipLine({ address, port, transport, identity, user: 'carrier', credentials: null, answersAs: null }),
    phone: new SipLine({
      address: probePhoneAddress(network, at),
      port,
      transport: 'udp',
      identity: null,
      user: PROBE_PHONE,
      credentials: { username: PROBE_PHONE, password: probePhoneSecret(config) },
      answersAs: second,
    }),
    target: `sip:${fictionalDialled(config.country).reveal()}@${address}:${port}${behind}`,
  };
}

/** What a leak test of one configuration is made of. The lines are not open yet. */
export interface HouseUnderTest {
  readonly trunks: readonly TrunkUnderTest[];
  test(signal: AbortSignal): Promise<LeakTest>;
}

/** Puts a test together from the configuration and from what the PBX says of itself. */
export function houseUnderTest(config: Config, caller: ProbeCaller): HouseUnderTest | Failure {
  const identity = tlsIdentity(config);
  if (identity instanceof Failure) return identity;
  const calling = fictionalCalling(config.country);
  const worker: SaidIdentity = { name: madeUpWord(), number: calling.reveal() };
  // The next worker, to whom a call is transferred.
  const second: SaidIdentity = { name: madeUpWord(), number: calling.reveal() };
  const stranger: SaidIdentity = { name: madeUpWord(), number: fictionalDialled(config.country).reveal() };
  const trunks = config.trunks.map((trunk, at) => underTest(config, trunk, at, identity, second));
  const canaries = searchFor(plainCanariesOf(config, { words: [worker.name, second.name], numbers: [calling] }));
  return {
    trunks,
    test: async (signal) => {
      const asterisk = await caller.version();
      const constants = constantsFor(asterisk, config.asterisk.constants);
      const house = { agent: config.wire.user_agent, canaries };
      return new LeakTest({
        caller,
        registrations: new DaemonRegistrations(config),
        house,
        trunks,
        worker,
        second,
        stranger,
        constants,
        asterisk,
        clock: { now: () => Date.now() },
        wait: async (milliseconds) => await pause(milliseconds),
        signal,
      });
    },
  };
}
