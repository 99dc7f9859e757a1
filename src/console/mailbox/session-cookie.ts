import type { NewDevice } from '../../access/devices.ts';
import type { Mailbox } from '../../call/mailbox.ts';
import type { Reached } from './origin.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** With `__Host-` a browser takes the cookie over TLS only, from this very host, for no other (RFC 6265bis §4.1.3.2). */
function nameAt(name: string, { encrypted }: Reached): string {
  return encrypted ? `__Host-${name}` : name;
}

const SESSION = 'withheld-mailbox';
/** A browser may serve several owners: it is known to each of their mailboxes apart. */
const deviceName = (box: Mailbox) => `withheld-device-${box}`;

/** The session's token that a browser has sent; `null`: none, or not one of ours. */
export function tokenIn(header: string | undefined, reached: Reached): string | null {
  return cookieIn(nameAt(SESSION, reached), header);
}

/** What a browser shows that has logged in to this mailbox before; `null`: nothing. */
export function deviceIn(header: string | undefined, box: Mailbox, reached: Reached): string | null {
  return cookieIn(nameAt(deviceName(box), reached), header);
}

function cookieIn(wanted: string, header: string | undefined): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  const token = pairs.find(([name]) => name === wanted)?.[1] ?? '';
  return TOKEN.test(token) ? token : null;
}

/** `Set-Cookie` of a session that begins; with `null`: of one that ends. It lasts as long as the browser, and no script can read it. */
export function sessionCookie(token: string | null, reached: Reached): string {
  return `${nameAt(SESSION, reached)}=${token ?? ''}${kept(reached)}${token === null ? '; Max-Age=0' : ''}`;
}

/** `Set-Cookie` by which a browser is known later: it outlives session and browser, and lets nobody in. */
export function deviceCookie({ box, seconds, token }: NewDevice, reached: Reached): string {
  return `${nameAt(deviceName(box), reached)}=${token}${kept(reached)}; Max-Age=${seconds}`;
}

function kept({ encrypted }: Reached): string {
  return `; Path=/; HttpOnly; SameSite=Strict${encrypted ? '; Secure' : ''}`;
}
