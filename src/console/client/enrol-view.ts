import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type KeyChangeKind, NO_LINK } from '../../call/key-change.ts';
import { element, field, form, say, show } from './element.ts';
import { suggestedPassphrase, weaknessOf } from './passphrase.ts';
import { qrCode } from './qr-code.ts';
import { fingerprintOf, newSecretKeys, type SecretKeys, signed } from './secret-keys.ts';
import { type BegunEnrolment, post } from './server.ts';
import { fromPassphrase, newSalt, openedPaper, paperSlot, sealedSlot } from './slots.ts';

const DAY_MS = 86_400_000;

/** What a new owner has made so far. */
interface Made {
  readonly back: (note: string | null) => void;
  /** The enrolment code. */
  readonly invite: string;
  readonly begun: BegunEnrolment;
  readonly keys: SecretKeys;
  /** The printed recovery key: an age identity, so that the stock age opens messages with it. `null`: it was printed before. */
  readonly recovery: string | null;
}

/** First step: the code that was handed over. `back`: to the login, with a note. */
export function showEnrolment(back: (note: string | null) => void): void {
  const code = field('Enrolment code', 'invite', {
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
  });
  const begin = form('Begin', [code.row], async () => {
    const invite = code.input.value;
    const begun = await post<BegunEnrolment>('enrol/begin', { code: invite });
    if (begun.recovering !== null) return showRecovery(begun, invite, back);
    const recovery = await generateX25519Identity();
    const agreed = { recovery: await identityToRecipient(recovery), escrow: begun.escrow?.recipient ?? null };
    showReaders({ back, invite, begun, keys: await newSecretKeys(agreed), recovery });
  });
  show(
    'Become the owner of a mailbox',
    element('p', {}, 'Your key is made in this browser. The server never has it, and nobody can give it back to you.'),
    begin,
    element('p', {}, element('button', { type: 'button', click: () => back(null) }, 'Back')),
  );
  code.input.focus();
}

/** The mailbox has an owner already: only the recovery key shows that this is the same one. */
function showRecovery(begun: BegunEnrolment, invite: string, back: Made['back']): void {
  const typed = field(
    'Recovery key',
    'recovery',
    { autocomplete: 'off', spellcheck: 'false' },
    'As it was printed; blanks do not matter.',
  );
  const open = form('Go on', [typed.row], async () => {
    const key = plainKey(typed.input.value);
    const opened = await openedPaper(begun.recovering?.paperSlot ?? '', key).catch(() => null);
    if (opened === null) throw new Error('This recovery key does not open the mailbox.');
    const keys = { ...opened, agreed: { ...opened.agreed, recovery: await identityToRecipient(key) } };
    showPassphrase({ back, invite, begun, keys, recovery: null });
  });
  show(`Come back to mailbox ${begun.box}`, open);
  typed.input.focus();
}

/** Second step: who else can read, before anything is sealed. */
function showReaders(made: Made): void {
  const { escrow, others } = made.begun;
  const lines = [
    ...(escrow === null ? [] : [`The agency's own key (${escrow.recipient}). Its secret part is kept offline.`]),
    ...others.map(({ recipient }) => `A key that an administrator gave this mailbox: ${recipient}`),
  ];
  if (lines.length === 0) {
    showPassphrase(made);
    return;
  }
  const go = form('I know that, go on', [], async () => showPassphrase(made));
  show(
    'Who else can open these messages',
    element('p', {}, `Besides you and your recovery key, every message of mailbox ${made.begun.box} is sealed to:`),
    element('ul', {}, ...lines.map((line) => element('li', {}, line))),
    go,
  );
}

/** Third step. */
function showPassphrase(made: Made): void {
  const { box } = made.begun;
  const first = field(
    'Passphrase',
    'passphrase',
    { type: 'password', autocomplete: 'new-password' },
    'Sixteen characters at least. Nobody can reset it.',
  );
  const again = field('The same again', 'again', { type: 'password', autocomplete: 'new-password' });
  const suggested = element('output', { for: 'passphrase' });
  const suggest = element(
    'button',
    {
      type: 'button',
      click: () => {
        suggested.textContent = suggestedPassphrase();
      },
    },
    'Suggest one',
  );
  const go = form('Go on', [first.row, again.row], async () => {
    const weakness = weaknessOf(first.input.value, box);
    if (weakness !== null) throw new Error(weakness);
    if (first.input.value !== again.input.value) throw new Error('The two are not the same.');
    if (made.recovery === null) await showSecondFactor(made, first.input.value);
    else showRecoveryKey(made, first.input.value, made.recovery);
  });
  show(`Choose a passphrase for mailbox ${box}`, element('p', {}, suggest, ' ', suggested), go);
  first.input.focus();
}

