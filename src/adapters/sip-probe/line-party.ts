import { randomBytes } from 'node:crypto';
import type { SaidIdentity } from '../../ports/probe-line.ts';
import type { Credentials } from './digest.ts';
import type { ExchangeLine } from './exchange.ts';

/** Who a line is. */
export interface LineOptions extends ExchangeLine {
  /** TLS only. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
  /** The user part of our addresses; of a phone the name the PBX knows it by. */
  readonly user: string;
  /** A phone answers challenges with them and is known by its name; a carrier shows the number of who calls. */
  readonly credentials: Credentials | null;
  /** Whom a phone says it is when it answers. */
  readonly answersAs: SaidIdentity | null;
}

/** Contact (RFC 3261 §20.10). */
export function contactOf({ user, address, port, transport }: LineOptions): string {
  return `<sip:${user}@${address}:${port}${transport === 'udp' ? '' : `;transport=${transport}`}>`;
}

/** From of a call or request of our own, with a new tag. */
export function fromOf({ credentials, user, address }: LineOptions, { name, number }: SaidIdentity): string {
  return `"${name}" <sip:${credentials === null ? number : user}@${address}>;tag=${randomBytes(8).toString('hex')}`;
}

/** P-Asserted-Identity (RFC 3325); `null`: nothing is said. */
export function assertedBy({ address }: LineOptions, said: SaidIdentity | null): string | null {
  return said === null ? null : `"${said.name}" <sip:${said.number}@${address}>`;
}
