import type { Access } from '../../access/access.ts';
import type { LetIn } from '../../access/login.ts';
import { type Mailbox, type MessageId, messageIdOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { KeptOwner } from '../../ports/owner-store.ts';
import {
  BEGIN,
  END,
  FORWARD,
  LEAVE,
  LOGIN,
  NOTHING,
  PASSPHRASE,
  REKEY,
  REPRINT,
  ROTATE,
  SALT,
  SETTINGS,
  UNLOCK,
} from './bodies.ts';
import { type Answer, type Asked, type Endpoint, LONG_MS, PATIENCE_MS, post } from './endpoint.ts';
import { deviceCookie, deviceIn, sessionCookie } from './session-cookie.ts';

const PARTS = ['voice', 'facts', 'key'] as const;
/** The keys of three thousand messages; with a new recovery key, each of them twice. */
const LARGE = 1_500_000;
const LARGEST = 2 * LARGE;

/** What the page is told of its own mailbox at a login: enough to open the slot, and nothing of messages. */
function ownView({ box, lockSeconds, passphraseSlot, recipient, salt, signing }: KeptOwner) {
  return { mailbox: box, lockSeconds, passphraseSlot, recipient, salt, signing };
}

/** Begins a session at the browser and tells it what it needs to open its slot. */
export function begin({ response, reached }: Asked, letIn: LetIn | Failure): Answer {
  if (letIn instanceof Failure) return letIn;
  response.append('Set-Cookie', sessionCookie(letIn.token, reached));
  if (letIn.device !== null) response.append('Set-Cookie', deviceCookie(letIn.device, reached));
  return ownView(letIn.owner);
}

/** What the browser shows that has logged in to this mailbox before. */
export function deviceOf({ reached, request }: Asked, box: Mailbox): string | null {
  return deviceIn(request.headers.cookie, box, reached);
}

/** Before there is a session. */
export function openEndpoints({ devices, enrolment, login }: Access): readonly Endpoint[] {
  return [
    post('/api/salt', SALT, async ({ mailbox }) => {
      const salt = await login.saltOf(mailbox);
      return salt instanceof Failure ? salt : { salt };
    }),
    post('/api/login', LOGIN, async ({ mailbox, proof, code }, asked) =>
      begin(asked, await login.byPassphrase({ box: mailbox, proof, code, device: deviceOf(asked, mailbox) })),
    ),
    post('/api/enrol/begin', BEGIN, async ({ code }) => await enrolment.begin(code)),
    post('/api/enrol/end', END, async (body, { reached, response }) => {
      const box = await enrolment.end(body);
      if (box instanceof Failure) return box;
      // Whoever comes back because strangers keep them out logs in next.
      const device = await devices.remember(box, null);
      if (device !== null) response.append('Set-Cookie', deviceCookie(device, reached));
      return { mailbox: box };
    }),
  ];
}

/** The owner who asks; with a session that is locked: ACCESS_LOCKED. */
export async function ownerAsking(access: Access, { token }: Asked, locked = false): Promise<KeptOwner | Failure> {
  const session = token === null ? null : access.sessions.use(token);
  if (session === null) return new Failure('ACCESS_NO_SESSION');
  if (session.locked && !locked) return new Failure('ACCESS_LOCKED');
  return await access.ownerOf(session.box);
}

/** Nothing of these needs the mailbox to be unlocked. */
export function sessionEndpoints(access: Access): readonly Endpoint[] {
  const { login, sessions } = access;
  return [
    post('/api/lock', NOTHING, async (_, { token }) => {
      if (token !== null) sessions.lock(token);
      return null;
    }),
    post('/api/unlock', UNLOCK, async ({ proof }, asked) => {
      const owner = await ownerAsking(access, asked, true);
      if (owner instanceof Failure) return owner;
      const shown = await login.again(owner.box, proof);
      if (shown instanceof Failure) return shown;
      sessions.unlock(asked.token ?? '');
      return ownView(shown);
    }),
    post('/api/logout', NOTHING, async (_, { reached, response, token }) => {
      if (token !== null) sessions.close(token);
      response.append('Set-Cookie', sessionCookie(null, reached));
      return null;
    }),
  ];
}

/** The mailbox and its messages. */
export function messageEndpoints(access: Access): readonly Endpoint[] {
  const { messages } = access;
  const own = async (asked: Asked, work: (owner: KeptOwner) => Promise<Answer>): Promise<Answer> => {
    const owner = await ownerAsking(access, asked);
    return owner instanceof Failure ? owner : await work(owner);
  };
  const idIn = ({ request }: Asked) => messageIdOf(String(request.params['id']));
  const of = async (
    asked: Asked,
    work: (owner: KeptOwner, id: NonNullable<ReturnType<typeof idIn>>) => Promise<Answer>,
  ) =>
    await own(asked, async (owner) => {
      const id = idIn(asked);
      return id === null ? new Failure('VOICEMAIL_NO_MESSAGE') : await work(owner, id);
    });
  const parts = PARTS.map(
    (part): Endpoint => ({
      method: 'GET',
      patienceMs: PATIENCE_MS,
      path: `/api/messages/:id/${part}`,
      most: 0,
      answer: (asked) => of(asked, (owner, id) => messages.part(owner, id, part)),
    }),
  );
  return [
    {
      method: 'GET',
      patienceMs: PATIENCE_MS,
      path: '/api/box',
      most: 0,
      answer: (asked) => own(asked, (owner) => boxView(access, owner)),
    },
    ...parts,
    post('/api/messages/:id/heard', NOTHING, (_, asked) => of(asked, (owner, id) => messages.heard(owner.box, id))),
    post('/api/messages/:id/erase', NOTHING, (_, asked) => of(asked, (owner, id) => messages.erase(owner, id))),
    post('/api/messages/:id/forward', FORWARD, (body, asked) =>
      of(asked, (owner, id) => messages.forward(owner.box, id, body)),
    ),
    post('/api/messages/:id/rekey', REKEY, (body, asked) =>
      of(asked, (owner, id) => access.keys.rekey(owner, id, body)),
    ),
    post('/api/settings', SETTINGS, (body, asked) => own(asked, (owner) => access.settings(owner, body))),
  ];
}

async function boxView(access: Access, owner: KeptOwner): Promise<Answer> {
  const view = await access.view(owner);
  if (view instanceof Failure) return view;
  const colleagues = view.colleagues.map(({ box, reader, recipient, signing }) => ({
    ...{ mailbox: box, reader, recipient, signing },
  }));
  return { ...view, ...ownView(owner), recovery: owner.recovery, reader: owner.reader, colleagues };
}

function byMessage(sealed: readonly { readonly id: MessageId; readonly key: Uint8Array }[]) {
  return new Map(sealed.map(({ id, key }) => [id, key]));
}

/** What an owner does with their keys: each asks for the passphrase again. */
export function keyEndpoints(access: Access): readonly Endpoint[] {
  const { keys, login, sessions } = access;
  const again = async (
    proof: string,
    asked: Asked,
    work: (owner: KeptOwner) => Promise<Failure | null>,
  ): Promise<Answer> => {
    const owner = await ownerAsking(access, asked);
    if (owner instanceof Failure) return owner;
    const shown = await login.again(owner.box, proof);
    if (shown instanceof Failure) return shown;
    const failure = await work(shown);
    if (failure === null) sessions.closeOthers(owner.box, asked.token ?? '');
    return failure;
  };
  return [
    post('/api/passphrase', PASSPHRASE, ({ proof, newProof, ...made }, asked) =>
      again(proof, asked, (owner) => keys.newPassphrase(owner, { ...made, proof: newProof })),
    ),
    post(
      '/api/rotate',
      ROTATE,
      ({ proof, keys: sealed, ...rotation }, asked) =>
        again(proof, asked, (owner) => keys.rotate(owner, { ...rotation, keys: byMessage(sealed), reprint: null })),
      { most: LARGE, patienceMs: LONG_MS },
    ),
    post(
      '/api/reprint',
      REPRINT,
      ({ proof, keys: sealed, papers, recovery, ...rotation }, asked) =>
        again(proof, asked, (owner) => {
          const reprint = { recovery, papers: byMessage(papers) };
          return keys.rotate(owner, { ...rotation, keys: byMessage(sealed), reprint });
        }),
      { most: LARGEST, patienceMs: LONG_MS },
    ),
    post(
      '/api/leave',
      LEAVE,
      async ({ proof, ...signed }, asked) => {
        const answer = await again(proof, asked, (owner) => keys.leave(owner, signed));
        if (!(answer instanceof Failure)) {
          sessions.close(asked.token ?? '');
          asked.response.append('Set-Cookie', sessionCookie(null, asked.reached));
        }
        return answer;
      },
      { patienceMs: LONG_MS },
    ),
  ];
}
