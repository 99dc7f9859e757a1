import { z } from 'zod';
import { integer, list, text } from './fields.ts';

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
    shred_list: text(/^\/[^\p{C}]{1,4095}$/u, {
      description:
        'absolute path of the list of erased messages: with it, a backup that is put back brings none of them back; keep it off the backup of the database (default: the file shredded beside storage.token_key_file)',
      allowed: 'an absolute path',
      example: '/etc/withheld/shredded',
    }).optional(),
  })
  .meta({ description: 'Messages in secured mailboxes.' });
