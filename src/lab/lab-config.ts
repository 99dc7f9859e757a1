import { stringify } from 'yaml';
import { outsideTransport } from './agency-pbx.ts';
import { accountOf, type LabCredentials } from './carrier-pbx.ts';
import { AGENCY_CAPTURE_PORT, AMI_PORT, CONSOLE_PORT, HTTP_PORT, type LabNetwork, sipPort } from './lab-network.ts';
import { AGENCY, DESK_PHONES, type LabPlan, type LabTrunk, PARENT, PUBLIC_NUMBERS, trunkNumbers } from './lab-plan.ts';
import { agencyDestinations, publicE164 as e164 } from './public-network.ts';

/** Where a lab keeps what the product itself reads and writes. */
export interface ProductPlaces {
  /** Directory of secret files. */
  readonly secrets: string;
  /** Database directory. */
  readonly storage: string;
  /** The agency PBX's own configuration files. */
  readonly pbxDirectory: string;
  /** The command that runs the agency PBX's console, without `-rx`. */
  readonly pbxConsole: readonly string[];
  /** Where the certificates of trunks over TLS lie. */
  readonly certificates: string;
}

/** A secret file the configuration names. */
export interface SecretFile {
  readonly name: string;
  readonly text: string;
}

function trunk(each: LabTrunk, at: number, network: LabNetwork, places: ProductPlaces) {
  const login = { username: accountOf(each), password: { file: `${places.secrets}/trunk-${each.id}` } };
  return {
    id: each.id,
    profile: each.profile,
    host: network.carrier(at),
    port: sipPort(each),
    transport: each.transport,
    ...(each.profile === 'account-from' ? { account: PARENT.number } : {}),
    dial_format: each.profile === 'dialled-prefix' ? 'national' : 'e164-plus',
    ...(each.prefix === undefined ? {} : { prefix: { withhold: each.prefix, present: each.present ?? '' } }),
    ...(each.access === 'register' ? { register: { ...login, expires: 120 } } : {}),
    media_address: network.outside(at),
    signalling_transport: outsideTransport(each),
    inbound_match: [network.carrier(at)],
  };
}

/** The product's configuration for a lab, as its administrator would have written it. */
export function labConfig(plan: LabPlan, network: LabNetwork, places: ProductPlaces): string {
  const { dids, name, host, siteNumber } = AGENCY;
  const destinations = agencyDestinations(plan);
  const called = destinations.flatMap(({ number, arrives_as }) => [
    number,
    ...(arrives_as === undefined ? [] : [arrives_as]),
  ]);
  const config = {
    version: 1,
    organisation: { name: PARENT.name, numbers: [PARENT.number], domain: PARENT.domain },
    secrets: {
      words: [name, ...DESK_PHONES.map(({ displayName }) => displayName)],
      numbers: [...Object.values(dids), ...called],
      hosts: [host, network.inside, ...DESK_PHONES.map(({ extension }) => network.phone(extension))],
    },
    country: 'AU',
    outside_line: ['0'],
    sites: [{ id: 'main', number: siteNumber, extensions: DESK_PHONES.map(({ extension }) => extension) }],
    trunks: plan.trunks.map((each, at) => trunk(each, at, network, places)),
    asterisk: {
      ari: {
        url: `http://${network.inside}:${HTTP_PORT}`,
        username: 'withheld',
        password: { file: `${places.secrets}/ari` },
      },
      ami: { host: network.inside, port: AMI_PORT, username: 'withheld', password: { file: `${places.secrets}/ami` } },
      console: places.pbxConsole,
      directory: places.pbxDirectory,
    },
    rules: [
      // One number the workers may show the parent organisation to, and some for each trunk that are always tried there first.
      {
        name: 'court-sees-the-parent',
        to: [PUBLIC_NUMBERS.seesParent.number, ...plan.trunks.map((_, at) => trunkNumbers(at).seesParent)].map(e164),
        door: 'parent',
      },
      { name: 'never-call', to: [e164(PUBLIC_NUMBERS.neverCall.number)], refuse: true },
      ...plan.trunks.map((each, at) => {
        const { answers, ringsOut, fails } = trunkNumbers(at);
        return { name: `through-${each.id}`, to: [answers, ringsOut, fails].map(e164), trunk: each.id };
      }),
    ],
    storage: { directory: places.storage, token_key_file: `${places.secrets}/token.key` },
    console: { host: network.inside, port: CONSOLE_PORT },
    // The lab's phones are there only while they are in a call: asked in between, they would seem to be gone.
    drops: { phone_qualify_seconds: 0 },
    wire: { address: network.watcher, port: AGENCY_CAPTURE_PORT },
    inbound: { helplines: [{ number: dids.support }] },
    // Calls to the lab's public network are those that somebody makes.
    ...(destinations.length === 0 ? {} : { canary: { automatic: false, destinations } }),
    leak_tests: {
      automatic: plan.automaticTests,
      network: network.block,
      phone_transport: 'inside',
      ...(plan.trunks.some(({ transport }) => transport === 'tls')
        ? { certificate: `${places.certificates}/probe.pem`, key: `${places.certificates}/probe.key` }
        : {}),
    },
  };
  return `# The lab's own configuration, with the lab's own (fictional) names and numbers.\n${stringify(config)}`;
}

/** The secret files the configuration of a lab names. The token key is made by the daemon. */
export function secretFiles(plan: LabPlan, credentials: LabCredentials): readonly SecretFile[] {
  return [
    { name: 'ari', text: credentials.ari },
    { name: 'ami', text: credentials.ami },
    ...plan.trunks.flatMap((each) => {
      const password = credentials.trunks[each.id];
      return password === undefined ? [] : [{ name: `trunk-${each.id}`, text: password }];
    }),
  ];
}
