import { button, element, field, show } from './element.ts';
import { reprint } from './key-work.ts';
import type { BoxPage, Contents } from './open-box.ts';
import { newRecoveryKey } from './paper.ts';
import { recoveryKeyParts } from './recovery-key.ts';
import { Refused } from './server.ts';

/** Prints a recovery key in the place of the one before, which holds until the server has taken the new one. */
export async function showNewRecoveryKey(page: BoxPage, { box }: Contents, back: () => Promise<void>): Promise<void> {
  const recoveryKey = await newRecoveryKey();
  const passphrase = field('Your passphrase', 'reprint-passphrase', {
    type: 'password',
    autocomplete: 'current-password',
  });
  const before = box.messages.filter(({ from, key }) => from === null && key === 'none').length;
  const which = before === 1 ? '1 message came' : `${before} messages came`;
  const done = () =>
    page.keyed(async () => {
      await reprint(page, passphrase.input.value, recoveryKey).catch(orUnsure);
      page.close(() =>
        page.left(
          'The new recovery key is in force: destroy the old one. Log in with the next code of your authenticator.',
        ),
      );
    });
  show(
    'Your new recovery key',
    element(
      'p',
      {},
      'The old one stays in force until you have typed this one back. Copies that somebody made of the files before still open with the old one.',
    ),
    before === 0
      ? null
      : element(
          'p',
          { class: 'note' },
          `${which} before your key and stays as it is: what opened it before still does.`,
        ),
    ...recoveryKeyParts(recoveryKey, [passphrase.row], 'Put it in the place of the old one', done),
    element('p', { class: 'commands' }, button('Keep the old one', back)),
  );
}

/** Passes on what was refused before anything was done. Otherwise either paper may be the right one, and nobody must throw one away. */
function orUnsure(error: unknown): never {
  const isSure = !(error instanceof Refused) || (error.code.startsWith('ACCESS_') && error.code !== 'ACCESS_NOT_NOW');
  if (isSure) throw error;
  throw new Error(
    'It is not sure which recovery key is in force. Keep both papers and log in again: the new one is, when the log of keys says that yours was reprinted.',
  );
}
