/** IANA "SIP Compact Forms" (RFC 3261 §7.3.3 and later registrations). */
const COMPACT: ReadonlyMap<string, string> = new Map([
  ['a', 'Accept-Contact'],
  ['b', 'Referred-By'],
  ['c', 'Content-Type'],
  ['d', 'Request-Disposition'],
  ['e', 'Content-Encoding'],
  ['f', 'From'],
  ['i', 'Call-ID'],
  ['j', 'Reject-Contact'],
  ['k', 'Supported'],
  ['l', 'Content-Length'],
  ['m', 'Contact'],
  ['n', 'Identity-Info'],
  ['o', 'Event'],
  ['r', 'Refer-To'],
  ['s', 'Subject'],
  ['t', 'To'],
  ['u', 'Allow-Events'],
  ['v', 'Via'],
  ['x', 'Session-Expires'],
  ['y', 'Identity'],
]);

/**
 * Names that are printed as they are: the IANA registry of SIP header fields as far as messages of calls carry them, and names that are in use
 * without being registered. Any other name may itself be a secret.
 */
const KNOWN: ReadonlyMap<string, string> = new Map(
  `Accept Accept-Contact Accept-Encoding Accept-Language Accept-Resource-Priority Alert-Info Allow Allow-Events Answer-Mode AOC Authentication-Info
  Authorization Call-ID Call-Info Contact Content-Disposition Content-Encoding Content-Language Content-Length Content-Type CSeq Date Diversion
  Error-Info Event Expires Feature-Caps Flow-Timer From Geolocation Geolocation-Error Geolocation-Routing History-Info Identity Identity-Info
  In-Reply-To Info-Package Join Max-Forwards MIME-Version Min-Expires Min-SE Organization P-Access-Network-Info P-Answer-State P-Asserted-Identity
  P-Asserted-Service P-Associated-URI P-Called-Party-ID P-Charging-Function-Addresses P-Charging-Vector P-Early-Media P-Preferred-Identity
  P-Preferred-Service P-Profile-Key P-Served-User P-Visited-Network-ID Path Permission-Missing Priority Privacy Proxy-Authenticate
  Proxy-Authorization Proxy-Require RAck Reason Record-Route Recv-Info Refer-Sub Refer-To Referred-By Reject-Contact Remote-Party-ID Replaces
  Reply-To Request-Disposition Require Resource-Priority Retry-After Route RSeq Security-Client Security-Server Security-Verify Server
  Service-Route Session-Expires Session-ID SIP-ETag SIP-If-Match Subject Subscription-State Supported Target-Dialog Timestamp To Unsupported
  User-Agent User-to-User Via Warning WWW-Authenticate`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/** Each by a number. Names of properties are compared by where they lie, and names are compared often. */
const REGISTERED: ReadonlyMap<string, { readonly name: string; readonly number: number }> = new Map(
  Object.keys(Object.fromEntries([...KNOWN.values()].map((name) => [name, name]))).map((name, number) => [
    name,
    { name, number },
  ]),
);

/** The long form of a header name in its registered spelling; a name in no registry in small letters. */
export function headerName(written: string): string {
  const registered = REGISTERED.get(written);
  if (registered !== undefined) return registered.name;
  const small = written.toLowerCase();
  return COMPACT.get(small) ?? KNOWN.get(small) ?? small;
}

/** Whether the name (as `headerName` gives it) is a public word that tells nothing. */
export function isKnownName(name: string): boolean {
  return REGISTERED.has(name);
}

/** From 0 on, for each name (as `headerName` gives it) that is a public word, below {@link MOST_NAMES}; -1 for any other. */
export function nameNumber(name: string): number {
  return REGISTERED.get(name)?.number ?? -1;
}

export const MOST_NAMES = REGISTERED.size;
