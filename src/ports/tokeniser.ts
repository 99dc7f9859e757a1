import type { PhoneNumber } from '../call/phone-number.ts';
import type { Token, TokenPurpose } from '../call/token.ts';

/** Turns a number into its token. Pure under a fixed key, never fails, takes microseconds. */
export interface Tokeniser {
  tokenOf(number: PhoneNumber, purpose: TokenPurpose): Token;
}
