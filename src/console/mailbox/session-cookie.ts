import type { Reached } from './origin.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** With `__Host-` a browser takes the cookie over TLS only, from this very host, for no other (RFC 6265bis §4.1.3.2). */
function nameAt({ encrypted }: Reached): string {
  return encrypted ? '__Host-withheld-mailbox' : 'withheld-mailbox';
}

/** The session's token that a browser has sent; `null`: none, or not one of ours. */
export function tokenIn(header: string | undefined, reached: Reached): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  const token = pairs.find(([name]) => name === nameAt(reached))?.[1] ?? '';
  return TOKEN.test(token) ? token : null;
}

/** `Set-Cookie` of a session that begins; with `null`: of one that ends. It lasts as long as the browser, and no script can read it. */
export function sessionCookie(token: string | null, reached: Reached): string {
  const secure = reached.encrypted ? '; Secure' : '';
  const end = token === null ? '; Max-Age=0' : '';
  return `${nameAt(reached)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${end}`;
}
