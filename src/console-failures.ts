/** What can go wrong with the console, and what can stand between an owner and their mailbox. Part of the catalogue (`failure.ts`). */
export const CONSOLE_FAILURES = {
  CONSOLE_PORT_TAKEN: ['another program has the console port', 'end it, or set console.port to another one'],
  CONSOLE_UNUSABLE: [
    'the console cannot listen on its address',
    'compare console.host with the addresses of this machine; ports below 1024 need rights',
  ],
  CONSOLE_NOT_LOOPBACK: [
    'the console address can be reached from outside',
    'set console.host to 127.0.0.1 or ::1; reach it from elsewhere through ssh -L',
  ],
  CONSOLE_REQUEST_FAILED: ['the console could not answer', 'read the daemon log; calls are not affected'],
  CONSOLE_NO_CLIENT: [
    'the script of the mailbox page is not there: mailboxes cannot be opened in a browser',
    'build the product again: `npm run build`',
  ],
  ACCESS_REFUSED: [
    'that does not open a mailbox',
    'check the mailbox, the passphrase and the code; a code works once, so wait for the next one',
  ],
  ACCESS_TOO_OFTEN: ['that was tried too often', 'wait a quarter of an hour, then try again'],
  ACCESS_NO_SESSION: ['nobody is logged in here', 'log in again'],
  ACCESS_LOCKED: ['the mailbox is locked', 'unlock it with the passphrase'],
  ACCESS_FOREIGN: [
    'this was asked by another page, or under a name that this server does not have',
    'open the mailbox at its own address: the loopback name, or console.origin of withheld.yaml',
  ],
  ACCESS_BAD: ['the request is not as the mailbox page makes it', 'load the page again'],
  ACCESS_TOO_LARGE: ['the request is larger than it may be', 'load the page again'],
  ACCESS_NOT_NOW: [
    'that cannot be read or written now; nothing is lost',
    'try again in a minute; `withheld status` says more',
  ],
  ACCESS_INVITE: [
    'this code does not begin an enrolment: it was used, it has expired, or it never was one',
    'ask for a new one: `withheld mailbox invite`',
  ],
  ACCESS_CODE: [
    'this code of the second factor is not right, or was used already',
    'wait for the next one, and compare the clocks of the telephone and of this machine',
  ],
  ACCESS_CHANGED: ['something has changed meanwhile; nothing was done', 'load the list again and repeat it'],
  ACCESS_KEY_CHANGED: [
    'your key was changed elsewhere; nothing was done',
    'log in again: this page still had the key before',
  ],
  ACCESS_SIGNATURE: ['the change of the key is not signed by the key before', 'load the page again and repeat it'],
  ACCESS_NO_COLLEAGUE: [
    'messages cannot be forwarded to this mailbox',
    'it must have an owner, and stand in voicemail.forward_to of withheld.yaml if that is set',
  ],
  ACCESS_OWNED: [
    'this mailbox has an owner, who alone says who reads it',
    'the owner can forward messages, or leave; after that keys can be added here again',
  ],
} as const;
