import { escaped } from './escaped.ts';

/** The style sheet of every page but the mailbox's, served beside them: the content security policy allows no inline style and no script at all. */
export const STYLE_SHEET = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8886; --good: #06703a; --bad: #a33300; }
@media (prefers-color-scheme: dark) { :root { --good: #5fd394; --bad: #ff9a66; } }
* { box-sizing: border-box; }
body { max-width: 60rem; margin: 1rem auto 3rem; padding: 0 1rem; overflow-wrap: break-word; }
nav { display: flex; gap: 1rem; border-bottom: 1px solid var(--line); padding-bottom: .5rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
.ready { color: var(--good); } .waiting { color: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 1rem; list-style: none; padding: 0; }
.cards > li { border: 1px solid var(--line); border-radius: .5rem; padding: .7rem 1rem; }
.doors { list-style: none; padding: 0; margin: .5rem 0 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
small { display: block; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
`;

/** A page of the console, by what stands before others in its navigation. */
export interface PageFrame {
  readonly title: string;
  /** Owners of secured mailboxes have a page of their own. */
  readonly mailboxes: boolean;
  /** Seconds after which the page asks again by itself. */
  readonly again: number;
}

/** A whole page around `body`, which is HTML. Plain: it needs no script, and nothing that is not served beside it. */
export function page({ again, mailboxes, title }: PageFrame, body: readonly string[]): string {
  const mailbox = mailboxes ? '<a href="/mailbox">Mailboxes</a>' : '';
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}: Withheld</title>`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="${again}">`,
    '<link rel="stylesheet" href="/console.css"></head><body>',
    `<nav aria-label="Pages"><strong aria-current="page">${escaped(title)}</strong>${mailbox}</nav><main>`,
    ...body,
    '</main></body></html>\n',
  ].join('\n');
}
