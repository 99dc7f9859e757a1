import { openBox } from './box-view.ts';
import { button, element, field, form, show } from './element.ts';
import { showEnrolment } from './enrol-view.ts';
import { canUsePasskeys, loginByPasskey } from './passkey.ts';
import type { SecretKeys } from './secret-keys.ts';
import { type OwnBox, post, Refused } from './server.ts';
import { fromPassphrase, openedSlot, type SlotKey } from './slots.ts';

/** Where everybody begins: passphrase and code, or the way to an enrolment. */
export function showLogin(note: string | null = null): void {
  const mailbox = field('Mailbox', 'box', { inputmode: 'numeric', autocomplete: 'username', maxlength: '8' });
  const passphrase = field('Passphrase', 'passphrase', { type: 'password', autocomplete: 'current-password' });
  const code = field('Code of your authenticator', 'code', {
    ...{ inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '6' },
  });
  const login = form('Open the mailbox', [mailbox.row, passphrase.row, code.row], async () => {
    const box = mailbox.input.value.trim();
    const { salt } = await post<{ salt: string }>('salt', { mailbox: box });
    const { key, proof } = await fromPassphrase(passphrase.input.value, salt);
    const own = await post<OwnBox>('login', { mailbox: box, proof, code: code.input.value.trim() });
    await openWith(own, key);
  });
  const enrol = element(
    'button',
    { type: 'button', click: () => showEnrolment(showLogin) },
    'I have an enrolment code',
  );
  const passkey = canUsePasskeys() ? element('p', {}, button('Log in with a passkey', showPasskey)) : null;
  show(
    'Secured mailbox',
    note === null ? null : element('p', { class: 'note' }, note),
    login,
    passkey,
    element('p', {}, enrol),
  );
  mailbox.input.focus();
}

async function showPasskey(): Promise<void> {
  const { keys, own } = await loginByPasskey();
  if (keys === null) showLocked(own);
  else await openKeys(own, keys);
}

/** The mailbox is locked, the session goes on: the passphrase alone opens it again. */
function showLocked(own: OwnBox): void {
  const passphrase = field('Passphrase', 'passphrase', { type: 'password', autocomplete: 'current-password' });
  const unlock = form('Unlock', [passphrase.row], async () => {
    const { key, proof } = await fromPassphrase(passphrase.input.value, own.salt);
    try {
      await openWith(await post<OwnBox>('unlock', { proof }), key);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'ACCESS_NO_SESSION') throw error;
      showLogin('You were away for long: log in again.');
    }
  });
  const leave = element(
    'button',
    {
      type: 'button',
      click: () =>
        void post('logout').then(
          () => showLogin(),
          () => showLogin(),
        ),
    },
    'Log out',
  );
  show(`Mailbox ${own.mailbox} is locked`, unlock, element('p', {}, leave));
  passphrase.input.focus();
}

async function openWith(own: OwnBox, key: SlotKey): Promise<void> {
  await openKeys(own, await openedSlot(own.passphraseSlot, key, own.mailbox));
}

async function openKeys(own: OwnBox, keys: SecretKeys | null): Promise<void> {
  if (keys === null || keys.recipient !== own.recipient)
    throw new Error('The server has sent keys that are not yours. Tell the person who runs it, and do not go on.');
  await openBox({ own, keys, locked: () => showLocked(own), left: (note) => showLogin(note) });
}
