import { z } from 'zod';
import { e164, integer, list, text } from './fields.ts';

const destination = z
  .strictObject({
    number: e164({
      description:
        'a number of the agency’s own, one of secrets.numbers and no site’s: it answers nothing but these calls, so keep it for them alone',
      example: '+61255500148',
    }),
    arrives_on: text(/^[a-z][a-z0-9]{0,7}$/, {
      description: 'the trunk over which calls to it come in: of another carrier than those that are to be tested',
      allowed: 'the id of a trunk',
      example: 't1',
    }),
    arrives_as: e164({
      description:
        'the number that is called in the end, where calls to it are forwarded (default: number); like number, it answers nothing but these calls from then on: never a number that people call',
      example: '+61255500149',
    }).optional(),
  })
  .meta({ description: 'one number' });

/** Where the calls over the public network go. */
export const canarySchema = z
  .strictObject({
    destinations: list(destination, {
      description:
        'numbers of the agency’s own to call; several, at several carriers, tell more: each carrier treats calls of others in its own way',
      allowed: 'a list of at most 8 numbers',
    })
      .max(8)
      .default([]),
    every_hours: integer(1, 168, {
      description: 'hours in which the daemon calls each of them once over each trunk, spread out',
    }).default(24),
    automatic: z.boolean().default(true).meta({
      description:
        'whether the daemon makes these calls by itself (never where leak_tests.automatic is false), or only `leak-test --canary`',
      allowed: 'true or false',
    }),
  })
  .meta({
    description:
      'Calls over the public network to a number of your own at another carrier, to see what the far end was given (leak-test --canary). They cost what a call costs.',
  });
