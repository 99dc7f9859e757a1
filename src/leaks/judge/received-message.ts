import type { CanaryKind } from './canary-search.ts';
import type { Expected } from './expected.ts';
import type { Finding, Opinion, Piece } from './finding.ts';
import { isKnownName } from './header-names.ts';
import { MANDATORY } from './sent-opinion.ts';
import type { HeaderField, ReadingFault, SipRequestRead, SipResponseRead } from './sip-reader.ts';

/** A carrier may write as it likes; what these leave cannot be told apart. */
const UNREADABLE: ReadonlySet<ReadingFault> = new Set<ReadingFault>([
  'control-character',
  'cut-short',
  'length-unclear',
  'no-end',
  'too-many-headers',
]);

/** In these a carrier speaks of the other party, or of the account: its own knowledge, whatever it says. */
const OF_OTHERS: ReadonlySet<string> = new Set([
  ...[
    'Alert-Info',
    'Call-Info',
    'Contact',
    'Diversion',
    'History-Info',
    'Identity',
    'Organization',
    'P-Asserted-Identity',
  ],
  ...[
    'P-Associated-URI',
    'P-Called-Party-ID',
    'P-Charging-Vector',
    'P-Preferred-Identity',
    'P-Served-User',
    'Refer-To',
    'Referred-By',
  ],
  ...['Remote-Party-ID', 'Reply-To', 'Subject'],
]);

const HOSTS: readonly CanaryKind[] = ['inside-host'];
const HOSTS_AND_WORDS: readonly CanaryKind[] = ['inside-host', 'secret-word'];
const ALL: readonly CanaryKind[] = ['agency-number', 'inside-host', 'secret-word'];

/**
 * What in a header could only come from us. In a call that came in (`in`) the number called is in the Request-URI and To, and the caller's
 * name in From: the carrier's own words. In a call that we began From of an answer and To of a request repeat us; on the emergency door that
 * is the site's number, rightly.
 */
function kindsFor(name: string, isAnswer: boolean, { door }: Expected): readonly CanaryKind[] {
  if (OF_OTHERS.has(name)) return HOSTS;
  const ours = isAnswer ? 'From' : 'To';
  const isOther = (name === 'From' || name === 'To') && name !== ours;
  if (isOther) return HOSTS;
  return door === 'in' || door === 'emergency' ? HOSTS_AND_WORDS : ALL;
}

function piece(place: string, text: string, only: readonly CanaryKind[]): Piece {
  return { place, text, reading: 'fact', origin: 'echo', only };
}

/** What a carrier says in a place that is no header. */
export function receivedPiece(place: string, text: string, expected: Expected): Piece {
  return piece(place, text, kindsFor('', false, expected));
}

/** What it says in a header. */
export function receivedHeader({ name, value }: HeaderField, isAnswer: boolean, expected: Expected): Piece {
  return piece(name, isKnownName(name) ? value : `${name}: ${value}`, kindsFor(name, isAnswer, expected));
}

/**
 * What is said of a message the carrier sent. Nothing it says is our leak by itself. Reported is what it can hardly know but from us: an inside
 * host or address anywhere; a word of the agency, and outside of calls that came in a number of ours, wherever a carrier does not speak of the
 * other party. Always `echoed`. Short words and extensions are not looked for: they stand in a stranger's message by chance.
 */
export function receivedOpinion(message: SipRequestRead | SipResponseRead, expected: Expected): Opinion {
  const isAnswer = message.kind === 'response';
  const faults = message.faults.filter((fault) => UNREADABLE.has(fault));
  const missing = MANDATORY.filter((name) => !message.headers.some((header) => header.name === name));
  const findings: Finding[] = [
    ...faults.map((text) => ({ vector: 'unreadable', place: 'body', text }) as const),
    ...missing.map((place) => ({ vector: 'unreadable', place, text: '' }) as const),
  ];
  return {
    findings,
    pieces: [
      receivedPiece('start-line', message.startLine, expected),
      ...message.headers.map((field) => receivedHeader(field, isAnswer, expected)),
      ...message.strayLines.map((line) => receivedPiece('body', line, expected)),
      receivedPiece('body', message.body, expected),
    ],
  };
}
