import type { Config, TrunkConfig } from '../../../config/config.ts';
import { countryPack } from '../../../identity/countries/lookup.ts';
import { fictionalDialled } from '../../../identity/fictional-number.ts';
import type { Constants, PbxPlan, PlannedTrunk } from './pbx-plan.ts';
import { probePhoneSecret } from './probe-phone-secret.ts';

/** The first release on which function-style `set_var` on an endpoint is safe (Asterisk issue 1872). */
const SAFE = [22, 10, 0] as const;

/**
 * Where constant headers are attached on a PBX of this version. `auto`: on the endpoint from 22.10.0 on, by the pre-dial handler below
 * and where the version cannot be read.
 */
export function constantsFor(version: string, setting: Config['asterisk']['constants']): Constants {
  if (setting !== 'auto') return setting;
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [0, 0, 0];
  for (const [at, least] of SAFE.entries()) {
    const has = numbers[at] ?? 0;
    if (has !== least) return has > least ? 'set_var' : 'predial';
  }
  return 'set_var';
}

function login(trunk: TrunkConfig): Pick<PlannedTrunk, 'register' | 'auth'> {
  const { register, auth } = trunk;
  return {
    register:
      register === undefined
        ? undefined
        : { username: register.username, password: register.password.reveal(), expires: register.expires },
    auth: auth === undefined ? undefined : { username: auth.username, password: auth.password.reveal() },
  };
}

function trunkOf(trunk: TrunkConfig): PlannedTrunk {
  return {
    id: trunk.id,
    profile: trunk.profile,
    host: trunk.host,
    port: trunk.port,
    number: trunk.number,
    account: trunk.account,
    privacy: trunk.privacy,
    prefix: trunk.prefix,
    transport: trunk.transport,
    dialFormat: trunk.dial_format,
    ...login(trunk),
    mediaAddress: trunk.media_address,
    signallingTransport: trunk.signalling_transport,
    codecs: trunk.codecs,
    inboundMatch: trunk.inbound_match ?? [],
    inboundContext: trunk.inbound_context,
  };
}

/** What the PBX files are made from. `config` must have passed every check. */
export function pbxPlanOf(config: Config, constants: Constants): PbxPlan {
  const [number] = config.organisation.numbers;
  if (number === undefined) throw new TypeError('organisation.numbers is empty');
  return {
    organisation: { name: config.organisation.name, number, domain: config.organisation.domain },
    country: countryPack(config.country),
    outsideLines: config.outside_line,
    sites: config.sites,
    trunks: config.trunks.map(trunkOf),
    deadlineMs: config.decision.deadline_ms,
    application: config.asterisk.ari.application,
    constants,
    probes: {
      network: config.leak_tests.network,
      port: config.leak_tests.port,
      phoneTransport: config.leak_tests.phone_transport,
      phoneSecret: probePhoneSecret(config),
      number: fictionalDialled(config.country),
    },
    detection: {
      rtpTimeout: config.drops.rtp_timeout,
      rtpTimeoutHold: config.drops.rtp_timeout_hold,
      qualify: config.drops.qualify_seconds,
      qualifyTimeout: config.drops.qualify_timeout_seconds,
    },
    destinations: config.canary.destinations.map(({ number, arrives_as, arrives_on }) => ({
      number,
      arrivesAs: arrives_as,
      arrivesOn: arrives_on,
    })),
    codes: {
      protocol: config.contacts.codes.protocol,
      notice: config.contacts.codes.notice,
      callBack: config.contacts.codes.call_back,
    },
    helplines: config.inbound.helplines.map(({ number, announcement, prompt }) => ({
      number,
      prompt: announcement ? prompt : null,
    })),
    announceBy: config.inbound.announce_by,
    voicemail: {
      secured: config.voicemail.secured,
      longestSeconds: config.voicemail.longest_s,
      silenceSeconds: config.voicemail.silence_s,
      ordinaryContext: config.voicemail.ordinary_context,
    },
  };
}
