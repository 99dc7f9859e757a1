import { z } from 'zod';
import { integer, LOOPBACK, LOOPBACK_ALLOWED, text } from './fields.ts';

/** The web console, and under which name mailboxes are reached in a browser. */
export const consoleSchema = z
  .strictObject({
    host: text(LOOPBACK, { description: 'loopback only', allowed: LOOPBACK_ALLOWED }).default('127.0.0.1'),
    port: integer(1, 65_535, { description: 'its port' }).default(8089),
    origin: text(/^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?$/, {
      description:
        'the https address of a TLS proxy in front, which passes /mailbox and the Host it was asked for; without it mailboxes are opened on this machine alone',
      allowed: 'https://HOST or https://HOST:PORT, in lower case, nothing behind it',
      example: 'https://mailbox.example.org',
    }).optional(),
  })
  .meta({ description: 'The web console.' });
