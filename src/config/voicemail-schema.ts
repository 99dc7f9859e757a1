import { z } from 'zod';
import { integer, LOOPBACK, LOOPBACK_ALLOWED, list, text } from './fields.ts';
import { transcriberSchema } from './transcriber-schema.ts';

const ADDRESS = /^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/;
const address = (description: string) =>
  text(ADDRESS, { description, allowed: 'a mail address', example: 'desk@harbour.example' });

/** Mails that say that there is a message. */
const notices = z
  .strictObject({
    to: list(
      z
        .strictObject({
          mailbox: text(/^[0-9]{2,8}$/, {
            description: 'one of voicemail.secured',
            allowed: '2 to 8 digits in quotes',
            example: '101',
            hide: 'number',
          }),
          address: address('a work address; whoever sees its mail learns that there is a message, and no more'),
        })
        .meta({ description: 'a mailbox, and who is told of its messages' }),
      {
        description: 'who is told by mail that there is a message; a mailbox that is not here has its lamp only',
        allowed: 'a list of mailboxes with addresses, each mailbox once',
        example: [{ mailbox: '101', address: 'desk@harbour.example' }],
      },
    ).default([]),
    from: address('the sender of these mails; it must not name the agency to a mail server outside').default(
      'nobody@localhost',
    ),
    relay: z
      .strictObject({
        host: text(LOOPBACK, { description: 'loopback only', allowed: LOOPBACK_ALLOWED }).default('127.0.0.1'),
        port: integer(1, 65_535, { description: 'its SMTP port' }).default(25),
      })
      .prefault({})
      .meta({ description: 'the mail server of this machine.' }),
    every_min: integer(1, 60, {
      description:
        'mails leave at whole multiples of so many minutes alone, so that their time says little of the time of a call',
    }).default(5),
  })
  .prefault({})
  .meta({ description: 'Mails that say that there is a message, and nothing else.' });

/** Mailboxes whose messages only their readers can open, and how long messages are kept. */
export const voicemailSchema = z
  .strictObject({
    secured: list(
      text(/^[0-9]{2,8}$/, { description: 'a mailbox', allowed: '2 to 8 digits in quotes', hide: 'number' }),
      {
        description:
          'mailboxes whose messages are sealed to the keys of their readers (`withheld mailbox add`) and never lie on a disk in clear; without the daemon, or without keys, they take no message. All others stay with the voicemail of the PBX',
        allowed: 'a list of mailboxes, each once',
        example: ['101'],
      },
    )
      .refine((boxes) => new Set(boxes).size === boxes.length)
      .default([]),
    ordinary_context: text(/^[A-Za-z0-9_-]{1,40}$/, {
      description: 'section of voicemail.conf in which the other mailboxes stand',
      allowed: '1 to 40 of letters, digits, _ and -',
    }).default('default'),
    longest_s: integer(10, 600, { description: 'seconds a message in a secured mailbox may last' }).default(180),
    silence_s: integer(0, 60, { description: 'seconds of silence that end it; 0: none do' }).default(20),
    keep_heard_days: integer(1, 3650, { description: 'days a message is kept after it was heard' }).default(14),
    keep_unheard_days: integer(1, 3650, { description: 'days a message is kept that nobody heard' }).default(60),
    escrow: text(/^age1[02-9ac-hj-np-z]{58}$/, {
      description:
        'public age key of the agency to which every message of a mailbox with an owner is sealed besides; its secret part is kept offline. Owners are shown that it is there',
      allowed: 'an age X25519 recipient: age1 and 58 more characters',
      example: 'age1097mdnyzkythdlf60nl3dgxja6cgp6z7fw7nlwywm94quu05lawsy5kwl2',
    }).optional(),
    forward_to: list(
      text(/^[0-9]{2,8}$/, { description: 'a mailbox', allowed: '2 to 8 digits in quotes', hide: 'number' }),
      {
        description: 'mailboxes to whose owners a message may be forwarded (default: all that have an owner)',
        allowed: 'a list of mailboxes',
        example: ['102'],
      },
    ).optional(),
    notices,
    shred_list: text(/^\/[^\p{C}]{1,4095}$/u, {
      description:
        'absolute path of the list of erased messages: with it, a backup that is put back brings none of them back; keep it off the backup of the database (default: the file shredded beside storage.token_key_file)',
      allowed: 'an absolute path',
      example: '/etc/withheld/shredded',
    }).optional(),
    transcriber: transcriberSchema.prefault({}),
  })
  .meta({ description: 'Messages in secured mailboxes.' });
