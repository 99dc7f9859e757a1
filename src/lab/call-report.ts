import type { SeenMessage } from './far-end.ts';
import type { PhoneResult } from './phone/phone-step.ts';
import { headerValue } from './sip-message.ts';

/** What `lab call` prints: how it went on the phone, and every identity-bearing header the carrier's side saw of it. */
export interface CallReport {
  readonly from: string;
  readonly to: string;
  readonly ended: {
    readonly outcome: PhoneResult['outcome'];
    readonly status: number | null;
    readonly releasedBy: PhoneResult['releasedBy'];
    readonly detail?: string;
  };
  readonly farEnd: readonly {
    readonly trunk: string;
    readonly direction: SeenMessage['direction'];
    readonly startLine: string;
    readonly identity: readonly { readonly name: string; readonly value: string }[];
  }[];
  /** Packets of the mirror that could not be read: while there are any, the far end may have seen more. */
  readonly unreadable: number;
}

/** What goes on beside calls all the time: signs of life and registrations. */
const BESIDE_CALLS: ReadonlySet<string> = new Set(['OPTIONS', 'REGISTER']);

/**
 * What was seen of calls and of whatever they caused: the messages of every Call-ID that began while it was watched, but for those that
 * began with OPTIONS or REGISTER. What could not be read may be anybody's and stays. Pure.
 */
function ofCalls(seen: readonly SeenMessage[]): readonly SeenMessage[] {
  const begun = new Set(
    seen.flatMap(({ message }) => {
      if (message?.kind !== 'request' || BESIDE_CALLS.has(message.method)) return [];
      // RFC 3261 §12.2.1.1: within a dialog, To has a tag.
      return /;\s*tag=/i.test(headerValue(message, 'To') ?? '') ? [] : [headerValue(message, 'Call-ID')];
    }),
  );
  return seen.filter(({ message }) => message === null || begun.has(headerValue(message, 'Call-ID')));
}

/** The report of one call, out of how it went on its phone and everything that was seen meanwhile. Pure. */
export function callReport(
  { from, to }: Pick<CallReport, 'from' | 'to'>,
  { outcome, status, releasedBy, detail }: PhoneResult,
  { seen, unreadable }: { readonly seen: readonly SeenMessage[]; readonly unreadable: number },
): CallReport {
  return {
    from,
    to,
    ended: { outcome, status, releasedBy, ...(detail === undefined ? {} : { detail }) },
    farEnd: ofCalls(seen).map(({ trunk, direction, message, identity, raw }) => ({
      trunk,
      direction,
      startLine: message?.startLine ?? raw.split('\r\n', 1)[0] ?? '',
      identity,
    })),
    unreadable,
  };
}

const RELEASED = { phone: 'the phone', 'far-end': 'the far end' } as const;

/** The report for a person. */
export function callText({ ended, farEnd, unreadable }: CallReport): string {
  const { outcome, status, releasedBy, detail } = ended;
  const how = [
    status === null ? outcome : `${outcome} ${status}`,
    ...(releasedBy === null ? [] : [`released by ${RELEASED[releasedBy]}`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return [
    ...farEnd.flatMap(({ direction, trunk, startLine, identity }) => [
      `${direction}  ${trunk}  ${startLine}`,
      ...identity.map(({ name, value }) => `    ${name}: ${value}`),
    ]),
    ...(farEnd.length === 0 ? ['no carrier saw anything of this call'] : []),
    ...(unreadable === 0
      ? []
      : [`${unreadable} packets of the mirror could not be read: the far end may have seen more`]),
    `ended: ${how.join(', ')}`,
  ].join('\n');
}
