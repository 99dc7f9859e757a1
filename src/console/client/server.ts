import type { KeyChange } from '../../call/key-change.ts';

/** One's own mailbox, as far as the server knows it. */
export interface OwnBox {
  readonly mailbox: string;
  readonly lockSeconds: number;
  readonly passphraseSlot: string;
  readonly recipient: string;
  readonly salt: string;
  readonly signing: string;
}

export interface Reader {
  readonly id: string;
  readonly recipient: string;
}

export interface Listed {
  readonly id: string;
  readonly day: number;
  readonly heardDay: number | null;
  readonly held: boolean;
  readonly from: string | null;
  readonly forwardedTo: readonly string[];
  readonly key: 'present' | 'previous' | 'none';
}

export interface Colleague extends Reader {
  readonly mailbox: string;
  readonly signing: string;
}

export interface BoxContents extends OwnBox {
  readonly reader: string;
  readonly recovery: string;
  readonly messages: readonly Listed[];
  readonly colleagues: readonly Omit<Colleague, 'id'>[];
  readonly keyLog: readonly KeyChange[];
  readonly readers: readonly Reader[];
  readonly escrow: Reader | null;
  readonly transcriptWanted: boolean;
  readonly passkeys: number;
}

export interface BegunEnrolment {
  readonly ticket: string;
  readonly box: string;
  readonly secondFactor: string;
  readonly before: string;
  readonly recovering: {
    readonly recipient: string;
    readonly signing: string;
    readonly paperSlot: string;
    readonly recovery: string;
  } | null;
  readonly others: readonly Reader[];
  readonly escrow: Reader | null;
}

/** The server did not do it. `code` is of the catalogue; `message` and `hint` are for the owner. */
export class Refused extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The code for keys that are not the owner's any more. */
export const KEY_CHANGED = 'ACCESS_KEY_CHANGED';
const UNREACHABLE = new Refused('UNREACHABLE', 'the server does not answer', 'try again in a moment');

async function asked(path: string, options: RequestInit): Promise<Response> {
  const response = await fetch(`/mailbox/api/${path}`, {
    cache: 'no-store',
    credentials: 'same-origin',
    ...options,
  }).catch(() => null);
  if (response === null) throw UNREACHABLE;
  if (response.ok) return response;
  const { code, message, hint } = await response.json().catch(() => UNREACHABLE);
  throw new Refused(String(code), String(message), String(hint ?? ''));
}

/** Changes something, or tries to. Throws {@link Refused}. */
export async function post<T>(path: string, body: object = {}, keepalive = false): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return await (await asked(path, { method: 'POST', headers, body: JSON.stringify(body), keepalive })).json();
}

export async function get<T>(path: string): Promise<T> {
  return await (await asked(path, {})).json();
}

export async function getBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await asked(path, {})).arrayBuffer());
}
