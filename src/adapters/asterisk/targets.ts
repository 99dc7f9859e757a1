import type { Config } from '../../config/config.ts';
import type { AmiTarget } from './ami/session.ts';
import type { AriTarget } from './ari/requester.ts';

/** Where ARI is and who we are there. `application`: another than the configured one, for a program beside the daemon. */
export function ariTarget({ asterisk: { ari } }: Config, application = ari.application): AriTarget {
  return { url: ari.url.replace(/\/$/, ''), user: ari.username, password: ari.password.reveal(), application };
}

export function amiTarget({ asterisk: { ami } }: Config): AmiTarget {
  return { host: ami.host, port: ami.port, user: ami.username, secret: ami.password.reveal() };
}

/** The application of a part that listens beside the daemon's own, which one socket alone can have. */
export function besideApplication({ asterisk: { ari } }: Config, part: 'drops' | 'record'): string {
  return `${ari.application}-${part}`;
}
