import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENDPOINT_DEFAULTS } from '../../adapters/asterisk/audit/endpoint-defaults.ts';
import { writtenDialplan, writtenObjects } from '../../adapters/asterisk/audit/written-objects.ts';
import { dialplanData } from '../../adapters/asterisk/files/dialplan-data.ts';
import { doorEndpoints } from '../../adapters/asterisk/files/door-endpoints.ts';
import { constantsFor, pbxPlanOf } from '../../adapters/asterisk/files/plan-of-config.ts';
import { watchedDoors } from '../../adapters/asterisk/files/watched-doors.ts';
import type { Config } from '../../config/config.ts';
import { secretFinder } from '../../config/secret-words.ts';
import { countryPack } from '../../identity/countries/lookup.ts';
import { emergencyStrings } from '../../identity/emergency-strings.ts';
import type { House, SecretSearch } from '../../leaks/audit/house.ts';

/** Beside `src` when run from source, beside `dist` when installed. */
const SHIPPED = fileURLToPath(new URL('../../../dialplan/', import.meta.url));

const OWN = 'withheld-';

function shippedDialplan(): readonly string[] {
  const names = readdirSync(SHIPPED).filter((name) => name.endsWith('.conf'));
  return names.map((name) => readFileSync(join(SHIPPED, name), 'utf8'));
}

function secretSearch(config: Config): SecretSearch {
  const { words, numbers, hosts, parts } = config.secrets;
  const placed = (text: string) => ({ text, place: '' });
  const find = secretFinder(
    { words: words.map(placed), numbers, hosts: hosts.map(placed), parts: parts.map((word) => ({ word, place: '' })) },
    countryPack(config.country),
  );
  return (text) => {
    const found = find(text);
    if (found === null) return null;
    return found.kind === 'part' ? 'word' : found.kind;
  };
}

/** What the configuration says must be on a PBX of this release, made by the same code that writes its files. */
export function houseOfConfig(config: Config, release: string): House {
  const plan = pbxPlanOf(config, constantsFor(release, config.asterisk.constants));
  const { ordinary, emergency } = watchedDoors(config);
  const dialplan = writtenDialplan([dialplanData(plan).text, ...shippedDialplan()]);
  return {
    written: writtenObjects(doorEndpoints(plan).text),
    ordinaryDoors: new Set(ordinary.keys()),
    emergencyDoors: new Set(emergency.keys()),
    defaults: new Map(Object.entries(ENDPOINT_DEFAULTS)),
    contexts: new Set([...dialplan.keys()].filter((name) => name.startsWith(OWN))),
    dialplan,
    emergencyNumbers: [...emergencyStrings(plan.country, plan.outsideLines).keys()],
    extensions: new Set(config.sites.flatMap(({ extensions }) => extensions)),
    shownNumbers: config.organisation.numbers.map((number) => number.reveal()),
    amiUser: config.asterisk.ami.username,
    ariUser: config.asterisk.ari.username,
    detection: {
      phoneRtpTimeout: config.drops.phone_rtp_timeout,
      phoneRtpTimeoutHold: config.drops.phone_rtp_timeout_hold,
      phoneQualifySeconds: config.drops.phone_qualify_seconds,
      rtcpIntervalMs: config.drops.rtcp_interval_ms,
    },
    secret: secretSearch(config),
  };
}