/** Fourth step: the recovery key is shown once, and typed back once, so that it is on paper before anything depends on it. */
function showRecoveryKey(made: Made, passphrase: string, recovery: string): void {
  const typed = field('Type it back from the paper', 'typed', { autocomplete: 'off', spellcheck: 'false' });
  const key = element('p', { class: 'key', id: 'recovery-key' }, inGroups(recovery));
  const hide = element('button', { type: 'button', click: () => key.toggleAttribute('hidden') }, 'Hide or show it');
  const go = form('It is on paper', [typed.row], async () => {
    if (plainKey(typed.input.value) !== recovery)
      throw new Error('That is not the recovery key. Compare it group by group.');
    await showSecondFactor(made, passphrase);
  });
  const print = element('button', { type: 'button', click: () => window.print() }, 'Print');
  show(
    'Your recovery key',
    element(
      'p',
      {},
      'Whoever has it can read every message of this mailbox. Print it or write it down, and lock it away. It is shown this once.',
    ),
    key,
    element('p', {}, print, ' ', hide),
    go,
  );
}

/** Last step: the second factor. Its first code ends the enrolment. */
async function showSecondFactor(made: Made, passphrase: string): Promise<void> {
  const { box, secondFactor } = made.begun;
  const code = field('The code it shows', 'code', {
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '6',
  });
  const uri = `otpauth://totp/Mailbox:${box}?secret=${secondFactor}&issuer=Mailbox`;
  const end = form('Open the mailbox', [code.row], async () => {
    await enrol(made, passphrase, code.input.value.trim());
    await showEnd(made);
  });
  show(
    'Your authenticator',
    element(
      'p',
      {},
      'Scan this with an authenticator app on your telephone, or type the secret below it (time-based, six digits). It shows a new code every half minute.',
    ),
    element('p', {}, qrCode(uri, 'The secret as a QR code; it stands below in letters, too')),
    element('p', { class: 'key', id: 'second-factor' }, inGroups(secondFactor)),
    element('p', {}, element('a', { href: uri, rel: 'noreferrer' }, 'Add it to an authenticator on this device')),
    end,
  );
  code.input.focus();
}

async function enrol({ begun, invite, keys, recovery }: Made, passphrase: string, code: string): Promise<void> {
  const salt = newSalt();
  const { key, proof } = await fromPassphrase(passphrase, salt);
  const recipient = keys.agreed.recovery;
  const kind: KeyChangeKind = recovery === null ? 'recovered' : 'enrolled';
  const day = Date.now() - (Date.now() % DAY_MS);
  const change = { box: begun.box as never, kind, recipient: keys.recipient, signing: keys.signing, day };
  // Others may have enrolled since the first step: the log is one for the whole house.
  const { before: head } = await post<BegunEnrolment>('enrol/begin', { code: invite });
  const { before, signature } = await signed({ ...change, before: head === '' ? NO_LINK : head }, keys);
  await post('enrol/end', {
    ...{ ticket: begun.ticket, recipient: keys.recipient, signing: keys.signing, salt, proof, code },
    ...{ day, before, signature, recovery: recipient },
    passphraseSlot: await sealedSlot(keys, key, begun.box),
    paperSlot: await paperSlot(keys, recipient),
  });
}

async function showEnd({ back, begun, keys }: Made): Promise<void> {
  show(
    `Mailbox ${begun.box} is yours`,
    element(
      'p',
      {},
      'These six words stand for your key. Read them to colleagues when they ask: what they see must be the same.',
    ),
    element('p', { class: 'key', id: 'fingerprint' }, await fingerprintOf(keys)),
    element(
      'p',
      {},
      element(
        'button',
        { type: 'button', click: () => back('Log in with the next code of your authenticator.') },
        'Go to the login',
      ),
    ),
  );
  say('The mailbox is open: messages are sealed to your key from now on.');
}

function inGroups(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** A key as it was typed: without blanks, in the letters in which age writes it. */
function plainKey(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}
