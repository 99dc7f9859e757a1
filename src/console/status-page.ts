import { callRows } from './call-rows.ts';
import { escaped } from './escaped.ts';
import type { NoticeView } from './notice-view.ts';
import { page } from './page-layout.ts';
import type { CheckView, StatusView, TrunkView } from './status-view.ts';

function checkRow({ name, ok, code, message, hint }: CheckView): string {
  const more = [hint, code].filter((each) => each !== null).map((each) => `<small>${escaped(each)}</small>`);
  const state = ok ? '<span class="ready">ok</span>' : '<span class="waiting">not ok</span>';
  return `<tr><th scope="row">${escaped(name)}</th><td>${state}</td><td>${escaped(message)}${more.join('')}</td></tr>`;
}

const WIRE: Readonly<Record<TrunkView['wire'], string>> = {
  verified: 'its calls are seen on the wire',
  unverified: 'no call seen on the wire yet',
  silent: 'its calls are NOT seen on the wire',
};

const DOOR: Readonly<Record<TrunkView['doors'][number]['state'], string>> = {
  open: 'open',
  closed: 'CLOSED: it leaked',
  overridden: 'open by hand although it leaked',
  unknown: 'not known yet',
};

/** The state of a door, and of which verdict it comes: by what it leaked, since when, until when. */
function doorText({ name, since, state, until, why }: TrunkView['doors'][number]): string {
  const colour = { open: 'ready', unknown: 'unknown', closed: 'waiting', overridden: 'waiting' }[state];
  const more = [
    ...(colour !== 'waiting' || why === null ? [] : [`by ${why}`]),
    ...(since === null ? [] : [`since ${minute(since)}`]),
    ...(until === null ? [] : [`until ${minute(until)}`]),
  ];
  const verdict = more.length === 0 ? '' : `<small>${escaped(more.join(', '))}</small>`;
  return `${escaped(name)}: <span class="${colour}">${DOOR[state]}</span>${verdict}`;
}

/** A time as the page has it: to the minute, UTC. */
const minute = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

function registrationText(registration: TrunkView['registration']): string {
  if (registration?.vector === undefined || registration.vector === null) return '';
  return `<small class="waiting">${escaped(`its registration tells what it may not: ${registration.vector}`)}</small>`;
}

/** A trunk as a card: what is seen of it, and of each of its doors the last verdict. */
function trunkCard({ id, profile, transport, wire, registration, doors }: TrunkView): string {
  // What nobody has seen yet is neither good nor bad.
  const colour = { verified: 'ready', unverified: 'unknown', silent: 'waiting' }[wire];
  const seen = `<span class="${colour}">${WIRE[wire]}</span>`;
  const list = doors.map((door) => `<li>${doorText(door)}</li>`).join('');
  const what = `<small>${escaped(`${profile}, ${transport}`)}</small>`;
  return `<li><h3>${escaped(id)}</h3>${what}${seen}${registrationText(registration)}<ul class="doors">${list}</ul></li>`;
}

/** So many are on the page; the others are in `/api/notices`. */
const MOST_NOTICES = 20;

function noticeRow({ extension, endedAt, text, state }: NoticeView): string {
  return `<tr><th scope="row">${escaped(extension ?? '-')}</th><td>${escaped(endedAt.slice(0, 19))}</td><td>${escaped(text)}</td><td>${escaped(state)}</td></tr>`;
}

function noticeTable(notices: readonly NoticeView[]): readonly string[] {
  if (notices.length === 0) return [];
  const rows = notices.slice(0, MOST_NOTICES).map(noticeRow);
  return ['<h2>Calls that ended</h2><table>', ...rows, '</table>'];
}

/**
 * The *Now* page: whether questions are answered, why not, each trunk with its doors, what became of calls, and what workers were told. Pure; it asks
 * again every five seconds. `mailboxes`: owners of secured mailboxes have a page of their own.
 */
export function statusPage(view: StatusView, notices: readonly NoticeView[], mailboxes = false): string {
  const heading = view.ready
    ? '<h1 class="ready">Ready: the rules decide, and without a rule every call leaves withheld.</h1>'
    : '<h1 class="waiting">Not ready: every call leaves withheld, no rule is applied.</h1>';
  return page({ title: 'Now', mailboxes, again: 5 }, [
    heading,
    '<h2>Trunks and their doors</h2><ul class="cards">',
    ...view.trunks.map(trunkCard),
    '</ul><h2>Checks</h2><div class="wide"><table>',
    ...view.checks.map(checkRow),
    '</table></div><div class="wide">',
    ...callRows(view.calls),
    ...noticeTable(notices),
    `</div><p><small>Withheld ${escaped(view.version)}, running since ${escaped(view.startedAt)}</small></p>`,
  ]);
}
