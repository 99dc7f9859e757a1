import { sha256 } from './bytes.ts';
import type { SecretKeys } from './secret-keys.ts';
import { type OwnBox, post } from './server.ts';
import { fromSecret, openedSlot, sealedSlot } from './slots.ts';

interface Asked<Options> {
  readonly ticket: string;
  readonly options: Options;
}

/** One salt for all: the authenticator binds its output to the credential and to this place (WebAuthn Level 3, §10.1.4). */
const PRF_SALT = 'withheld mailbox slot v1';

/** Whether this browser can do it here; on an address without a name it cannot. */
export function canUsePasskeys(): boolean {
  const isNamed = !/^[0-9.]+$|^\[/.test(location.hostname);
  return isNamed && 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

async function prf(): Promise<AuthenticationExtensionsClientInputs> {
  return { prf: { eval: { first: await sha256(PRF_SALT) } } };
}

/** What the server may see of a credential: never what its extensions gave, because that opens the slot. */
function forServer(credential: PublicKeyCredential): object {
  return { ...credential.toJSON(), clientExtensionResults: {} };
}

function slotKey(credential: PublicKeyCredential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  const bytes = first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(first.buffer);
  return fromSecret(new Uint8Array(bytes));
}

async function shown(options: PublicKeyCredentialRequestOptions): Promise<PublicKeyCredential> {
  const publicKey = { ...options, extensions: await prf() };
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('No passkey was shown.');
  return credential;
}

/** Logs in with a passkey. `keys`: opened by it; `null`: the passphrase has to open them. */
export async function loginByPasskey(): Promise<{ readonly own: OwnBox; readonly keys: SecretKeys | null }> {
  const asked = await post<Asked<PublicKeyCredentialRequestOptionsJSON>>('passkey/ask');
  const credential = await shown(PublicKeyCredential.parseRequestOptionsFromJSON(asked.options));
  const own = await post<OwnBox & { readonly passkeySlot: string | null }>('passkey/login', {
    ...{ ticket: asked.ticket, response: forServer(credential) },
  });
  const derived = await slotKey(credential);
  if (derived === null || own.passkeySlot === null) return { own, keys: null };
  return { own, keys: await openedSlot(own.passkeySlot, derived.key, own.mailbox) };
}

/** Makes a passkey for this mailbox. Gives whether it opens the keys too, or only logs in. */
export async function makePasskey(mailbox: string, keys: SecretKeys, proof: string): Promise<boolean> {
  const asked = await post<Asked<PublicKeyCredentialCreationOptionsJSON>>('passkey/make', { proof });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.options);
  const made = await navigator.credentials.create({ publicKey: { ...publicKey, extensions: await prf() } });
  if (!(made instanceof PublicKeyCredential)) throw new Error('No passkey was made.');
  // Many authenticators give their output only when the passkey is shown.
  const hasPrf = made.getClientExtensionResults().prf?.enabled === true;
  const derived = (await slotKey(made)) ?? (hasPrf ? await slotKey(await shownAgain(made)) : null);
  const slot = derived === null ? null : await sealedSlot(keys, derived.key, mailbox);
  await post('passkey/keep', {
    ...{ ticket: asked.ticket, response: forServer(made), slot, present: keys.recipient },
  });
  return slot !== null;
}

async function shownAgain({ rawId }: PublicKeyCredential): Promise<PublicKeyCredential> {
  // Nobody checks this one: it is only for its output.
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  return await shown({
    challenge,
    userVerification: 'required',
    allowCredentials: [{ id: rawId, type: 'public-key' }],
  });
}
