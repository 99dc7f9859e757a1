import type { VectorId } from './vectors.ts';

/** Headers that a message may never carry and that the catalogue knows; what else is on no list is `not-allowed`. */
const FORBIDDEN: ReadonlyMap<string, VectorId> = new Map<string, VectorId>([
  ['AOC', 'network-header'],
  ['Call-Info', 'dialplan-header'],
  ['Alert-Info', 'dialplan-header'],
  ['Diversion', 'diversion'],
  ['Event', 'event-notice'],
  ['Geolocation', 'location'],
  ['Geolocation-Error', 'location'],
  ['Geolocation-Routing', 'location'],
  ['History-Info', 'history-info'],
  ['Identity', 'signed-identity'],
  ['Identity-Info', 'signed-identity'],
  ['Join', 'replaces'],
  ['Organization', 'dialplan-header'],
  ['P-Access-Network-Info', 'dialplan-header'],
  ['P-Charging-Vector', 'dialplan-header'],
  ['P-Preferred-Identity', 'dialplan-header'],
  ['P-Served-User', 'dialplan-header'],
  ['Path', 'network-header'],
  ['Proxy-Authenticate', 'challenge'],
  ['Refer-Sub', 'refer'],
  ['Refer-To', 'refer'],
  ['Referred-By', 'referred-by'],
  ['Replaces', 'replaces'],
  ['Reply-To', 'dialplan-header'],
  ['Security-Client', 'network-header'],
  ['Security-Server', 'network-header'],
  ['Security-Verify', 'network-header'],
  ['SIP-ETag', 'event-notice'],
  ['SIP-If-Match', 'event-notice'],
  ['Subject', 'dialplan-header'],
  ['Subscription-State', 'event-notice'],
  ['Target-Dialog', 'replaces'],
  ['User-to-User', 'dialplan-header'],
  ['WWW-Authenticate', 'challenge'],
]);

/** The vector of a header that may not stand in what we send. */
export function forbiddenHeader(name: string, isAnswer: boolean): VectorId {
  if (name === 'Diversion' && isAnswer) return 'diversion-in-answer';
  return FORBIDDEN.get(name) ?? (name.startsWith('x-') || name.startsWith('p-') ? 'dialplan-header' : 'not-allowed');
}
