import { AutoLock } from './auto-lock.ts';
import { button, element, show } from './element.ts';
import { messageItem } from './message-view.ts';
import { type BoxPage, type Contents, contentsOf, type OpenBox } from './open-box.ts';
import { KEY_CHANGED, post, Refused } from './server.ts';
import { showSettings } from './settings-view.ts';
import { Sounds } from './sounds.ts';

/** Shows an open mailbox until it locks. */
export async function openBox(open: OpenBox): Promise<void> {
  const sounds = new Sounds();
  const lock = new AutoLock(open.own.lockSeconds, () => lockNow());
  const close = (shown: () => void) => {
    lock.stop();
    sounds.revokeAll();
    shown();
  };
  const lockNow = () => {
    // It may be the last thing that this tab does.
    void post('lock', {}, true).catch(() => undefined);
    close(open.locked);
  };
  const keyed = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const shown = error instanceof Refused ? insteadOf(open, error) : null;
      if (shown === null) throw error;
      close(shown);
    }
  };
  const list = () => keyed(() => showList(page, lockNow));
  const page: BoxPage = { ...open, opened: sounds, close, keyed, list };
  lock.start();
  await page.list();
}

/** What comes in the place of the mailbox when the server refused something because it is not open, or not with these keys, any more. */
function insteadOf({ left, locked }: OpenBox, { code }: Refused): (() => void) | null {
  if (code === 'ACCESS_LOCKED') return locked;
  if (code === 'ACCESS_NO_SESSION') return () => left('You were away for long: log in again.');
  return code === KEY_CHANGED ? () => left('Your key was changed elsewhere: log in again.') : null;
}

async function showList(page: BoxPage, lockNow: () => void): Promise<void> {
  page.opened.revokeAll();
  const contents = await contentsOf(page);
  const { messages } = contents.box;
  const fresh = messages.filter(({ from, heardDay }) => heardDay === null && from === null).length;
  const commands = element(
    'p',
    { class: 'commands' },
    button('Look again', page.list),
    button('Keys and settings', () => page.keyed(async () => showSettings(page, await contentsOf(page)))),
    button('Lock', async () => lockNow()),
    button('Log out', async () => {
      await post('logout').catch(() => undefined);
      page.close(() => page.left('You are logged out.'));
    }),
  );
  show(
    `Mailbox ${page.own.mailbox}`,
    commands,
    warnings(page, contents),
    element('p', { id: 'count' }, countText(messages.length, fresh)),
    element('ul', { class: 'messages' }, ...[...messages].reverse().map((each) => messageItem(page, contents, each))),
  );
}

function countText(all: number, fresh: number): string {
  if (all === 0) return 'There is no message.';
  return `${all} ${all === 1 ? 'message' : 'messages'}, ${fresh} not heard yet.`;
}

/** What the owner must not miss. */
function warnings({ keys, own }: BoxPage, { box, log }: Contents): HTMLElement | null {
  const logged = log.present.get(own.mailbox);
  const isOwn = logged?.recipient === keys.recipient && logged.signing === keys.signing;
  const known = new Set([keys.recipient, keys.agreed.recovery, keys.agreed.escrow]);
  const strangers = box.readers.filter(({ recipient }) => !known.has(recipient));
  const lines = [
    ...log.problems.map((problem) => `Keys: ${problem}. Do not forward anything, and ask who runs the server.`),
    ...(isOwn ? [] : ['The log of keys says that another key is yours. Ask who runs the server.']),
    ...(box.readers.some(({ recipient }) => recipient === keys.recipient)
      ? []
      : ['New messages are not sealed to your key. Ask who runs the server.']),
    ...(box.recovery === keys.agreed.recovery
      ? []
      : ['The server names another recovery key than the one that you printed. Ask who runs the server.']),
    ...(logged?.recovery == null || logged.recovery === keys.agreed.recovery
      ? []
      : ['The log of keys names another recovery key than the one that you printed. Ask who runs the server.']),
    ...strangers.map(({ recipient }) => `New messages are also sealed to a key that is not yours: ${recipient}`),
  ];
  if (lines.length === 0) return null;
  return element('ul', { class: 'warnings', role: 'alert' }, ...lines.map((line) => element('li', {}, line)));
}
