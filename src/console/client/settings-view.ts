import { button, element, field, form, say, show } from './element.ts';
import { changePassphrase, leave, rotate } from './key-work.ts';
import { dayText } from './moments.ts';
import { type BoxPage, type Contents, contentsOf } from './open-box.ts';
import { canUsePasskeys, makePasskey } from './passkey.ts';
import { weaknessOf } from './passphrase.ts';
import { showNewRecoveryKey } from './reprint-view.ts';
import { fingerprintOf } from './secret-keys.ts';
import { post } from './server.ts';
import { fromPassphrase } from './slots.ts';

/** Keys, and what the owner may set. */
export async function showSettings(page: BoxPage, contents: Contents): Promise<void> {
  show(
    `Keys and settings of ${page.own.mailbox}`,
    element('p', { class: 'commands' }, button('Back to the messages', page.list)),
    element('h2', {}, 'Your key'),
    element('p', {}, 'Six words stand for it; colleagues must see the same:'),
    element('p', { class: 'key', id: 'fingerprint' }, await fingerprintOf(page.keys)),
    element('h2', {}, 'Who can open new messages'),
    readers(page, contents),
    element('h2', {}, 'Settings'),
    settings(contents),
    element('h2', {}, 'Another passphrase'),
    passphraseForm(page),
    element('h2', {}, 'Passkeys'),
    passkeys(page, contents),
    element('h2', {}, 'Another key'),
    element(
      'p',
      {},
      'When somebody may have seen your key: every message is sealed to a new one, and the old one opens nothing any more. Your passphrase and your recovery key stay; passkeys have to be added again.',
    ),
    again(page, 'rotate', 'Change the key', async (passphrase) => {
      await rotate(page, passphrase);
      page.close(() => page.left('The key is changed. Log in with the next code of your authenticator.'));
    }),
    element('h2', {}, 'Another recovery key'),
    element(
      'p',
      {},
      'When somebody may have seen the printed one, or it is lost: your key is changed with it, and the old paper opens nothing any more. Passkeys have to be added again.',
    ),
    element(
      'p',
      {},
      button('Print a new recovery key', () => showNewRecoveryKey(page, contents, () => showSettings(page, contents))),
    ),
    element('h2', {}, 'Leave'),
    element(
      'p',
      {},
      'You give the mailbox up: no key of yours opens anything any more. Whoever has the printed recovery key still can. Erase first what nobody is to read.',
    ),
    again(page, 'leave', 'Leave this mailbox', async (passphrase) => {
      await leave(page, contents, passphrase);
      page.close(() => page.left('You have left the mailbox.'));
    }),
    element('h2', {}, 'Log of keys'),
    keyLog(contents),
  );
}

function readers({ keys }: BoxPage, { box }: Contents): HTMLElement {
  const nameOf = (recipient: string): string => {
    if (recipient === keys.recipient) return 'your key';
    if (recipient === keys.agreed.recovery) return 'your printed recovery key';
    return recipient === keys.agreed.escrow ? "the agency's own key, kept offline" : 'a key that is not yours';
  };
  const line = (recipient: string) => element('li', {}, `${nameOf(recipient)}: `, element('code', {}, recipient));
  return element('ul', {}, ...box.readers.map(({ recipient }) => line(recipient)));
}

function settings({ box }: Contents): HTMLElement {
  const minutes = field(
    'Lock after so many minutes without use',
    'minutes',
    { type: 'number', min: '1', max: '10', value: String(Math.round(box.lockSeconds / 60)) },
    'It locks at once when this tab is hidden.',
  );
  const wanted = element('input', { type: 'checkbox', id: 'transcript', checked: box.transcriptWanted });
  const label = element(
    'label',
    { for: 'transcript' },
    'Write a transcript of new messages (a guess of a machine, sealed with the message)',
  );
  return form('Keep', [minutes.row, element('p', {}, wanted, ' ', label)], async () => {
    const lockSeconds = Math.min(10, Math.max(1, Number(minutes.input.value) || 10)) * 60;
    await post('settings', { lockSeconds, transcriptWanted: wanted.checked });
    say('It is kept. Another time for the lock holds from the next login on.');
  });
}

/** Another way in, never the only one: passkeys get lost. */
function passkeys(page: BoxPage, { box }: Contents): HTMLElement {
  const count = element(
    'p',
    { id: 'passkeys' },
    `There ${box.passkeys === 1 ? 'is 1' : `are ${box.passkeys}`}. Passphrase and authenticator work as before.`,
  );
  const remove = button('Remove every passkey', async () => {
    await post('passkey/remove');
    await showSettings(page, await contentsOf(page));
    say('No passkey opens this mailbox any more.');
  });
  const make = again(page, 'passkey', 'Add a passkey', async (passphrase) => {
    const { proof } = await fromPassphrase(passphrase, page.own.salt);
    const opens = await makePasskey(page.own.mailbox, page.keys, proof);
    await showSettings(page, await contentsOf(page));
    say(opens ? 'The passkey opens this mailbox.' : 'The passkey logs you in; the passphrase opens the messages.');
  });
  const none = element('p', {}, 'This browser cannot use passkeys at this address.');
  return element(
    'div',
    {},
    count,
    canUsePasskeys() ? make : none,
    box.passkeys === 0 ? null : element('p', {}, remove),
  );
}

function passphraseForm(page: BoxPage): HTMLElement {
  const present = field('Present passphrase', 'present', { type: 'password', autocomplete: 'current-password' });
  const next = field(
    'New passphrase',
    'next',
    { type: 'password', autocomplete: 'new-password' },
    'Sixteen characters at least.',
  );
  const again = field('The same again', 'again', { type: 'password', autocomplete: 'new-password' });
  return form('Change the passphrase', [present.row, next.row, again.row], async () => {
    const weakness = weaknessOf(next.input.value, page.own.mailbox);
    if (weakness !== null) throw new Error(weakness);
    if (next.input.value !== again.input.value) throw new Error('The two are not the same.');
    await page.keyed(async () => {
      await changePassphrase(page, present.input.value, next.input.value);
      page.close(() => page.left('The passphrase is changed. Log in with it.'));
    });
  });
}

/** What asks for the passphrase again before it is done. */
function again(page: BoxPage, id: string, label: string, work: (passphrase: string) => Promise<void>): HTMLElement {
  const passphrase = field('Your passphrase', `${id}-passphrase`, {
    type: 'password',
    autocomplete: 'current-password',
  });
  return form(label, [passphrase.row], () => page.keyed(() => work(passphrase.input.value)), { id });
}

function keyLog({ box, log }: Contents): HTMLElement {
  const line = ({ box: mailbox, day, kind }: Contents['box']['keyLog'][number]) =>
    element('li', {}, `${dayText(day)}: ${mailbox} ${kind}`);
  const state = log.problems.length === 0 ? 'Every link of it holds.' : log.problems.join('; ');
  return element('div', {}, element('p', {}, state), element('ol', {}, ...box.keyLog.map(line)));
}
