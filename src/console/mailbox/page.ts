/** The one page of the mailbox; its script makes everything in it. Nothing of any mailbox is in the page itself. */
export function mailboxPage(): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>Mailbox</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<link rel="stylesheet" href="/mailbox/client.css">',
    '<script src="/mailbox/client.js" defer></script></head><body>',
    '<main id="mailbox" tabindex="-1"><p>This page needs its script: it opens messages in this browser and nowhere else.</p></main>',
    '<p id="said" role="status" aria-live="polite"></p>',
    '</body></html>\n',
  ].join('\n');
}
