import type { Access } from '../../access/access.ts';
import { Failure } from '../../failure.ts';
import { NOTHING, PASSKEY_KEEP, PASSKEY_SHOWN, UNLOCK } from './bodies.ts';
import { type Endpoint, post } from './endpoint.ts';
import { begin, deviceOf, ownerAsking } from './endpoints.ts';

/** Passkeys: shown to log in, made and removed by an owner who is logged in. */
export function passkeyEndpoints(access: Access): readonly Endpoint[] {
  const { login, passkeys } = access;
  return [
    post('/api/passkey/ask', NOTHING, async (_, { reached }) => await passkeys.askToShow(reached)),
    post('/api/passkey/login', PASSKEY_SHOWN, async ({ response, ticket }, asked) => {
      const letIn = await passkeys.show(ticket, response, asked.reached, (box) => deviceOf(asked, box));
      if (letIn instanceof Failure) return letIn;
      return { ...begin(asked, letIn), passkeySlot: letIn.slot };
    }),
    post('/api/passkey/make', UNLOCK, async ({ proof }, asked) => {
      const owner = await ownerAsking(access, asked);
      if (owner instanceof Failure) return owner;
      const shown = await login.again(owner.box, proof);
      return shown instanceof Failure ? shown : await passkeys.askToMake(shown, asked.reached);
    }),
    post('/api/passkey/keep', PASSKEY_KEEP, async (body, asked) => {
      const owner = await ownerAsking(access, asked);
      return owner instanceof Failure ? owner : await passkeys.keep(owner, body, asked.reached);
    }),
    post('/api/passkey/remove', NOTHING, async (_, asked) => {
      const owner = await ownerAsking(access, asked);
      return owner instanceof Failure ? owner : await passkeys.remove(owner);
    }),
  ];
}
