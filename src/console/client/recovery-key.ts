import { element, field, form } from './element.ts';

/**
 * A recovery key is shown once, to be printed, and typed back once, so that it is on paper before anything depends on it. `rows`: what is asked besides;
 * `done` comes when it was typed as it is.
 */
export function recoveryKeyParts(key: string, rows: readonly Node[], submit: string, done: () => Promise<void>) {
  const typed = field('Type it back from the paper', 'typed', { autocomplete: 'off', spellcheck: 'false' });
  const shown = element('p', { class: 'key', id: 'recovery-key' }, inGroups(key));
  const hide = element('button', { type: 'button', click: () => shown.toggleAttribute('hidden') }, 'Hide or show it');
  const print = element('button', { type: 'button', click: () => window.print() }, 'Print');
  return [
    element(
      'p',
      {},
      'Whoever has this key can read every message of this mailbox. Print it or write it down, and lock it away. It is shown this once.',
    ),
    shown,
    element('p', {}, 'When you come back with it, the page must not say that your keys cannot be checked.'),
    element('p', {}, print, ' ', hide),
    form(submit, [typed.row, ...rows], async () => {
      if (plainKey(typed.input.value) !== key)
        throw new Error('That is not the recovery key. Compare it group by group.');
      await done();
    }),
  ] as const;
}

export function inGroups(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** A key as it was typed: without blanks, in the letters in which age writes it. */
export function plainKey(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}
