import { element, form, say } from './element.ts';
import { type Standing, standingOf } from './key-pins.ts';
import type { BoxPage, Contents } from './open-box.ts';
import { keepPins, pinsOf } from './pin-store.ts';
import { messageKeyFor } from './secret-keys.ts';
import { type Listed, post } from './server.ts';

const WORDS: Readonly<Record<Standing, string>> = {
  known: 'the same as when this browser saw it last',
  new: 'new to this browser: compare the words with your colleague before you go on',
  changed: 'CHANGED since this browser saw it last: ask your colleague by voice before you go on',
  'not-in-log': 'not in the log of keys: nothing can be forwarded there',
};

/** Forwards one message to a colleague, whose key has to be known to this browser, or compared by its owner. */
export function forwardForm(page: BoxPage, { box, log }: Contents, message: Listed, key: string): HTMLElement {
  const name = `to-${message.id}`;
  const choice = element('select', { id: name, required: true }, element('option', { value: '' }, 'choose'));
  choice.append(...box.colleagues.map(({ mailbox }) => element('option', { value: mailbox }, mailbox)));
  const told = element('p', { role: 'status' });
  const compared = element('input', { type: 'checkbox', id: `${name}-compared` });
  const confirm = element(
    'p',
    { hidden: true },
    compared,
    ' ',
    element('label', { for: compared.id }, 'I have compared the six words with my colleague'),
  );
  const chosen = () => box.colleagues.find(({ mailbox }) => mailbox === choice.value);
  choice.addEventListener('change', async () => {
    const colleague = chosen();
    compared.checked = false;
    confirm.hidden = true;
    told.textContent = '';
    if (colleague === undefined) return;
    const { fingerprint, standing } = await standingOf(colleague, log, pinsOf(page.own.mailbox));
    told.replaceChildren(element('strong', { class: 'words' }, fingerprint), `: ${WORDS[standing]}`);
    confirm.hidden = standing === 'known' || standing === 'not-in-log';
  });
  const made = form(
    'Forward',
    [
      element('p', { class: 'field' }, element('label', { for: name }, 'Mailbox of a colleague'), choice),
      told,
      confirm,
    ],
    async () => {
      const colleague = chosen();
      if (colleague === undefined) throw new Error('Choose a colleague.');
      if (log.problems.length > 0) throw new Error('The log of keys does not hold: nothing can be forwarded.');
      const pins = pinsOf(page.own.mailbox);
      const { fingerprint, standing } = await standingOf(colleague, log, pins);
      if (standing === 'not-in-log') throw new Error('This key is not in the log of keys.');
      if (standing !== 'known' && !compared.checked) throw new Error('Compare the six words first.');
      const { mailbox, recipient } = colleague;
      await post(`messages/${message.id}/forward`, {
        to: mailbox,
        recipient,
        key: await messageKeyFor(recipient, key),
      });
      keepPins(page.own.mailbox, { ...pins, known: { ...pins.known, [mailbox]: fingerprint } });
      await page.list();
      say(`The message is forwarded to ${mailbox}.`);
    },
    { class: 'forward' },
  );
  const summary = element('summary', {}, 'Forward to a colleague');
  if (box.colleagues.length === 0) return element('p', {}, 'No colleague has a mailbox to forward to yet.');
  return element('details', {}, summary, made);
}
