import { callRows } from './call-rows.ts';
import { escaped } from './escaped.ts';
import type { NoticeView } from './notice-view.ts';
import type { CheckView, StatusView, TrunkView } from './status-view.ts';

/** The page's only style sheet, served beside it: the content security policy allows no inline style and no script at all. */
export const STYLE_SHEET = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
.ready { color: #06703a; } .waiting { color: #a33300; }
@media (prefers-color-scheme: dark) { .ready { color: #5fd394; } .waiting { color: #ff9a66; } }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; }
small { display: block; }
`;

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

function doorText({ name, state, why, until }: TrunkView['doors'][number]): string {
  const cause = state === 'closed' || state === 'overridden' ? ` (${why ?? ''})` : '';
  const end = until === null ? '' : ` until ${until}`;
  const good = state === 'open' || state === 'unknown';
  return `<small class="${good ? 'ready' : 'waiting'}">${escaped(`${name}: ${state}${end}${cause}`)}</small>`;
}

function registrationText(registration: TrunkView['registration']): string {
  if (registration?.vector === undefined || registration.vector === null) return '';
  return `<small class="waiting">${escaped(`its registration tells what it may not: ${registration.vector}`)}</small>`;
}

function trunkRow({ id, profile, transport, wire, registration, doors }: TrunkView): string {
  const seen = `<span class="${wire === 'silent' ? 'waiting' : 'ready'}">${WIRE[wire]}</span>`;
  return `<tr><th scope="row">${escaped(id)}</th><td>${escaped(profile)}</td><td>${escaped(transport)}</td><td>${seen}${registrationText(registration)}${doors.map(doorText).join('')}</td></tr>`;
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

/** The whole page: whether questions are answered, why not, the trunks, what became of calls, and what workers were told. Pure; plain HTML that asks again every five seconds. */
export function statusPage(view: StatusView, notices: readonly NoticeView[]): string {
  const heading = view.ready
    ? '<h1 class="ready">Ready: the rules decide, and without a rule every call leaves withheld.</h1>'
    : '<h1 class="waiting">Not ready: every call leaves withheld, no rule is applied.</h1>';
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>Withheld</title>',
    '<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">',
    '<link rel="stylesheet" href="/console.css"></head><body>',
    heading,
    '<h2>Checks</h2><table>',
    ...view.checks.map(checkRow),
    '</table><h2>Trunks</h2><table>',
    ...view.trunks.map(trunkRow),
    '</table>',
    ...callRows(view.calls),
    ...noticeTable(notices),
    `<p><small>Withheld ${escaped(view.version)}, running since ${escaped(view.startedAt)}</small></p>`,
    '</body></html>\n',
  ].join('\n');
}
