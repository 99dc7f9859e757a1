/** One trunk of a lab: which carrier profile the agency's PBX uses on it, and how the two ends reach each other. */
export interface LabTrunk {
  /** Neutral id, also the trunk's id in the product's configuration. */
  readonly id: string;
  readonly profile: 'rfc3325' | 'account-from' | 'dialled-prefix' | 'rpid';
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** `register`: the agency registers and is challenged on every INVITE. `address`: the carrier knows it by its address. */
  readonly access: 'register' | 'address';
  /** What is dialled in front of the number (`dialled-prefix`); the country's own when absent. */
  readonly prefix?: string;
  /** What is dialled to show the parent organisation (`dialled-prefix`); nothing when absent. */
  readonly present?: string;
}

/** What a lab is made of. Everything else follows from it and from the block of loopback addresses the lab was given. */
export interface LabPlan {
  readonly release: '22' | '16';
  readonly trunks: readonly LabTrunk[];
  /** Whether its daemon runs leak tests by itself (`leak_tests.automatic`), or waits until somebody asks for one. */
  readonly automaticTests: boolean;
}

export const DEFAULT_TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
];

/** The lab's cast. The agency's words and numbers are the canaries: none of them may ever be seen on a carrier's side. */
export const PARENT = {
  name: 'Harbour Community Services',
  number: '+61270102000',
  domain: 'harbour.example',
} as const;

export const AGENCY = {
  name: 'Wrenfield Refuge',
  host: 'pbx.wrenfield-refuge.internal',
  siteNumber: '+61255501000',
  dids: {
    helpline: '+61255501001',
    desk: '+61255501002',
    followMe: '+61255501003',
    voicemail: '+61255501004',
    support: '+61255501005',
  },
} as const;

export interface DeskPhone {
  readonly extension: string;
  /** The worker's name as the phone shows it: secret. */
  readonly displayName: string;
}

export const DESK_PHONES: readonly DeskPhone[] = [
  { extension: '101', displayName: 'Marigold Wrenfield' },
  { extension: '102', displayName: 'Philippa Wrenfield' },
  { extension: '103', displayName: 'Rosalind Wrenfield' },
];

/** A number of the public network and what it does when called. National format; the carrier takes any dialled form of it. */
export interface PublicNumber {
  readonly number: string;
  readonly behaviour: string;
  readonly does: string;
}

/** ACMA keeps these ranges for fiction: no such number can ring anywhere. */
export const PUBLIC_NUMBERS = {
  answers: { number: '0370100001', behaviour: 'answers', does: 'answers and echoes until the caller hangs up' },
  ringsOut: { number: '0370100002', behaviour: 'rings-out', does: 'rings for 60 s and never answers' },
  busy: { number: '0370100003', behaviour: 'busy', does: '486 Busy Here' },
  refusesAnonymous: {
    number: '0370100004',
    behaviour: 'refuses-anonymous',
    does: '433 Anonymity Disallowed to a withheld call, answers any other',
  },
  drops: { number: '0370100005', behaviour: 'drops', does: 'answers, then hangs up after 2 s' },
  answeringMachine: {
    number: '0370100006',
    behaviour: 'answering-machine',
    does: 'answers, speaks a greeting, beeps, records nothing',
  },
  firstCarrierFails: {
    number: '0370100007',
    behaviour: 'first-carrier-fails',
    does: '503 at the first carrier, answers at every other',
  },
  seesParent: {
    number: '0370100010',
    behaviour: 'sees-parent',
    does: 'a court: answers and echoes; a rule of the lab lets it see the parent organisation',
  },
  neverCall: {
    number: '0370100011',
    behaviour: 'never-call',
    does: 'would answer, but a rule of the lab refuses every call to it',
  },
  secondDid: {
    number: '0370100099',
    behaviour: 'second-did',
    does: "the agency's own second number, at the second carrier: the call comes back to the agency (answers and echoes in a lab with one trunk)",
  },
  thirdDid: {
    number: '0370100098',
    behaviour: 'third-did',
    does: "the agency's own third number, at the first carrier: the call comes back to the agency (answers and echoes in a lab with one trunk)",
  },
  forwardedDid: {
    number: '0370100097',
    behaviour: 'forwarded-did',
    does: "the agency's own number that its second one is forwarded to when the network forwards",
  },
  mobile: { number: '0491570156', behaviour: 'mobile', does: "a worker's mobile: answers and echoes" },
  emergency: {
    number: '000',
    behaviour: 'emergency',
    does: 'the emergency service: answers and echoes (also 112 and 106)',
  },
} as const satisfies Record<string, PublicNumber>;

/**
 * How the public network of a lab hands a call on that comes back to the agency (global variable CANARY_MODE of the carrier PBX), and what the far end
 * is given then. The first is the one without a word.
 */
export const CANARY_MODES = {
  honour: 'what is asked for: Anonymous, or the number where nothing asks to withhold it',
  ignore: 'the asserted number, whatever was asked for',
  'default-number': "the account's default number: one of the agency's, or that of the global variable CANARY_NUMBER",
  cnam: "Anonymous, with the agency's name out of a directory of names",
  'strip-privacy': 'Anonymous, with the asserted number and without the Privacy header',
  trusting: 'Anonymous, with the asserted number and the Privacy header, as among carriers that trust each other',
  signing: 'Anonymous, with a signature (PASSporT) over the asserted number',
  unavailable: 'no number, and not a word that it was withheld',
  forward: 'what is asked for, by way of a number that diverts to another one',
  lost: 'nothing: the call ends unanswered',
  'answered-elsewhere': 'nothing: somebody else answers',
  'tone-deaf': 'what is asked for; tones do not come through',
} as const;

export type CanaryMode = keyof typeof CANARY_MODES;

/** The survivor who calls in. */
export const SURVIVOR_NUMBER = '0491570006';

/**
 * Numbers that each trunk (0-based) has for itself, so that everything can be shown on every trunk.
 *
 * - `answers`, `ringsOut`: a rule of the lab sends them through this trunk first.
 * - `fails`: the same, but this trunk's carrier says 503, and the next one answers.
 * - `seesParent`: a rule lets it see the parent organisation; every carrier before this trunk's says 503.
 */
export function trunkNumbers(trunk: number) {
  return {
    answers: `037010002${trunk}`,
    ringsOut: `037010003${trunk}`,
    fails: `037010004${trunk}`,
    seesParent: `037010005${trunk}`,
  } as const;
}

/** A lab has at most this many trunks: each needs numbers and addresses of its own. */
export const MOST_TRUNKS = 8;
