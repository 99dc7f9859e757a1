/** Where a passkey is made or shown (WebAuthn Level 3, §13.4.9): both must be as the browser saw them. */
export interface PasskeyPlace {
  readonly origin: string;
  readonly relyingParty: string;
}

/** What a browser is asked for, as `PublicKeyCredential.parse…OptionsFromJSON` takes it, and the challenge in it. */
export interface PasskeyAsk {
  readonly options: object;
  readonly challenge: string;
}

/** A passkey as it is known by. Bytes are base64url. */
export interface MadePasskey {
  readonly credential: string;
  readonly publicKey: string;
  readonly counter: number;
}

/** Checks passkeys. `response` is what a browser sent, of any shape. No method rejects. */
export interface PasskeyCheck {
  /** Asks for a new passkey that unlocks by itself with PIN or finger. `known`: credentials that are there already. */
  askToMake(box: string, place: PasskeyPlace, known: readonly string[]): Promise<PasskeyAsk>;
  /** `null`: it is not one, or not for this challenge and place. */
  made(response: unknown, challenge: string, place: PasskeyPlace): Promise<MadePasskey | null>;
  /** Asks for any passkey of this place: whose it is, the browser knows. */
  askToShow(place: PasskeyPlace): Promise<PasskeyAsk>;
  /** Which credential a response claims to be of; `null`: of none. */
  credentialOf(response: unknown): string | null;
  /** The new count of its uses; `null`: it was not shown. */
  shown(response: unknown, passkey: MadePasskey, challenge: string, place: PasskeyPlace): Promise<number | null>;
}
