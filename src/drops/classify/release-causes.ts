import type { SetupDetail } from '../../call/drop-verdict.ts';

/**
 * Q.850 causes with which a network, not a person, releases an answered call: 27 destination out of order, 34 no circuit, 38 network out of
 * order, 41 temporary failure, 42 congestion, 44 requested circuit not available, 47 resource unavailable, 102 recovery on timer expiry,
 * 111 protocol error, 127 interworking.
 */
const NETWORK_CAUSES: ReadonlySet<number> = new Set([27, 34, 38, 41, 42, 44, 47, 102, 111, 127]);

export function isNetworkCause(cause: number | null): boolean {
  return cause !== null && NETWORK_CAUSES.has(cause);
}

/** 408 (no answer to a refresh, RFC 4028 §10), 481 (the peer lost the dialog), any 5xx. */
export function isNetworkStatus(status: number | null): boolean {
  return status !== null && (status === 408 || status === 481 || (status >= 500 && status <= 599));
}

/** 16 normal clearing, 31 normal unspecified, and no cause at all (Queue and Stasis tell none). */
export function isOrdinaryCause(cause: number | null): boolean {
  return cause === null || cause === 0 || cause === 16 || cause === 31;
}

const BY_STATUS: Readonly<Record<number, SetupDetail>> = {
  404: 'wrong-number',
  408: 'unreachable',
  410: 'wrong-number',
  433: 'refused-anonymous',
  480: 'unreachable',
  484: 'wrong-number',
  486: 'busy',
  487: 'cancelled',
  600: 'busy',
  603: 'refused',
  604: 'wrong-number',
  607: 'refused',
  608: 'refused',
};

/** What a final answer to INVITE says (RFC 3261 §21; 433: RFC 5079; 607, 608: RFC 8197, 8688); `null` below 300. */
export function detailOfStatus(status: number): SetupDetail | null {
  if (status < 300) return null;
  return BY_STATUS[status] ?? (status >= 500 && status <= 599 ? 'trunk-failure' : 'unclear');
}

const BY_CAUSE: Readonly<Record<number, SetupDetail>> = {
  1: 'wrong-number',
  17: 'busy',
  18: 'unreachable',
  19: 'unreachable',
  20: 'unreachable',
  21: 'refused',
  22: 'wrong-number',
  27: 'unreachable',
  28: 'wrong-number',
  34: 'trunk-failure',
  38: 'trunk-failure',
  41: 'trunk-failure',
  42: 'trunk-failure',
  44: 'trunk-failure',
  47: 'trunk-failure',
};

/** The same from the Q.850 cause, where no SIP status was told (Asterisk below 22.7.0). 127 stands for many statuses, 433 among them. */
export function detailOfCause(cause: number | null): SetupDetail {
  return (cause === null ? undefined : BY_CAUSE[cause]) ?? 'unclear';
}
