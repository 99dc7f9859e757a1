import { z } from 'zod';
import { QuietHours } from '../call/quiet-hours.ts';
import { ACCOUNT, ACCOUNT_ALLOWED, integer, list, secret, text } from './fields.ts';

/** Minutes. */
const LONGEST_QUIET = 23 * 60;
const path = /^\/[^\p{C}]{1,4095}$/u;

/** What the leak tests need of this machine. */
export const leakTestsSchema = z
  .strictObject({
    network: text(/^127(?:\.(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])){2}$/, {
      description:
        'first three parts of the loopback addresses of the probes: .31 and up stand for the carriers of the trunks, .131 and up for their probe phones',
      allowed: '127.x.x',
    }).default('127.93.84'),
    port: integer(1024, 65_535, { description: 'their port' }).default(5099),
    phone_transport: text(/^[A-Za-z0-9_-]{1,40}$/, {
      description: 'name of the PJSIP transport (UDP) that phones use (default: the choice of the PBX)',
      allowed: '1 to 40 of letters, digits, _ and -',
      example: 'transport-udp',
    }).optional(),
    automatic: z
      .boolean()
      .meta({
        description:
          'whether the daemon runs them by itself: at its start, within half a minute of any change of the PBX or its doors, and every day',
        allowed: 'true or false',
      })
      .default(true),
    originate: z
      .strictObject({
        username: text(ACCOUNT, {
          description: 'AMI user with write=originate',
          allowed: ACCOUNT_ALLOWED,
          example: 'prober',
        }),
        password: secret(1, { description: 'its password', example: { file: '/etc/withheld/prober.password' } }),
      })
      .meta({
        description:
          'where another program may originate through AMI: a user with that right, to try what such a call shows (default: the user of the product, which may not)',
      })
      .optional(),
    spool: z
      .string()
      .regex(path)
      .meta({
        description:
          'where another program may leave call files: the spool directory of the PBX, to try what such a call shows; the user who runs withheld must be allowed to write there (default: not tried)',
        allowed: 'an absolute path',
        example: '/var/spool/asterisk',
      })
      .optional(),
    quiet_hours: list(
      text(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/, {
        description: 'from and to',
        allowed: 'HH:MM-HH:MM, by the clock of this machine',
      }),
      {
        description:
          'times of day in which no test is run that only its time calls for; one that a start or a change calls for is run all the same',
        allowed: 'a list of HH:MM-HH:MM that together leave at least an hour of the day',
        example: ['22:00-06:00'],
      },
    )
      .refine((spans) => new QuietHours(spans).minutes <= LONGEST_QUIET)
      .default([]),
    keep_days: integer(1, 3650, {
      description: 'days the history of tests and of what was found on the wire is kept; it holds no number',
    }).default(400),
    every_hours: integer(1, 168, { description: 'hours between two tests when nothing changes, at most' }).default(24),
    certificate: z
      .string()
      .regex(path)
      .meta({
        description:
          'trunks over TLS: certificate of the probes (PEM), for their addresses and signed by an authority that the transport of the trunk trusts',
        allowed: 'an absolute path',
        example: '/etc/withheld/probe.pem',
      })
      .optional(),
    key: z
      .string()
      .regex(path)
      .meta({ description: 'its key (PEM)', allowed: 'an absolute path', example: '/etc/withheld/probe.key' })
      .optional(),
  })
  .meta({ description: 'Leak tests: calls through every door to ourselves. They ring nobody and reach no carrier.' });
