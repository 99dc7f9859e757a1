import type { Request } from 'express';
import { isLoopbackHost } from '../loopback.ts';

/** The name under which a browser has reached the mailbox. */
export interface Reached {
  /** As the browser writes it in `Origin` (RFC 6454 §7). */
  readonly origin: string;
  /** What passkeys are bound to (WebAuthn Level 3, §4: RP ID). */
  readonly relyingParty: string;
  readonly encrypted: boolean;
}

/**
 * How `request` has reached us, or `null`: under a name that is not ours. `ours`: the https origin of a proxy in front, or `null`. A proxy has to pass the
 * `Host` that it was asked for; at any other name than that and the loopback ones, nothing is given out (DNS rebinding).
 */
export function reachedBy(host: string | undefined, ours: string | null): Reached | null {
  if (ours !== null) {
    const { host: name, hostname, origin } = new URL(ours);
    if (host?.toLowerCase() === name) return { origin, relyingParty: hostname, encrypted: true };
  }
  if (!isLoopbackHost(host)) return null;
  return { origin: `http://${host?.toLowerCase()}`, relyingParty: 'localhost', encrypted: false };
}

/**
 * Whether a request comes from our own page. What changes something must say so by `Origin`, which a browser sends with every POST; a browser that says
 * more (Fetch Metadata, `Sec-Fetch-Site`) must say the same.
 */
export function isOwnPage({ headers, method }: Pick<Request, 'headers' | 'method'>, { origin }: Reached): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (method === 'GET' || method === 'HEAD') return headers.origin === undefined || headers.origin === origin;
  return headers.origin === origin;
}
