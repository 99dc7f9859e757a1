import { majorOf } from './asterisk-version.ts';
import type { Lab } from './lab.ts';
import {
  AGENCY_CAPTURE_PORT,
  AMI_PORT,
  CARRIER_CAPTURE_PORT,
  CONSOLE_PORT,
  HTTP_PORT,
  SIP_PORT,
  sipPort,
} from './lab-network.ts';
import {
  AGENCY,
  CANARY_MODES,
  DESK_PHONES,
  PARENT,
  PUBLIC_NUMBERS,
  SURVIVOR_NUMBER,
  trunkNumbers,
} from './lab-plan.ts';

/** The words and addresses of this lab's agency that nobody outside may ever see. */
export function canaries(lab: Lab): readonly string[] {
  const numbers = [...Object.values(AGENCY.dids), AGENCY.siteNumber];
  return [
    ...DESK_PHONES.map(({ displayName }) => displayName),
    ...new Set(DESK_PHONES.flatMap(({ displayName }) => displayName.split(' '))),
    AGENCY.name,
    AGENCY.host,
    'wrenfield',
    ...numbers.map((number) => number.slice(-9)),
    lab.network.inside,
    ...DESK_PHONES.map(({ extension }) => lab.network.phone(extension)),
    SURVIVOR_NUMBER.slice(-9),
  ];
}

/** What `lab status --json` prints. */
export type LabStatus = Awaited<ReturnType<typeof labStatus>>;

/**
 * Everything a third party needs to drive the lab. The directories hold plain Asterisk configuration that may be edited; `reload` makes
 * both PBXs read it again. Credentials are the lab's own, made anew with each lab.
 */
export async function labStatus(lab: Lab) {
  const { network, credentials, plan } = lab;
  const [agency, carrier, version] = await Promise.all([lab.agency.pid(), lab.carrier.pid(), lab.version()]);
  return {
    directory: lab.directory,
    running: { agency: agency !== null, carrier: carrier !== null },
    release: String(majorOf(version) ?? plan.release),
    config: lab.configPath,
    agency: {
      pid: agency,
      version,
      ownAsterisk: lab.ownAsterisk,
      configuration: lab.agencyConfig,
      log: `${lab.directory}/agency/log/messages`,
      consoleCommand: lab.agency.consoleCommand,
      address: network.inside,
      sip: { address: network.inside, port: SIP_PORT, transport: 'udp' },
      ari: { url: `http://${network.inside}:${HTTP_PORT}/ari`, username: 'driver', password: credentials.driver },
      ami: { host: network.inside, port: AMI_PORT, username: 'driver', secret: credentials.driver },
      productUsers: { ari: 'withheld', ami: 'withheld', secrets: `${lab.directory}/secrets` },
      mirrorTo: {
        address: network.watcher,
        port: AGENCY_CAPTURE_PORT,
        protocol: 'HEPv3 over UDP',
        heardBy: 'the daemon',
      },
      console: { url: `http://${network.inside}:${CONSOLE_PORT}/` },
    },
    carrier: {
      pid: carrier,
      configuration: lab.carrierConfig,
      log: `${lab.directory}/carrier/log/messages`,
      consoleCommand: lab.carrier.consoleCommand,
      ami: { host: network.carrierInside, port: AMI_PORT, username: 'driver', secret: credentials.driver },
      captureTo: { address: network.watcher, port: CARRIER_CAPTURE_PORT, protocol: 'HEPv3 over UDP' },
      canary: { set: 'dialplan set global CANARY_MODE MODE', modes: CANARY_MODES },
      callTheAgency: `channel originate Local/${AGENCY.dids.desk}@survivor/n application Wait 20`,
      callWithheldAndPress: `channel originate Local/${AGENCY.dids.support}@survivor-withheld/n extension 482@presses`,
    },
    trunks: plan.trunks.map((trunk, at) => ({
      ...trunk,
      agencyAddress: `${network.outside(at)}:${sipPort(trunk)}`,
      carrierAddress: `${network.carrier(at)}:${sipPort(trunk)}`,
      doors: [`${trunk.id}-private`, `${trunk.id}-parent`, `${trunk.id}-emergency`, `${trunk.id}-in`],
      numbers: trunkNumbers(at),
    })),
    phones: DESK_PHONES.map(({ extension, displayName }) => ({
      extension,
      displayName,
      username: extension,
      password: credentials.phones[extension],
      registrar: `${network.inside}:${SIP_PORT}`,
      address: network.phone(extension),
    })),
    parent: PARENT,
    agencyNumbers: { ...AGENCY.dids, site: AGENCY.siteNumber },
    survivor: SURVIVOR_NUMBER,
    canaries: canaries(lab),
    numbers: Object.values(PUBLIC_NUMBERS),
  };
}
