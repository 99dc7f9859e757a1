import { GENERATED_NOTICE, type PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';
import { AMI_PORT, CARRIER_CAPTURE_PORT, type LabNetwork, sipPort } from './lab-network.ts';
import { AGENCY, type LabPlan, type LabTrunk, PUBLIC_NUMBERS, SURVIVOR_NUMBER, trunkNumbers } from './lab-plan.ts';
import { mirrorFile } from './pbx-base.ts';
import { comesBack, deliveryDialplan, deliveryEndpoint } from './public-network.ts';

/** Passwords of a lab, made anew for each. */
export interface LabCredentials {
  readonly phones: Readonly<Record<string, string>>;
  /** Registration password of each trunk that registers, by trunk id. */
  readonly trunks: Readonly<Record<string, string>>;
  readonly ari: string;
  readonly ami: string;
  /** A user with every right, for people and tests that drive the lab; the product never gets it. */
  readonly driver: string;
}

/** The name under which the agency's PBX registers. It must not name the agency. */
export function accountOf(trunk: LabTrunk): string {
  return `line-${trunk.id}`;
}

function transport(trunk: LabTrunk, at: number, network: LabNetwork, certificates: string): string[] {
  const tls =
    trunk.transport === 'tls'
      ? [`cert_file=${certificates}/carrier.pem`, `priv_key_file=${certificates}/carrier.key`, 'method=tlsv1_2']
      : [];
  return [
    `[at-${trunk.id}]`,
    'type=transport',
    `protocol=${trunk.transport}`,
    `bind=${network.carrier(at)}:${sipPort(trunk)}`,
    ...tls,
    '',
  ];
}

/** The carrier's name for the agency's PBX behind one trunk. */
function customerOf(trunk: LabTrunk): string {
  return trunk.access === 'register' ? accountOf(trunk) : `customer-${trunk.id}`;
}

/** One customer of the carrier: the agency's PBX behind one trunk. */
function customer(trunk: LabTrunk, at: number, network: LabNetwork, credentials: LabCredentials): string[] {
  const registers = trunk.access === 'register';
  const uriTransport = trunk.transport === 'udp' ? '' : `\\;transport=${trunk.transport}`;
  const name = customerOf(trunk);
  return [
    `[${name}]`,
    'type=endpoint',
    `transport=at-${trunk.id}`,
    'context=public',
    'disallow=all',
    'allow=alaw,ulaw',
    `aors=${name}`,
    `media_address=${network.carrier(at)}`,
    'direct_media=no',
    'trust_id_inbound=yes',
    'trust_id_outbound=yes',
    'send_pai=yes',
    ...(registers ? [`auth=${name}`] : []),
    '',
    `[${name}]`,
    'type=aor',
    ...(registers
      ? ['max_contacts=1', 'remove_existing=yes']
      : [`contact=sip:${network.outside(at)}:${sipPort(trunk)}${uriTransport}`]),
    '',
    ...(registers
      ? [
          `[${name}]`,
          'type=auth',
          'auth_type=userpass',
          `username=${name}`,
          `password=${credentials.trunks[trunk.id]}`,
          '',
        ]
      : []),
    `[identify-${trunk.id}]`,
    'type=identify',
    `endpoint=${name}`,
    `match=${network.outside(at)}`,
    '',
  ];
}

function pjsip(plan: LabPlan, network: LabNetwork, credentials: LabCredentials, certificates: string): string {
  return [
    GENERATED_NOTICE,
    '[system]',
    'type=system',
    'timer_t1=100',
    'timer_b=6400',
    '',
    '[global]',
    'type=global',
    'user_agent=Carrier',
    '',
    ...plan.trunks.flatMap((trunk, at) => transport(trunk, at, network, certificates)),
    ...plan.trunks.flatMap((trunk, at) => customer(trunk, at, network, credentials)),
    ...plan.trunks.flatMap((trunk, at) => deliveryEndpoint(trunk.id, customerOf(trunk), network.carrier(at))),
  ].join('\n');
}

/** Steps of a dialplan extension. */
function number(name: string, ...steps: readonly string[]): string[] {
  return steps.map((step, at) => (at === 0 ? `exten => ${name},1,${step}` : ` same => n,${step}`));
}

const ANSWER = ['Answer()', 'Echo()'];

/** An extension that says 503 to some customers and answers all others. */
function failsFor(name: string, customers: readonly string[]): string[] {
  const tests = customers.map((customer) => `GotoIf($["\${CHANNEL(endpoint)}" = "${customer}"]?fail)`);
  return [...number(name, ...tests, ...ANSWER), ' same => n(fail),PJSIPHangup(503)'];
}

function ofTrunk(plan: LabPlan, trunk: LabTrunk, at: number): string[] {
  const { answers, ringsOut, fails, seesParent } = trunkNumbers(at);
  return [
    ...number(answers, ...ANSWER),
    ...number(ringsOut, 'Ringing()', 'Wait(60)', 'Hangup(19)'),
    ...failsFor(fails, [customerOf(trunk)]),
    ...failsFor(seesParent, plan.trunks.slice(0, at).map(customerOf)),
  ];
}

function behaviours(plan: LabPlan): string[] {
  const n = PUBLIC_NUMBERS;
  const [first] = plan.trunks;
  const firstCustomer = first === undefined ? '' : customerOf(first);
  // Whether a call came withheld, as a person's phone would know it: an anonymous From, or a Privacy header that asks for something.
  const withheld = '$["${PJSIP_HEADER(read,Privacy)}" != "" | "${CALLERID(num)}" = "anonymous" | "${PREFIXED}" = "1"]';
  return [
    ...number(n.answers.number, ...ANSWER),
    ...number(n.ringsOut.number, 'Ringing()', 'Wait(60)', 'Hangup(19)'),
    ...number(n.busy.number, 'Hangup(17)'),
    ...number(n.refusesAnonymous.number, `GotoIf(${withheld}?refuse)`, ...ANSWER),
    ' same => n(refuse),PJSIPHangup(433)',
    ...number(n.drops.number, 'Answer()', 'Playtones(dial)', 'Wait(2)', 'Hangup(41)'),
    ...number(
      n.answeringMachine.number,
      'Answer()',
      'Wait(1)',
      'Playback(vm-theperson&vm-isunavail&beep)',
      'Wait(30)',
      'Hangup()',
    ),
    ...failsFor(n.firstCarrierFails.number, [firstCustomer]),
    ...number(n.seesParent.number, ...ANSWER),
    ...number(n.neverCall.number, ...ANSWER),
    ...plan.trunks.flatMap((trunk, at) => ofTrunk(plan, trunk, at)),
    ...[n.secondDid, n.thirdDid, n.forwardedDid].flatMap((did) =>
      number(did.number, ...(comesBack(plan, did.number) ?? ANSWER)),
    ),
    ...number(n.mobile.number, ...ANSWER),
    ...['000', '112', '110', '111', '911', '999'].flatMap((emergency) => number(emergency, ...ANSWER)),
    // The text telephones' emergency number fails at the first carrier, so that the next trunk's emergency door is seen too.
    ...failsFor('106', plan.trunks.length > 1 ? [firstCustomer] : []),
  ];
}

/** Any form a customer may dial a number in, brought to the national one. */
function forms(): string[] {
  const to = (digits: string) => `Goto(numbers,${digits},1)`;
  const coded = (code: string) => number(`_${code}.`, 'Set(PREFIXED=1)', `Goto(forms,\${EXTEN:${code.length}},1)`);
  return [
    ...number('_+61X.', to('0${EXTEN:3}')),
    ...number('_61XXXXXXXXX', to('0${EXTEN:2}')),
    ...number('_001161X.', to('0${EXTEN:6}')),
    ...number('_0X.', to('${EXTEN}')),
    ...['000', '106', '110', '111', '112', '911', '999'].flatMap((emergency) => number(emergency, to(emergency))),
    ...['1831', '141', '*67', '0197', '#31#'].flatMap(coded),
    // What shows the caller's number: a survivor's phone would light up. No test may ever get here.
    ...['1832', '1470', '*82', '0196', '*31#'].flatMap((code) =>
      number(`_${code}.`, `Goto(forms,\${EXTEN:${code.length}},1)`),
    ),
  ];
}

/** A caller of the public network, to the agency over one trunk. */
function survivor(trunk: LabTrunk, shows: readonly string[]): string[] {
  return number('_+X.', ...shows, `Dial(PJSIP/\${EXTEN}@${customerOf(trunk)},60)`, 'Hangup(${HANGUPCAUSE})');
}

/** What a caller shows: their own number, or nothing. */
const SHOWN = {
  survivor: [`Set(CALLERID(all)="Survivor" <${SURVIVOR_NUMBER}>)`],
  'survivor-withheld': ['Set(CALLERID(all)="Anonymous" <anonymous>)', 'Set(CALLERID(pres)=prohib)'],
} as const;

function survivors(plan: LabPlan): string[] {
  return Object.entries(SHOWN).flatMap(([name, shows]) =>
    plan.trunks.flatMap((each, at) => [
      ...(at === 0 ? [`[${name}]`, ...survivor(each, shows), ''] : []),
      `[${name}-${each.id}]`,
      ...survivor(each, shows),
      '',
    ]),
  );
}

function extensions(plan: LabPlan): string {
  return [
    GENERATED_NOTICE,
    '; public: where a customer of this carrier lands with what its PBX dialled.',
    '[public]',
    '; A trunk can be made slow, for every number: `dialplan set global TRYING_t1 8` says 100 Trying and nothing more for 8 s,',
    '; RINGING_t1 rings for so long before the number does what it does, SPEAKING_t1 speaks for so long before it (183), FAILING_t1',
    '; (any value) says 503. "" ends it.',
    '; `dialplan set global FAILING_t1 1` makes it say 503 to every call, until it is set to "" again.',
    ...number(
      '_[+*#0-9]!',
      'Gosub(trunk-of,${CHANNEL(endpoint)},1)',
      'ExecIf($["${GLOBAL(FAILING_${GOSUB_RETVAL})}" != ""]?PJSIPHangup(503))',
      'GotoIf($["${GLOBAL(FAILING_${GOSUB_RETVAL})}" != ""]?fail)',
      'Set(AFTER=${FILTER(0-9,${GLOBAL(TRYING_${GOSUB_RETVAL})})})',
      'ExecIf($["${AFTER}" != ""]?Wait(${AFTER}))',
      'Set(AFTER=${FILTER(0-9,${GLOBAL(RINGING_${GOSUB_RETVAL})})})',
      'ExecIf($["${AFTER}" != ""]?Ringing())',
      'ExecIf($["${AFTER}" != ""]?Wait(${AFTER}))',
      'Set(AFTER=${FILTER(0-9,${GLOBAL(SPEAKING_${GOSUB_RETVAL})})})',
      'ExecIf($["${AFTER}" != ""]?Progress())',
      'ExecIf($["${AFTER}" != ""]?Playtones(dial))',
      'ExecIf($["${AFTER}" != ""]?Wait(${AFTER}))',
      'Goto(forms,${EXTEN},1)',
    ),
    ' same => n(fail),PJSIPHangup(503)',
    '',
    '[trunk-of]',
    ...plan.trunks.flatMap((each) => number(customerOf(each), `Return(${each.id})`)),
    '',
    '[forms]',
    ...forms(),
    '',
    '; numbers: the public network.',
    '[numbers]',
    ...behaviours(plan),
    '',
    ...deliveryDialplan(plan),
    `; survivor: calls one of the agency's numbers: channel originate Local/${AGENCY.dids.desk}@survivor application Wait 20`,
    '; over the first trunk; survivor-t1, survivor-t2 … over that one; survivor-withheld, survivor-withheld-t1 … without a number.',
    ...survivors(plan),
    '; presses: what a caller does then: presses keys after 2 s and stays: channel originate Local/NUMBER@survivor-withheld extension 482@presses',
    '[presses]',
    ...number('_X!', 'Wait(2)', 'SendDTMF(${EXTEN},150,150)', 'Wait(60)'),
    '',
  ].join('\n');
}

/** Everything that makes a PBX the carriers and the public network behind them: one carrier for each trunk. */
export function carrierFiles(
  plan: LabPlan,
  network: LabNetwork,
  credentials: LabCredentials,
  certificates: string,
): readonly PbxFile[] {
  return [
    { path: 'pjsip.conf', text: pjsip(plan, network, credentials, certificates) },
    { path: 'extensions.conf', text: extensions(plan) },
    { path: 'rtp.conf', text: '[general]\nrtpstart=20000\nrtpend=29999\n' },
    { path: 'http.conf', text: '[general]\nenabled=no\n' },
    {
      path: 'manager.conf',
      text: `[general]\nenabled=yes\nbindaddr=${network.carrierInside}\nport=${AMI_PORT}\n\n[driver]\nsecret=${credentials.driver}\nread=all\nwrite=all\n`,
    },
    mirrorFile(network.watcher, CARRIER_CAPTURE_PORT, 2),
  ];
}
