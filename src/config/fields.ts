import { z } from 'zod';
import { PhoneNumber } from '../call/phone-number.ts';
import { SecretRef } from './secret.ts';

/**
 * What the schema says of a key beside its type: the sentence of the sample, what is allowed in words (used in problem lines), an
 * example for the sample, and whether a wrong value may be shown.
 */
export type About = {
  readonly description: string;
  readonly allowed?: string;
  readonly example?: unknown;
  /** `number`: show the shape, not the digits. `secret`: show the length only. */
  readonly hide?: 'number' | 'secret';
};

/** Text that ends in an Asterisk file or on the wire must fit `pattern`: no quotes, `;`, `,`, brackets or control characters get in. */
export function text(pattern: RegExp, about: About & { readonly allowed: string }) {
  return z.string().regex(pattern).meta(about);
}

export function list<T extends z.ZodType>(item: T, about: About) {
  return z.array(item).meta(about);
}

export function integer(least: number, most: number, about: About) {
  return z.int().min(least).max(most).meta(about);
}

const E164_ALLOWED = 'E.164: + and 6 to 15 digits, no spaces';

export function e164(about: Omit<About, 'allowed' | 'hide'>) {
  return z
    .string()
    .regex(/^\+[1-9][0-9]{5,14}$/)
    .meta({ ...about, allowed: E164_ALLOWED, hide: 'number' })
    .transform((digits, context): PhoneNumber => {
      const number = PhoneNumber.fromE164(digits);
      if (number !== null) return number;
      context.addIssue({ code: 'custom', message: E164_ALLOWED });
      return z.NEVER;
    });
}

const SECRET_ALLOWED = '{ file: path } or { env: NAME }, never the secret itself';

/** A reference to a secret; the secret itself must have at least `shortest` characters. */
export function secret(shortest: number, about: Omit<About, 'allowed' | 'hide'>) {
  const path = z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'file that holds it, closed to other users', hide: 'secret' });
  const name = z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/)
    .meta({ description: 'environment variable that holds it', allowed: 'A-Z, 0-9 and _', hide: 'secret' });
  return z
    .strictObject({ file: path.optional(), env: name.optional() })
    .refine(({ file, env }) => (file === undefined) !== (env === undefined))
    .meta({ ...about, allowed: SECRET_ALLOWED, hide: 'secret' })
    .transform(({ file, env }) => new SecretRef(file === undefined ? { env: env ?? '' } : { file }, shortest));
}

export const HOST = /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.|$))+$|^[0-9A-Fa-f:]{2,39}$/;
export const HOST_ALLOWED = 'a host name or an IP address';
export const ACCOUNT = /^[A-Za-z0-9_+.@~-]{1,64}$/;
export const ACCOUNT_ALLOWED = '1 to 64 of letters, digits and _ + . @ ~ -';
export const LOOPBACK = /^(?:127(?:\.[0-9]{1,3}){3}|::1|localhost)$/;
export const LOOPBACK_ALLOWED = '127.x.x.x, ::1 or localhost';
