import { PhoneNumber } from '../call/phone-number.ts';
import type { Config } from './config.ts';
import { Secret } from './secret.ts';

/** What of the configuration can only be taken up by a new start, to be compared and never shown: it holds numbers and secrets in clear. */
export function fixedPart({ rules: _, ...fixed }: Config): string {
  return JSON.stringify(fixed, function revealed(this: Record<string, unknown>, key, value: unknown) {
    const held = this[key];
    return held instanceof PhoneNumber || held instanceof Secret ? held.reveal() : value;
  });
}
