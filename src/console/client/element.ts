type Child = Node | string | null;
type Settings = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** An element with attributes, listeners (functions) and children. Text is always text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  settings: Settings = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(settings)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export interface Field {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
}

/** A labelled field, with a hint that screen readers read with it. */
export function field(label: string, id: string, settings: Settings = {}, hint: string | null = null): Field {
  const described: Settings = hint === null ? {} : { 'aria-describedby': `${id}-hint` };
  const input = element('input', { id, name: id, type: 'text', required: true, ...described, ...settings });
  const row = element(
    'p',
    { class: 'field' },
    element('label', { for: id }, label),
    hint === null ? null : element('small', { id: `${id}-hint` }, hint),
    input,
  );
  return { row, input };
}

/** A form whose button is still while it works, and that says below itself what stood against it. */
export function form(submit: string, rows: readonly Node[], work: () => Promise<void>, settings: Settings = {}) {
  const button = element('button', { type: 'submit' }, submit);
  const trouble = element('p', { class: 'trouble', role: 'alert' });
  const made = element('form', { novalidate: true, ...settings }, ...rows, element('p', {}, button), trouble);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    made.setAttribute('aria-busy', 'true');
    trouble.textContent = '';
    void work()
      .catch((error: unknown) => {
        trouble.textContent = wordsOf(error);
      })
      .finally(() => {
        button.disabled = false;
        made.removeAttribute('aria-busy');
      });
  });
  return made;
}

/** A button that does something that may fail. */
export function button(label: string, work: () => Promise<void>, settings: Settings = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...settings }, label);
  made.addEventListener('click', () => {
    if (made.disabled) return;
    made.disabled = true;
    void work()
      .catch((error: unknown) => say(wordsOf(error)))
      .finally(() => {
        made.disabled = false;
      });
  });
  return made;
}

/** What went wrong, in words. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Something went wrong. Load the page again.';
  const hint = 'hint' in error && typeof error.hint === 'string' && error.hint !== '' ? ` (${error.hint})` : '';
  return `${error.message}${hint}`;
}

/** Says something where screen readers hear it and everybody sees it. */
export function say(text: string): void {
  const place = document.getElementById('said');
  if (place !== null) place.textContent = text;
}

/** Shows a view in the place of the one before, and puts the focus there. */
export function show(title: string, ...parts: readonly Child[]): void {
  const place = document.getElementById('mailbox');
  if (place === null) return;
  const heading = element('h1', { tabindex: '-1' }, title);
  place.replaceChildren(heading, ...parts.filter((part) => part !== null));
  document.title = title;
  say('');
  heading.focus();
}

/** For what is done beside a form: what went wrong is said, and the list stays. */
export async function tried(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => say(wordsOf(error)));
}
