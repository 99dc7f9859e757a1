import { textOfUtf8 } from './bytes.ts';
import { button, element, say, tried } from './element.ts';
import { factsOf } from './facts.ts';
import { forwardForm } from './forward-view.ts';
import { heardView } from './heard-view.ts';
import { dayText, lengthText, momentText } from './moments.ts';
import { type BoxPage, type Contents, keyOf } from './open-box.ts';
import { unsealed } from './secret-keys.ts';
import { getBytes, type Listed, post } from './server.ts';

/** One message of the list. What is in it is fetched and opened only when its owner asks. */
export function messageItem(page: BoxPage, contents: Contents, message: Listed): HTMLElement {
  const { day, forwardedTo, from, heardDay, held, id, key } = message;
  const marks = [
    ...(from === null ? [heardDay === null ? 'new' : `heard ${dayText(heardDay)}`] : [`forwarded by ${from}`]),
    ...(held ? ['kept (legal hold)'] : []),
    ...(forwardedTo.length === 0 ? [] : [`forwarded to ${forwardedTo.join(', ')}`]),
  ];
  const inside = element('div', { class: 'inside' });
  const open = button('Open', async () => {
    inside.replaceChildren(await openedMessage(page, contents, message));
    open.remove();
    inside.querySelector('audio')?.focus();
  });
  const isOpenable = key !== 'none';
  return element(
    'li',
    { 'data-message': id },
    element('h2', {}, dayText(day), ' ', element('span', { class: 'marks' }, marks.join(', '))),
    isOpenable ? element('p', {}, open) : element('p', {}, 'It came before your key: the recovery key opens it.'),
    inside,
  );
}

async function openedMessage(page: BoxPage, contents: Contents, message: Listed): Promise<HTMLElement> {
  const key = await keyOf(message.id, page.keys);
  const [factsBytes, voice] = [
    await unsealed(await getBytes(`messages/${message.id}/facts`), key),
    await unsealed(await getBytes(`messages/${message.id}/voice`), key),
  ];
  if (factsBytes === null || voice === null)
    throw new Error('The message was changed on the server: it does not open.');
  const facts = factsOf(textOfUtf8(factsBytes));
  const audio = player(page, message, voice);
  return element(
    'div',
    {},
    element('p', {}, momentText(facts.recorded), `, ${lengthText(facts.seconds)}`, facts.cutOff ? ', cut off' : ''),
    audio,
    ...heardView(facts, audio),
    element('div', { class: 'commands' }, ...commands(page, contents, message, key)),
  );
}

function player({ opened }: BoxPage, { from, heardDay, id }: Listed, voice: Uint8Array): HTMLAudioElement {
  const audio = element('audio', {
    controls: true,
    controlslist: 'nodownload',
    preload: 'auto',
    src: opened.add(voice),
  });
  audio.setAttribute('aria-label', 'The message');
  const isFresh = from === null && heardDay === null;
  if (isFresh) audio.addEventListener('playing', () => void tried(() => post(`messages/${id}/heard`)), { once: true });
  return audio;
}

function commands(page: BoxPage, contents: Contents, message: Listed, key: string): readonly HTMLElement[] {
  const isOwn = message.from === null;
  const erase = button(isOwn ? 'Erase' : 'Give it back', async () => {
    const asked = element('div', { class: 'asked', role: 'group', 'aria-label': 'Erase' });
    const yes = button(isOwn ? 'Erase it for everybody, for good' : 'Yes, I need it no longer', async () => {
      await post(`messages/${message.id}/erase`);
      await page.list();
      say(isOwn ? 'The message is erased.' : 'You cannot open the message any more.');
    });
    const no = button('Keep it', async () => asked.replaceWith(erase));
    asked.append(yes, no);
    erase.replaceWith(asked);
    no.focus();
  });
  return [...(isOwn ? [forwardForm(page, contents, message, key)] : []), erase];
}
