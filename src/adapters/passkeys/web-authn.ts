import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { MadePasskey, PasskeyAsk, PasskeyCheck, PasskeyPlace } from '../../ports/passkey-check.ts';

/** Loaded when the first passkey is asked for: it takes a second of a slow core, which no other command is to spend. */
const library = () => import('@simplewebauthn/server');

/** Passkeys by SimpleWebAuthn. Who made the authenticator is not asked for: that would tell more of a worker than it is worth. */
export class WebAuthn implements PasskeyCheck {
  async askToMake(box: string, { relyingParty }: PasskeyPlace, known: readonly string[]): Promise<PasskeyAsk> {
    const options = await (await library()).generateRegistrationOptions({
      rpName: 'Mailbox',
      rpID: relyingParty,
      userName: box,
      attestationType: 'none',
      excludeCredentials: known.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { options, challenge: options.challenge };
  }

  async made(response: unknown, challenge: string, place: PasskeyPlace): Promise<MadePasskey | null> {
    try {
      const { verified, registrationInfo } = await (await library()).verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        ...expected(challenge, place),
      });
      if (!verified) return null;
      const { id, publicKey, counter } = registrationInfo.credential;
      return { credential: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
    } catch {
      return null;
    }
  }

  async askToShow({ relyingParty }: PasskeyPlace): Promise<PasskeyAsk> {
    const options = await (await library()).generateAuthenticationOptions({
      rpID: relyingParty,
      userVerification: 'required',
    });
    return { options, challenge: options.challenge };
  }

  credentialOf(response: unknown): string | null {
    if (typeof response !== 'object' || response === null || !('id' in response)) return null;
    return typeof response.id === 'string' ? response.id : null;
  }

  async shown(
    response: unknown,
    { counter, credential, publicKey }: MadePasskey,
    challenge: string,
    place: PasskeyPlace,
  ): Promise<number | null> {
    try {
      const { authenticationInfo, verified } = await (await library()).verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON,
        credential: { id: credential, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter },
        ...expected(challenge, place),
      });
      return verified ? authenticationInfo.newCounter : null;
    } catch {
      return null;
    }
  }
}

function expected(expectedChallenge: string, { origin, relyingParty }: PasskeyPlace) {
  return { expectedChallenge, expectedOrigin: origin, expectedRPID: relyingParty, requireUserVerification: true };
}
