import { dialledCodes } from '../../adapters/asterisk/files/code-data.ts';
import { pbxPlanOf } from '../../adapters/asterisk/files/plan-of-config.ts';
import type { HardeningAsk, PbxKind } from '../../adapters/asterisk/hardening/hardening-ask.ts';
import { kindOf } from '../../adapters/asterisk/hardening/hardening-plan.ts';
import { Scrubber } from '../../adapters/log/scrubber.ts';
import type { Config } from '../../config/config.ts';
import { countryPack } from '../../identity/countries/lookup.ts';
import { emergencyStrings } from '../../identity/emergency-strings.ts';
import { withheldFiles } from './shipped-files.ts';

/** What a hardening is worked out from: the configuration, the PBX's files and its release. `kind`: what the operator says it is. */
export async function askOfConfig(
  config: Config,
  texts: ReadonlyMap<string, string>,
  version: string,
  kind: PbxKind | undefined,
): Promise<HardeningAsk> {
  const pack = countryPack(config.country);
  const { words, hosts, parts } = config.secrets;
  const scrubber = new Scrubber([...words, ...hosts], parts);
  return {
    texts,
    directory: config.asterisk.directory.replace(/\/+$/, ''),
    kind: kind ?? kindOf(texts),
    files: await withheldFiles(config, version),
    carriers: config.trunks.map(({ id, host, inbound_context }) => ({
      trunk: id,
      host,
      inboundContext: inbound_context,
    })),
    extensions: config.sites.flatMap(({ extensions }) => extensions),
    emergencyNumbers: ['', ...config.outside_line].flatMap((line) =>
      pack.emergency.map(({ dialled }) => `${line}${dialled}`),
    ),
    emergencyStrings: [...emergencyStrings(pack, config.outside_line).keys()],
    codes: dialledCodes(pbxPlanOf(config, 'predial')).map(([dialled]) => dialled),
    mirror: { host: config.wire.address, port: config.wire.port },
    detection: {
      phoneRtpTimeout: config.drops.phone_rtp_timeout,
      phoneRtpTimeoutHold: config.drops.phone_rtp_timeout_hold,
      phoneQualifySeconds: config.drops.phone_qualify_seconds,
      qualifyTimeoutSeconds: config.drops.qualify_timeout_seconds,
      rtcpIntervalMs: config.drops.rtcp_interval_ms,
    },
    userAgent: config.wire.user_agent,
    isSecret: (text) => scrubber.scrub(text) !== text,
  };
}
