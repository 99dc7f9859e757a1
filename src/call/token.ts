/**
 * A keyed hash that stands for a telephone number: 22 characters of base64url (128 bits). Equal numbers give equal tokens under the same
 * key and purpose; nothing leads back from a token to a number without the key. May be stored and compared, safe to print.
 */
export type Token = string & { readonly __token: never };

/** What a token is for. The same number has unrelated tokens under different purposes, so two data sets cannot be joined by it. */
export type TokenPurpose = 'call-record' | 'contact' | 'log';
